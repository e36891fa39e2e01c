package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** What a FlowFile holds. The names are stored in flows. */
public enum ContentKind implements DescribedValue {

    RECORDS("Records", """
            Records, which the Record Reader reads and which are written anew in the chosen format."""),
    RAW("Raw", """
            CSV or JSON as StarRocks reads it, compressed or not. The bytes are sent as they are; load.* properties describe them, such as load.columns, \
            load.column_separator, load.jsonpaths or load.strip_outer_array.""");

    private final String displayName;
    private final String description;

    ContentKind(final String displayName, final String description) {
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
