package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Whether the rows change only some columns. The names are stored in flows. */
public enum PartialUpdate implements DescribedValue {

    OFF("Off", """
            Rows are written as a whole: columns that no field fills get their default or NULL. Only rows that a change event tells in part, such as those with \
            values that Debezium does not have, are sent as partial updates."""),
    ROW("Row", """
            The other columns of a row keep their values. Row mode fits many columns and small batches."""),
    COLUMN("Column", """
            The other columns of a row keep their values. Column mode fits few columns of many rows."""),
    AUTO("Auto", """
            The other columns of a row keep their values. StarRocks chooses the mode.""");

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
