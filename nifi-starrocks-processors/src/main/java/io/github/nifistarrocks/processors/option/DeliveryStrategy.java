package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** How the rows of a FlowFile are sent to StarRocks. The names are stored in flows. */
public enum DeliveryStrategy implements DescribedValue {

    SINGLE_LOAD("Single Load", """
            One Stream Load request for each FlowFile. It is exactly once by its label, and causes the least work for the cluster."""),
    TRANSACTION("Transaction", """
            The rows are sent in parts of one transaction, which is committed as a whole, exactly once by its label. Use it for several tables that must become \
            visible together, and for FlowFiles that are too large for one request. A BE may hold a whole JSON request in memory. StarRocks 2.4 or later is \
            required, and 4.0 for several tables."""),
    TWO_PHASE("Two-Phase Commit", """
            The rows of each table are sent in a transaction that is first only prepared. The FlowFile then goes back to its queue with a mark, and is committed \
            after that. It stays exactly once when StarRocks has forgotten its label, and costs more requests and a second NiFi session for each FlowFile. \
            In a stateless process group marks are not stored: use Transaction there. StarRocks 2.4 or later is required, and 3.5.4 for Prepared Timeout."""),
    MERGE_COMMIT("Merge Commit", """
            StarRocks merges the rows of many small FlowFiles into one transaction. It ignores labels, so rows may be loaded twice if a reply is lost. \
            For exactly once use MergeRecord upstream and Single Load. StarRocks 3.4 or later is required.""");

    private final String displayName;
    private final String description;

    DeliveryStrategy(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
