package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Which columns a partial update changes. The names are stored in flows. */
public enum UpdateColumns implements DescribedValue {

    RECORD_SCHEMA("Record Schema", """
            Those of the schema of the records; a field without a value is set to NULL."""),
    FIELDS_PRESENT("Fields Present", """
            Those that are really in each record. Records are grouped by their fields, and each group is a load of its own under the FlowFile's label and the \
            number of the group.""");

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
