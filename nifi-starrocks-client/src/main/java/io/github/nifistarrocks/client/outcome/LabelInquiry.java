package io.github.nifistarrocks.client.outcome;

import java.util.Optional;

import io.github.nifistarrocks.client.load.LabelState;

/**
 * The result of asking for the state of a label.
 *
 * @param state the last known state; nothing when no FE reported one
 * @param problem why the last request failed; empty when it succeeded
 */
public record LabelInquiry(Optional<LabelState> state, String problem) {

    public static LabelInquiry of(final LabelState state) {
        return new LabelInquiry(Optional.of(state), "");
    }

    public static LabelInquiry failed(final String problem) {
        return new LabelInquiry(Optional.empty(), problem);
    }

    public boolean isKnown() {
        return state.isPresent();
    }

    /** Whether the load is known to be committed. */
    public boolean isCommitted() {
        return state.filter(known -> known.state().isCommitted()).isPresent();
    }

    /** Whether the load is known not to be running. */
    public boolean isOver() {
        return state.filter(known -> !known.state().isRunning()).isPresent();
    }

    public boolean is(final LabelState.State wanted) {
        return state.filter(known -> known.state() == wanted).isPresent();
    }
}
