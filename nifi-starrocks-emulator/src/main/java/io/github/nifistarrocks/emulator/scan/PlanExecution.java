package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One plan at one BE: the query context that all of its scanners there share (BE: exec/pipeline/query_context.cpp). When a scanner fails, all are cancelled
 * (BE: pipeline_driver_executor.cpp, 192). The time of the query counts from the latest open (BE: fragment_executor.cpp, 126), and is that of the latest open.
 */
final class PlanExecution {

    private final InstantSource clock;
    private final Set<ScanContext> running = new HashSet<>();
    private int opened;
    private Duration timeout = Duration.ZERO;
    private Instant deadline = Instant.MAX;
    private Instant forgottenAt = Instant.MAX;
    private Optional<ScanException> failure = Optional.empty();

    PlanExecution(final InstantSource clock) {
        this.clock = clock;
    }

    /** Why no further scanner may join. */
    synchronized Optional<ScanException> failure() {
        return failure;
    }

    synchronized void join(final ScanContext scanner, final Duration queryTimeout) {
        cancelWhenOver();
        running.add(scanner);
        opened++;
        timeout = queryTimeout;
        deadline = clock.instant().plus(queryTimeout);
    }

    /** The time of the query is over: the scanners are cancelled, and others may join (BE: pipeline_driver_poller.cpp). */
    synchronized void cancelWhenOver() {
        if (clock.instant().isAfter(deadline)) {
            running.forEach(scanner -> scanner.cancel(ScanException.cancelled()));
            stop();
        }
    }

    /** @param cause reported to scanners that ask to join */
    synchronized void fail(final ScanException cause) {
        failure = failure.or(() -> Optional.of(cause));
        running.forEach(scanner -> scanner.cancel(ScanException.cancelled()));
        stop();
    }

    /** The scanner was read to its end, or closed. */
    synchronized void leave(final ScanContext scanner) {
        running.remove(scanner);
        if (running.isEmpty()) {
            stop();
        }
    }

    /**
     * Whether a scanner that comes now is the first of a new execution. The context of a single scanner is dead when that has ended, because the plan says that
     * it has one instance. That of several waits for further ones as long as the latest of them was allowed to take (BE: query_context.cpp, is_dead, and
     * QueryContextManager::remove).
     */
    synchronized boolean isForgotten() {
        return running.isEmpty() && (opened == 1 || clock.instant().isAfter(forgottenAt));
    }

    private void stop() {
        running.clear();
        forgottenAt = clock.instant().plus(timeout);
    }
}
