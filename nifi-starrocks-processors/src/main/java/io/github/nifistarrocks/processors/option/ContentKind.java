package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Type of the content of FlowFiles. The names are stored in flows. */
public enum ContentKind implements DescribedValue {

    RECORDS("Records", """
            Records, which the Record Reader reads. They are sent in the selected format."""),
    RAW("Raw", """
            CSV or JSON that StarRocks can read, compressed or not. The bytes are sent unchanged. Properties such as load.columns, load.column_separator, \
            load.jsonpaths or load.strip_outer_array describe them. JSON that ends inside a document is refused.""");

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
