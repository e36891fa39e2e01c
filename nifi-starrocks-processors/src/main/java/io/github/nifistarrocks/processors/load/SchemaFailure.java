package io.github.nifistarrocks.processors.load;

import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/** The outcome of a load for which StarRocks did not report the columns of the table. */
final class SchemaFailure {

    private SchemaFailure() {}

    /** Whether a retry does not help. */
    static boolean needsIntervention(final StarRocksException failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE, OVERLOADED, PROTOCOL -> false;
            case DENIED, NOT_FOUND, INVALID, EXPIRED, BATCH_TOO_LARGE -> true;
        };
    }

    /** @param previous report of a previous attempt, as the end of a sentence */
    static LoadOutcome outcome(final LoadSettings settings, final StarRocksException failure, final String previous) {
        final String label = settings.label();
        final String message = "Load [%s] into %s has sent nothing in this attempt: %s".formatted(label, settings.table(),
                ErrorText.withoutFullStop(failure.getMessage()) + previous);
        return switch (failure.kind()) {
            case UNAVAILABLE -> new LoadOutcome.Throttled(label, Reason.UNREACHABLE, message, Optional.empty());
            case OVERLOADED -> new LoadOutcome.Throttled(label, Reason.BUSY, message, Optional.empty());
            case DENIED -> new LoadOutcome.Failed(label, Reason.DENIED, message, Optional.empty());
            case NOT_FOUND -> new LoadOutcome.Failed(label, Reason.NOT_FOUND, message, Optional.empty());
            case INVALID, EXPIRED, BATCH_TOO_LARGE -> new LoadOutcome.Failed(label, Reason.REQUEST_REFUSED, message, Optional.empty());
            case PROTOCOL -> new LoadOutcome.Throttled(label, Reason.UNEXPECTED, message, Optional.empty());
        };
    }
}
