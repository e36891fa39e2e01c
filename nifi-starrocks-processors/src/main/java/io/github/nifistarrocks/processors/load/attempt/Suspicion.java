package io.github.nifistarrocks.processors.load.attempt;

/** Whether a previous attempt under a label may be committed. */
public enum Suspicion {

    /** There was none, or none is committed. */
    NONE,
    /** The FlowFile was in the queue when NiFi or the processor ended without a clean stop. */
    QUEUED,
    /** The outcome of the last one is open. Those before it are not committed. */
    OPEN,
    /** One before the last may be committed, and StarRocks has forgotten its label. The state of the label does not show it. */
    DOUBTFUL
}
