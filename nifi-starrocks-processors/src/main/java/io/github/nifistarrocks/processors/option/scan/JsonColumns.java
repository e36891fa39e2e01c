package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Form of JSON columns in the records of a scan. The names are stored in flows. */
public enum JsonColumns implements DescribedValue {

    TEXT("Text", "A string with the JSON text."),
    PARSED("Parsed",
            """
            The JSON value in the type that the schema of the Record Writer declares for the column, such as record, map or array. Values that this type does not \
            represent are treated by Inexact Values. A column that the schema declares as string remains text.""");

    private final String displayName;
    private final String description;

    JsonColumns(final String displayName, final String description) {
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
