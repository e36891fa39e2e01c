package io.github.nifistarrocks.processors.load;

import org.apache.nifi.processor.Relationship;

/** Relationships of PutStarRocks. Their names are part of users' flows. */
public final class LoadRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("FlowFiles whose records are in the table, and FlowFiles without records.")
            .build();
    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description("""
                    FlowFiles that can be loaded by a retry. The cluster is overloaded or unreachable, or the outcome of the load is not known. Their label \
                    prevents loading twice.""")
            .build();
    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("""
                    FlowFiles that need intervention: refused rows, unreadable records, wrong names or missing privileges. Nothing is loaded, unless \
                    starrocks.error.message says that a part is loaded.""")
            .build();
    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description("""
                    Invalid records, each with its reason in the field starrocks_error. The other records of their FlowFile are loaded. The relationship exists \
                    only if a Rejected Record Writer is set.""")
            .build();

    private LoadRelationships() {}
}
