package io.github.nifistarrocks.processors.load;

import org.apache.nifi.processor.Relationship;

/** Relationships of PutStarRocks. Their names are part of users' flows. */
public final class LoadRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("FlowFiles whose records are in the table, and those without records.")
            .build();
    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description("""
                    FlowFiles that may be loaded when they are sent again: the cluster is overloaded or out of reach, or could not tell whether it has \
                    committed the load.""")
            .build();
    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("""
                    FlowFiles about which somebody has to do something: rejected rows, unreadable records, wrong names, missing privileges. Nothing of them was \
                    loaded, or the message says what was.""")
            .build();
    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description("""
                    Records that StarRocks refuses, as they came in and with the reason, while the other records of their FlowFile were loaded. There is such a \
                    relationship when a Rejected Record Writer is set.""")
            .build();

    private LoadRelationships() {}
}
