package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Handling of columns that BEs cannot send. The names are stored in flows. */
public enum UnsupportedColumns implements DescribedValue {

    FAIL("Fail", "No plan is created. The message names the columns."),
    OMIT("Omit", "The other columns are read. The attribute starrocks.columns.omitted names the omitted ones.");

    private final String displayName;
    private final String description;

    UnsupportedColumns(final String displayName, final String description) {
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
