package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Handling of a field for which the table has no column. The names are stored in flows. */
public enum UnknownFields implements DescribedValue {

    FAIL("Fail", """
            A FlowFile with a field without a column is not loaded. The same applies to a field that a STRUCT column does not \
            have, and to values of a CSV line beyond its fields."""),
    IGNORE("Ignore", "Fields without a column are skipped.");

    private final String displayName;
    private final String description;

    UnknownFields(final String displayName, final String description) {
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
