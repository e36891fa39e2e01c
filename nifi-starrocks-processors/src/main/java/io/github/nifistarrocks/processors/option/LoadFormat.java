package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Format of the body of a load. The names are stored in flows. */
public enum LoadFormat implements DescribedValue {

    JSON("One JSON object for each row. It supports every type, including nested types."),
    CSV("Separated values. They need fewer bytes and less work in the cluster. STRUCT, and DECIMAL of more than 38 digits, are not supported.");

    private final String description;

    LoadFormat(final String description) {
        this.description = description;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return name();
    }

    @Override
    public String getDescription() {
        return description;
    }
}
