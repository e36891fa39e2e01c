package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Handling of a column that no field fills. The names are stored in flows. */
public enum MissingColumns implements DescribedValue {

    FAIL("Fail", "Every column must be filled by a field or an expression."),
    IGNORE("Ignore", "A column that is not filled gets its default value, or NULL.");

    private final String displayName;
    private final String description;

    MissingColumns(final String displayName, final String description) {
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
