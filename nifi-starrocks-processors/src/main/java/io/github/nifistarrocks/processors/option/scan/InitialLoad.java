package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Rows of a table that are read by its first plan with maximum-value columns. The names are stored in flows. */
public enum InitialLoad implements DescribedValue {

    START_AT_BEGINNING("Start at Beginning", "The first plan reads all rows of the table."),
    START_AT_CURRENT_MAXIMUM_VALUES("Start at Current Maximum Values", "The first run reads no rows. Rows that are loaded after it are read.");

    private final String displayName;
    private final String description;

    InitialLoad(final String displayName, final String description) {
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
