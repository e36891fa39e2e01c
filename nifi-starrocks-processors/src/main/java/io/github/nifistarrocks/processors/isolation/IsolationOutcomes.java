package io.github.nifistarrocks.processors.isolation;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The outcomes of loads whose invalid records could not be found. */
final class IsolationOutcomes {

    private IsolationOutcomes() {}

    /** The search ended before the valid rows were loaded. */
    static LoadOutcome nothingLoaded(final LoadOutcome failure) {
        return failure instanceof final LoadOutcome.Rejected rejected
                ? new LoadOutcome.Rejected(rejected.label(), rejected.rows(), "Nothing was loaded. " + rejected.message(), rejected.report())
                : failure;
    }

    /** The valid rows are committed or prepared, and records cannot be read or written any more, because settings or the table have changed. */
    static LoadOutcome unfinished(final LoadOutcome loaded, final InvalidRecordException failure) {
        return unfinished(loaded, new LoadOutcome.Rejected(loaded.label(), List.of(), failure.markedMessage(), Optional.empty()));
    }

    /** The valid rows are committed or prepared, but the invalid records could not be found. A retry finds them, unless the failure needs intervention. */
    static LoadOutcome unfinished(final LoadOutcome loaded, final LoadOutcome failure) {
        final String message = "%s. Which records were filtered could not be determined: %s. Send the FlowFile again under the same label, which loads nothing twice"
                .formatted(ErrorText.withoutFullStop(loaded.message()), ErrorText.withoutFullStop(failure.message()));
        return switch (failure) {
            case LoadOutcome.Rejected rejected -> new LoadOutcome.Rejected(loaded.label(), rejected.rows(), message, Optional.empty());
            case LoadOutcome.Failed failed -> new LoadOutcome.Failed(loaded.label(), failed.reason(), message, Optional.empty());
            case LoadOutcome.Throttled throttled -> new LoadOutcome.Unknown(loaded.label(), Optional.empty(), message, Optional.empty());
            case LoadOutcome.Unknown unknown -> new LoadOutcome.Unknown(loaded.label(), Optional.empty(), message, Optional.empty());
            case LoadOutcome.Committed other -> throw new IllegalStateException("A search commits nothing");
            case LoadOutcome.Prepared other -> throw new IllegalStateException("A search prepares nothing");
            case LoadOutcome.Received other -> throw new IllegalStateException("A search is not merged");
        };
    }
}
