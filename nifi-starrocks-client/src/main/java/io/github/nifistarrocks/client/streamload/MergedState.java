package io.github.nifistarrocks.client.streamload;

import io.github.nifistarrocks.client.load.LoadOutcome;

/** What an FE reports of the transaction into which it has merged a load. */
public sealed interface MergedState {

    /** It is over, or nothing is known of it any more. */
    record Ended(LoadOutcome outcome) implements MergedState {}

    /**
     * It is not over.
     *
     * @param problem why its state is not known; empty if it is running
     */
    record Running(String problem) implements MergedState {}
}
