package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** How records are written into the body of a load. The names are stored in flows. */
public enum LoadFormat implements DescribedValue {

    JSON("One JSON object for each record and line. Takes every type, nested ones included."),
    CSV("Separated values, fewer bytes than JSON and less work for the cluster. Takes scalar types and arrays.");

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
