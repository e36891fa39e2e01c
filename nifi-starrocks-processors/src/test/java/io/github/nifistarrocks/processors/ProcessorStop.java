package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.apache.nifi.util.TestRunner;

/** Stops a processor while it waits for a reply, as the Stop button of NiFi does. */
final class ProcessorStop {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private ProcessorStop() {}

    /**
     * @param blocked true when the processor has made the call without a reply
     * @throws TimeoutException when the processor does not wait, or does not end after it was stopped
     */
    static void whileBlocked(final TestRunner runner, final BooleanSupplier blocked) throws InterruptedException, ExecutionException, TimeoutException {
        final CompletableFuture<Void> run = CompletableFuture.runAsync(() -> runner.run(1, false, true));
        final long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!blocked.getAsBoolean()) {
            if (System.nanoTime() > deadline || run.isDone()) {
                throw new TimeoutException("The processor does not wait for a reply");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        runner.unSchedule();
        run.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        runner.stop();
    }
}
