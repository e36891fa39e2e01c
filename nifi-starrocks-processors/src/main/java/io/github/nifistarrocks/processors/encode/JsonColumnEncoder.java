package io.github.nifistarrocks.processors.encode;

import java.io.IOException;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.processors.option.JsonColumnText;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.value.ColumnValues;
import io.github.nifistarrocks.processors.value.JsonText;
import org.apache.nifi.serialization.record.DataType;

/**
 * Writes the values of a JSON column.
 *
 * @param text meaning of text
 * @param type what the record's schema says of the values
 */
record JsonColumnEncoder(LoadFormat format, JsonColumnText text, ColumnValues values, DataType type) implements ValueEncoder {

    private static final String NULL = "null";

    @Override
    public void encode(final RowWriter row, final Object value) throws IOException {
        switch (value) {
            case String content when isJson(content) -> writeJson(row, JsonText.checked(content));
            case Number number when format == LoadFormat.CSV -> throw notInCsv(number);
            case Boolean flag when format == LoadFormat.CSV -> throw notInCsv(flag);
            default -> values.writeJson(row, value, type);
        }
    }

    private boolean isJson(final String content) throws IOException {
        return switch (text) {
            case JSON -> true;
            case JSON_OR_STRING -> JsonText.isDocument(content) || JsonText.isValue(content);
            case STRING -> false;
        };
    }

    private void writeJson(final RowWriter row, final String json) throws IOException {
        if (NULL.equals(json)) {
            row.writeNull();
        } else if (format == LoadFormat.CSV && "{[\"".indexOf(json.charAt(0)) < 0) {
            throw notInCsv(json);
        } else {
            row.writeJson(json);
        }
    }

    /** A BE that reads CSV takes only text that begins with a bracket or a quote for JSON (be/src/formats/csv/json_converter.cpp). */
    private static UnencodableValueException notInCsv(final Object value) {
        return new UnencodableValueException(
                "%s would become a string, because CSV carries only objects, arrays and strings into JSON columns; choose JSON in the property Format"
                        .formatted(RowText.of(value)));
    }
}
