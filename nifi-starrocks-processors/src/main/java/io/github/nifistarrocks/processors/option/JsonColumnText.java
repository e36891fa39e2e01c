package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Meaning of text for a JSON column. The names are stored in flows. */
public enum JsonColumnText implements DescribedValue {

    JSON("JSON", "Text must be one JSON value, such as an object, an array or a number. Other text makes its record invalid."),
    JSON_OR_STRING("JSON or String", """
            Text that is one JSON value is loaded as JSON, and other text as a JSON string. Text that begins like an object or an array must be JSON, so that no \
            incomplete document becomes a string."""),
    STRING("String", "Text is always loaded as a JSON string, also if it is JSON.");

    private final String displayName;
    private final String description;

    JsonColumnText(final String displayName, final String description) {
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
