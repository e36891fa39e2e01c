package io.github.nifistarrocks.processors.load;

import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/** What it means for a load that the columns of its table could not be asked for. */
public final class SchemaFailure {

    private SchemaFailure() {}

    /** Whether trying again does not help. */
    public static boolean isForAPerson(final StarRocksException trouble) {
        return trouble.kind() != StarRocksException.Kind.UNAVAILABLE && trouble.kind() != StarRocksException.Kind.OVERLOADED;
    }

    /** @param earlier what became of an earlier try, as the end of a sentence */
    public static LoadOutcome outcome(final LoadSettings settings, final StarRocksException trouble, final String earlier) {
        final String label = settings.label();
        final String message = "Load [%s] into %s has sent nothing in this try: %s".formatted(label, settings.target().tableId(),
                ErrorText.withoutFullStop(trouble.getMessage()) + earlier);
        return switch (trouble.kind()) {
            case UNAVAILABLE -> new LoadOutcome.Throttled(label, Reason.UNREACHABLE, message, Optional.empty());
            case OVERLOADED -> new LoadOutcome.Throttled(label, Reason.BUSY, message, Optional.empty());
            case DENIED -> new LoadOutcome.Failed(label, Reason.DENIED, message, Optional.empty());
            case NOT_FOUND -> new LoadOutcome.Failed(label, Reason.NOT_FOUND, message, Optional.empty());
            case INVALID -> new LoadOutcome.Failed(label, Reason.REQUEST_REFUSED, message, Optional.empty());
            case PROTOCOL -> new LoadOutcome.Failed(label, Reason.UNEXPECTED, message, Optional.empty());
        };
    }
}
