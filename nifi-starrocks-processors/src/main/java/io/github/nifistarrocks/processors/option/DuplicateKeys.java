package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Handling of several records of one key in a FlowFile. The names are stored in flows. */
public enum DuplicateKeys implements DescribedValue {

    AUTOMATIC("Automatic", """
            With an operation source only the last change of each key is sent. Without one all records are sent."""),
    KEEP_LAST("Keep Last", """
            Only the last record of each key is sent, if the table has unique keys. The FlowFile is read twice."""),
    KEEP_ALL("Keep All", """
            All records are sent in their order, and StarRocks determines which one remains.""");

    private final String displayName;
    private final String description;

    DuplicateKeys(final String displayName, final String description) {
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
