package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** How Debezium writes bytes (its binary.handling.mode). The names are stored in flows. */
public enum BinaryHandling implements DescribedValue {

    BYTES("Bytes", "Debezium's default, which JSON shows as Base64. Where events have a schema, text is decoded only in fields of type bytes"), //
    BASE64("Base64", "Text for binary columns is Base64"), //
    BASE64_URL_SAFE("Base64 URL Safe", "Text for binary columns is Base64 with - and _"), //
    HEX("Hex", "Text for binary columns is hexadecimal");

    private final String displayName;
    private final String description;

    BinaryHandling(final String displayName, final String description) {
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
