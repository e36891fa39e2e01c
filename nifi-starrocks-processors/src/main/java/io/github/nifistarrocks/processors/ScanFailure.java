package io.github.nifistarrocks.processors;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.processors.plan.InvalidPlanException;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.UntrustedPlanException;
import io.github.nifistarrocks.processors.scan.ScanAbortedException;
import io.github.nifistarrocks.processors.scan.UnwrittenRowException;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;

/** Why a table could not be planned or a FlowFile not scanned, for the error attributes and the choice of the relationship. */
final class ScanFailure extends Exception implements RowText.Bearer {

    @Serial
    private static final long serialVersionUID = 1L;

    /** StarRocks removes the versions that a plan reads after this time, unless tablet_rowset_stale_sweep_time_sec is changed. */
    private static final Duration PLAN_LIFETIME = Duration.ofMinutes(30);
    private static final int MAX_LISTED_TABLETS = 10;

    private final String marked;
    private final Reason reason;

    /** Values of the attribute starrocks.error.reason: those of {@link Kind}, and failures of the processor. */
    enum Reason {
        UNAVAILABLE, OVERLOADED, DENIED, NOT_FOUND, INVALID, PLAN_EXPIRED, BATCH_TOO_LARGE, PROTOCOL, INVALID_PLAN, UNTRUSTED_PLAN, UNREADABLE_COLUMN,
        RECORD_WRITER;

        static Reason of(final Kind kind) {
            return switch (kind) {
                case UNAVAILABLE -> UNAVAILABLE;
                case OVERLOADED -> OVERLOADED;
                case DENIED -> DENIED;
                case NOT_FOUND -> NOT_FOUND;
                case INVALID -> INVALID;
                case EXPIRED -> PLAN_EXPIRED;
                case BATCH_TOO_LARGE -> BATCH_TOO_LARGE;
                case PROTOCOL -> PROTOCOL;
            };
        }

        /** Whether a retry may succeed without a change. */
        boolean isRetryable() {
            return switch (this) {
                case UNAVAILABLE, OVERLOADED -> true;
                case DENIED, NOT_FOUND, INVALID, PLAN_EXPIRED, BATCH_TOO_LARGE, PROTOCOL, INVALID_PLAN, UNTRUSTED_PLAN, UNREADABLE_COLUMN,
                        RECORD_WRITER ->
                    false;
            };
        }
    }

    private ScanFailure(final Reason reason, final String message, final Throwable cause) {
        super(RowText.shown(message), cause);
        this.marked = message;
        this.reason = reason;
    }

    private ScanFailure(final Reason reason, final String message) {
        super(RowText.shown(message));
        this.marked = message;
        this.reason = reason;
    }

    /** The table could not be planned. */
    static ScanFailure planning(final StarRocksException cause) {
        return new ScanFailure(Reason.of(cause.kind()), cause.getMessage(), cause);
    }

    /** The properties have no valid value for the FlowFile. */
    static ScanFailure properties(final IllegalArgumentException cause) {
        return new ScanFailure(Reason.INVALID, String.valueOf(cause.getMessage()));
    }

    /** The content of the FlowFile is not a plan. */
    static ScanFailure content(final InvalidPlanException cause) {
        return new ScanFailure(Reason.INVALID_PLAN, cause.getMessage(), cause);
    }

    /** The plan was not signed by a service with the same settings. */
    static ScanFailure untrusted(final UntrustedPlanException cause) {
        return new ScanFailure(Reason.UNTRUSTED_PLAN, cause.getMessage(), cause);
    }

    /** The rows could not be written, independent of the replica. */
    static ScanFailure output(final PlanDocument plan, final ScanAbortedException aborted) {
        final String message = "Rows of %s could not be written: %s";
        if (aborted.getCause() instanceof final UnreadableColumnException unreadable) {
            return new ScanFailure(Reason.UNREADABLE_COLUMN, message.formatted(describe(plan), unreadable.markedMessage()), unreadable);
        }
        return new ScanFailure(Reason.RECORD_WRITER, message.formatted(describe(plan), "the record writer failed: " + failure(aborted.getCause())),
                aborted.getCause());
    }

    /**
     * No replica could be read.
     *
     * @param failures of each replica, in the order of the attempts; empty when no BE has all tablets
     * @param age of the plan
     */
    static ScanFailure replicas(final PlanDocument plan, final Map<HostPort, StarRocksException> failures, final Duration age) {
        if (failures.isEmpty()) {
            return new ScanFailure(Reason.INVALID_PLAN, "No BE has all of the %s. Create a new plan".formatted(describe(plan)));
        }
        final StarRocksException decisive = decisive(List.copyOf(failures.values()));
        final Reason reason = Reason.of(decisive.kind());
        final String messages = failures.entrySet().stream()
                .map(failure -> "%s: %s".formatted(failure.getKey(), ErrorText.withoutFullStop(failure.getValue().getMessage())))
                .collect(Collectors.joining("; "));
        return new ScanFailure(reason, "No replica could serve the %s. %s. %s".formatted(describe(plan), messages, advice(reason, age)), decisive);
    }

    /**
     * A replica that refuses the plan or cannot send its values decides: a retry would end in the same way. A plan is expired if it is so on every replica,
     * because another one may become available again.
     */
    private static StarRocksException decisive(final List<StarRocksException> failures) {
        return first(failures, failure -> failure.kind() == Kind.INVALID || failure.kind() == Kind.BATCH_TOO_LARGE)
                .or(() -> first(failures, StarRocksException::isRetryable))
                .or(() -> first(failures, failure -> failure.kind() != Kind.EXPIRED))
                .orElse(failures.getFirst());
    }

    private static Optional<StarRocksException> first(final List<StarRocksException> failures, final Predicate<StarRocksException> condition) {
        return failures.stream().filter(condition).findFirst();
    }

    private static String failure(final Throwable cause) {
        if (cause instanceof final UnwrittenRowException row) {
            return row.markedMessage();
        }
        return cause.getMessage() == null ? cause.getClass().getName() : "%s: %s".formatted(cause.getClass().getName(), RowText.of(cause.getMessage()));
    }

    @Override
    public String markedMessage() {
        return marked;
    }

    private static String advice(final Reason reason, final Duration age) {
        if (reason == Reason.PLAN_EXPIRED) {
            return "The plan is %d minutes old. Create a new plan, and discard what other FlowFiles of this plan (fragment.identifier) have read"
                    .formatted(age.toMinutes());
        }
        if (reason == Reason.BATCH_TOO_LARGE) {
            return "Batches of one row were tried. Exclude columns with large values, use fewer concurrent tasks, or give NiFi a larger heap";
        }
        if (reason == Reason.DENIED) {
            return "Remove the cause and scan the FlowFile again, or create a new plan";
        }
        if (age.compareTo(PLAN_LIFETIME) > 0) {
            return "The plan is %d minutes old: StarRocks may have removed the versions that it reads (30 minutes by default). Create a new plan"
                    .formatted(age.toMinutes());
        }
        return reason.isRetryable() ? "The FlowFile still contains the plan and can be scanned again" : "Remove the cause and create a new plan";
    }

    private static String describe(final PlanDocument plan) {
        final String ids = plan.tabletIds().stream().limit(MAX_LISTED_TABLETS).map(String::valueOf).collect(Collectors.joining(", "));
        final String more = plan.tablets().size() > MAX_LISTED_TABLETS ? ", …" : "";
        return "%d tablets (%s%s) of [%s]".formatted(plan.tablets().size(), ids, more, plan.table());
    }

    Reason reason() {
        return reason;
    }
}
