package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Form of the rows of a scan in the content of a FlowFile. The names are stored in flows. */
public enum OutputFormat implements DescribedValue {

    RECORDS("Records", "The Record Writer writes the rows."),
    ARROW_STREAM("Arrow Stream",
            """
            An Apache Arrow IPC stream with the types of StarRocks' backends: DATE, DATETIME, LARGEINT and JSON are text. The bytes are copied, not converted.""");

    private final String displayName;
    private final String description;

    OutputFormat(final String displayName, final String description) {
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
