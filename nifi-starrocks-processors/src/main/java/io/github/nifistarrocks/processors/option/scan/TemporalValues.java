package io.github.nifistarrocks.processors.option.scan;

import org.apache.nifi.components.DescribedValue;

/** Form of DATE and DATETIME in the records of a scan. The names are stored in flows. */
public enum TemporalValues implements DescribedValue {

    NIFI_TYPES("NiFi Types",
            """
            DATE is a date and DATETIME a timestamp. The Record Writer formats them by its own properties. Most writers convert them by the time zone of NiFi."""),
    TEXT("Text", """
            Both are strings as StarRocks writes them, such as 2024-02-29 and 2024-02-29 12:34:56.789000. They are exact with every Record Writer. The digits \
            of the second are present only if they are not zero.""");

    private final String displayName;
    private final String description;

    TemporalValues(final String displayName, final String description) {
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
