package io.github.nifistarrocks.processors.load;

import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;

/** What it means for a load that the columns of its table could not be asked for. */
public final class SchemaTrouble {

    private SchemaTrouble() {}

    public static LoadOutcome outcome(final LoadSettings settings, final StarRocksException trouble) {
        final String label = settings.label();
        final String message = "Load [%s] into %s has sent nothing: %s".formatted(label, settings.target().tableId(), trouble.getMessage());
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
