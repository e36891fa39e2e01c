package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Mode of partial updates. The names are stored in flows. */
public enum PartialUpdate implements DescribedValue {

    OFF("Off", """
            Rows are written as a whole: columns that no field fills get their default or NULL. Only change events with a part of the row, such as those with \
            unavailable values, are partial updates."""),
    ROW("Row", """
            The other columns of a row keep their values. Row mode suits many columns and small batches."""),
    COLUMN("Column", """
            The other columns of a row keep their values. Column mode suits few columns of many rows. StarRocks 3.1 or later is required."""),
    AUTO("Auto", """
            The other columns of a row keep their values. StarRocks selects the mode. StarRocks 3.1 or later is required.""");

    private final String displayName;
    private final String description;

    PartialUpdate(final String displayName, final String description) {
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
