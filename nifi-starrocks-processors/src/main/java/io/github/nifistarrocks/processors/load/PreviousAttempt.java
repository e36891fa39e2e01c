package io.github.nifistarrocks.processors.load;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LabelState.State;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/** What became of an earlier try of a FlowFile, or of the first of its loads, for a person who sees that nothing more could be sent. */
public final class PreviousAttempt {

    private PreviousAttempt() {}

    /**
     * @param known whether there was one for certain; after a crash nothing tells
     * @return words to append to a message; empty when there is nothing to tell
     */
    public static String words(final StarRocksClient client, final LoadSettings settings, final boolean known, final CallScope scope)
            throws CallCancelledException {
        final String label = settings.label();
        try {
            final State state = state(client, settings, label, scope);
            if (state.isCommitted()) {
                return ". An earlier try under label [%s] is %s: its rows are in the table and must not be sent again".formatted(label, state);
            }
            if (state.isRunning()) {
                return ". An earlier try under label [%s] is not decided yet, its state is %s".formatted(label, state);
            }
            final String first = settings.groupLabel(1);
            if (state(client, settings, first, scope).isCommitted()) {
                return """
                        . Of the several loads of this FlowFile at least the first, under label [%s], is committed; it changes nothing when it is sent again"""
                        .formatted(first);
            }
            return known ? ". An earlier try under label [%s] has not been committed, its state is %s".formatted(label, state) : "";
        } catch (StarRocksException e) {
            return known ? ". Whether an earlier try under label [%s] was committed could not be asked: %s".formatted(label, e.getMessage()) : "";
        }
    }

    private static State state(final StarRocksClient client, final LoadSettings settings, final String label, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        return client.labelState(settings.target().database(), label, scope).state();
    }
}
