package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.apache.nifi.util.TestRunner;

/** Stops a processor while it waits for an answer, as NiFi's Stop button does. */
final class ProcessorStop {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ProcessorStop() {}

    /**
     * @param blocked tells that the processor has reached the call that is not answered
     * @throws TimeoutException when the processor does not end soon after it was stopped
     */
    static void whileBlocked(final TestRunner runner, final BooleanSupplier blocked) throws InterruptedException, ExecutionException, TimeoutException {
        final CompletableFuture<Void> run = CompletableFuture.runAsync(() -> runner.run(1, false, true));
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!blocked.getAsBoolean()) {
            if (System.nanoTime() > deadline || run.isDone()) {
                throw new TimeoutException("The processor did not come to wait");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        runner.unSchedule();
        run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        runner.stop();
    }
}
