package io.github.nifistarrocks.processors;

import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.plan.InvalidPlanException;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.scan.ScanAbortedException;
import io.github.nifistarrocks.processors.scan.UnreadableColumnException;

/** Why a FlowFile could not be scanned, in words for people, and whether another try may help. */
final class ScanFailure extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** StarRocks sweeps the versions that a plan has frozen after this time, unless configured otherwise (tablet_rowset_stale_sweep_time_sec). */
    private static final Duration PLAN_LIFETIME = Duration.ofMinutes(30);
    private static final int TABLETS_NAMED = 10;

    private final String reason;
    private final boolean retryable;

    private ScanFailure(final String reason, final boolean retryable, final String message, final Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryable = retryable;
    }

    static ScanFailure invalidPlan(final InvalidPlanException cause) {
        return new ScanFailure("INVALID_PLAN", false, cause.getMessage(), cause);
    }

    /** The records could not be written, whichever replica sends the rows. */
    static ScanFailure output(final PlanDocument plan, final ScanAbortedException aborted) {
        final Throwable cause = aborted.getCause();
        final boolean unreadable = cause instanceof UnreadableColumnException;
        final String trouble = unreadable ? cause.getMessage() : "the record writer failed: " + cause;
        final String message = "Rows of %s could not be written as records: %s".formatted(described(plan), trouble);
        return new ScanFailure(unreadable ? "UNREADABLE_COLUMN" : "RECORD_WRITER", false, message, cause);
    }

    /**
     * @param refusals each replica's answer, in the order tried; empty when no BE has all tablets
     * @param age of the plan
     */
    static ScanFailure allReplicas(final PlanDocument plan, final Map<HostPort, StarRocksException> refusals, final Duration age) {
        if (refusals.isEmpty()) {
            return new ScanFailure("INVALID_PLAN", false, "No BE has all of the %s. Fetch a new plan".formatted(described(plan)), null);
        }
        final StarRocksException first = refusals.values().iterator().next();
        final StarRocksException telling = refusals.values().stream().filter(StarRocksException::isRetryable).findFirst().orElse(first);
        final String answers = refusals.entrySet().stream()
                .map(refusal -> "%s: %s".formatted(refusal.getKey(), refusal.getValue().getMessage())).collect(Collectors.joining("; "));
        final String message = "No replica could serve the %s. %s. %s".formatted(described(plan), answers, advice(telling, age));
        return new ScanFailure(telling.kind().name(), telling.isRetryable(), message, telling);
    }

    private static String advice(final StarRocksException telling, final Duration age) {
        if (age.compareTo(PLAN_LIFETIME) > 0) {
            return "The plan is %d minutes old: StarRocks may have removed the versions that it reads (30 minutes by default). Fetch a new plan"
                    .formatted(age.toMinutes());
        }
        return telling.isRetryable() ? "The FlowFile still holds the plan and can be scanned again" : "Fetch a new plan when the cause is removed";
    }

    private static String described(final PlanDocument plan) {
        final String ids = plan.tabletIds().stream().limit(TABLETS_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        final String more = plan.tablets().size() > TABLETS_NAMED ? ", …" : "";
        return "%d tablets (%s%s) of %s".formatted(plan.tablets().size(), ids, more, plan.table());
    }

    String reason() {
        return reason;
    }

    boolean isRetryable() {
        return retryable;
    }
}
