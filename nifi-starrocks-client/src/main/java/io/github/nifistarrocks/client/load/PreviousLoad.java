package io.github.nifistarrocks.client.load;

/** What StarRocks knows of the loads that were sent before under the label of a load. */
public sealed interface PreviousLoad {

    /** One is committed, still running, or cannot be determined now. Nothing may be sent. */
    record Settled(LoadOutcome outcome) implements PreviousLoad {}

    /** The last one is aborted, and the label is free. */
    record Aborted() implements PreviousLoad {}

    /** The last one is prepared or running, or it is the first of several attempts. Sending finds, ends or commits it, and cannot load twice. */
    record Unfinished() implements PreviousLoad {}

    /**
     * The label is not known: none was begun, or one is committed and forgotten.
     *
     * @param history what the load history says of it, as a part of a message
     */
    record Forgotten(String history) implements PreviousLoad {}
}
