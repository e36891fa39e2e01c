package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Columns that a partial update changes. The names are stored in flows. */
public enum UpdateColumns implements DescribedValue {

    RECORD_SCHEMA("Record Schema", """
            The columns of the record schema. A field without a value sets its column to NULL."""),
    FIELDS_PRESENT("Fields Present", """
            The columns of the fields that each record has. Records are grouped by their fields. Each group is a separate load, under the label of the FlowFile \
            and the number of the group.""");

    private final String displayName;
    private final String description;

    UpdateColumns(final String displayName, final String description) {
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
