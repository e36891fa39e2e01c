package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** What a delete does to the row of its key. The names are stored in flows. */
public enum DeleteHandling implements DescribedValue {

    HARD("Hard Delete", "The row is deleted. Needs a PRIMARY KEY table."), //
    SOFT("Soft Delete", "The row stays and is marked as deleted by a boolean column, and by a time if a column for it is set."), //
    IGNORE("Ignore", "Deletes are skipped and counted. The row stays as it is.");

    private final String displayName;
    private final String description;

    DeleteHandling(final String displayName, final String description) {
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
