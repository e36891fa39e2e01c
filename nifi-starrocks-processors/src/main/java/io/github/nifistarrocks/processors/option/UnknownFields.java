package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** What becomes of a field that no column of the table has. The names are stored in flows. */
public enum UnknownFields implements DescribedValue {

    FAIL("Fail", "A FlowFile with a field that no column has is not loaded, nor is a record with one that a STRUCT has not."),
    IGNORE("Ignore", "Fields that no column has are left out.");

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
