package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Treatment of scanned values that the record writer would change. The names are stored in flows. */
public enum InexactValues implements DescribedValue {

    REFUSE("Refuse", "The FlowFile goes to failure. The message names the column, the row and the value."),
    WARN("Warn", """
            The values are written as the Record Writer changes them. The attribute starrocks.warning and a warning in the log name each column, the number of \
            its changed values, and the first of them.""");

    private final String displayName;
    private final String description;

    InexactValues(final String displayName, final String description) {
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
