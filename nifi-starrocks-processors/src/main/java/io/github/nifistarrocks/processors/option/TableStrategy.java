package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Source of the table name. The names are stored in flows. */
public enum TableStrategy implements DescribedValue {

    TABLE_NAME("Table Name", """
            All records of a FlowFile are loaded into the table of the property Table."""),
    RECORD_PATH("Record Path", """
            Each record contains the name of its table. Delivery Strategy Transaction loads all tables of a FlowFile in one transaction, and requires StarRocks 4.0. \
            Two-Phase Commit loads each table in a transaction of its own.""");

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
