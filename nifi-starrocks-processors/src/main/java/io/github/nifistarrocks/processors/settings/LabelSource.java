package io.github.nifistarrocks.processors.settings;

/** From what the label of a FlowFile is derived. */
public enum LabelSource {

    /** The UUID of the FlowFile, which no other FlowFile has. */
    FLOW_FILE,
    /** The property Label, whose value another FlowFile may have too. */
    PROPERTY
}
