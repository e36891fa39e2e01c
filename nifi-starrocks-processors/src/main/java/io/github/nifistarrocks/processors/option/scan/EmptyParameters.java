package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Handling of filter parameters whose value is empty, as that of a missing attribute is. The names are stored in flows. */
public enum EmptyParameters implements DescribedValue {

    FAIL("Fail", "No plan is created. The message names the parameter."),
    NULL("NULL", "The parameter is NULL. In SQL, column = NULL is never true: write column <=> :name.");

    private final String displayName;
    private final String description;

    EmptyParameters(final String displayName, final String description) {
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
