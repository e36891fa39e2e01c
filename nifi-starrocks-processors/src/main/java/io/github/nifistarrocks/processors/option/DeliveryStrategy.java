package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** How a FlowFile's rows get into StarRocks. The names are stored in flows. */
public enum DeliveryStrategy implements DescribedValue {

    SINGLE_LOAD("Single Load", """
            One Stream Load request for a FlowFile. The least work for the cluster, and exactly once by its label."""),
    TRANSACTION("Transaction", """
            The rows are sent in parts within one transaction, which lands as a whole or not at all, and exactly once by its label. For FlowFiles that are too \
            large for one request, JSON above all, which a BE holds in memory as a whole, and for records of several tables."""),
    MERGE_COMMIT("Merge Commit", """
            StarRocks 3.4 or later puts the rows of many small FlowFiles into one transaction. Its label is not the FlowFile's: when a reply is lost, rows \
            may be loaded twice, so this is at least once. Prefer MergeRecord in front and Single Load where rows have to be exact.""");

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
