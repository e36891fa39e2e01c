package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Where the name of the table comes from. The names are stored in flows. */
public enum TableStrategy implements DescribedValue {

    TABLE_NAME("Table Name", """
            All records of a FlowFile go into the table that the property Table names."""),
    RECORD_PATH("Record Path", """
            Each record names its table. All tables of a FlowFile are loaded in one transaction, all or none; needs StarRocks 4.0 or later and the delivery \
            strategy Transaction.""");

    private final String displayName;
    private final String description;

    TableStrategy(final String displayName, final String description) {
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
