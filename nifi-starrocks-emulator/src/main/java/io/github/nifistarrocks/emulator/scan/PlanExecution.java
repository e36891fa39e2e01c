package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One plan at one BE, which all of its scanners there share: when one fails, all are cancelled (BE: pipeline_driver_executor.cpp, 192), and the time of the
 * query counts from the latest open (BE: fragment_executor.cpp, extend_query_lifetime).
 */
final class PlanExecution {

    private final InstantSource clock;
    private final Set<ScanContext> scanners = new HashSet<>();
    private Instant deadline = Instant.MAX;
    private Optional<ScanException> failure = Optional.empty();

    PlanExecution(final InstantSource clock) {
        this.clock = clock;
    }

    /** @throws ScanException when a scanner of the plan has failed before */
    synchronized void add(final ScanContext scanner, final Duration timeout) {
        if (failure.isPresent()) {
            throw failure.get();
        }
        scanners.add(scanner);
        deadline = clock.instant().plus(timeout);
    }

    synchronized void cancel(final ScanException cause) {
        if (failure.isEmpty()) {
            failure = Optional.of(cause);
        }
    }

    /** Why the scanner returns no further batch. */
    synchronized Optional<ScanException> problem(final String contextId) {
        if (failure.isPresent()) {
            return Optional.of(new ScanException(ScanException.CANCELLED, "Set cancelled by MemoryScratchSinkOperator"));
        }
        return clock.instant().isAfter(deadline)
                ? Optional.of(new ScanException(ScanException.TIMEOUT, "Query reached its timeout, context_id=" + contextId))
                : Optional.empty();
    }

    /** Removes a scanner; true when it was the last. */
    synchronized boolean isOver(final ScanContext closed) {
        return scanners.remove(closed) && scanners.isEmpty();
    }
}
