package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;

/** The encoders of ARRAY, MAP and STRUCT columns. */
final class NestedEncoders {

    private final LoadFormat format;
    private final JsonNestedValues json;
    private final JsonNestedValues jsonWithoutBytes;
    private final CsvNestedValues csv;
    private final CsvNestedValues csvOfBytes;

    NestedEncoders(final LoadFormat format, final TemporalText temporal) {
        this.format = format;
        this.json = new JsonNestedValues(temporal, JsonNestedValues.Binary.BASE64);
        this.jsonWithoutBytes = new JsonNestedValues(temporal, JsonNestedValues.Binary.REFUSED);
        this.csv = new CsvNestedValues(temporal, false);
        this.csvOfBytes = new CsvNestedValues(temporal, true);
    }

    void writeArray(final RowWriter row, final Object value, final DataType type, final TableColumn column) throws IOException {
        switch (value) {
            case String text -> writeNestedText(row, text, JsonToken.START_ARRAY);
            case byte[] bytes -> writeElements(row, Arrays.asList(boxed(bytes)));
            case Byte[] bytes -> writeElements(row, Arrays.asList(bytes));
            case Object[] elements when Bytes.of(elements, type).isPresent() -> writeElements(row, Arrays.asList(elements));
            case Object[] elements -> nested(column).encode(row, elements, type);
            case Collection<?> elements -> nested(column).encode(row, elements, type);
            default -> throw mismatch(value, "ARRAY", "an array");
        }
    }

    void writeMap(final RowWriter row, final Object value, final DataType type, final TableColumn column) throws IOException {
        switch (value) {
            case String text -> writeNestedText(row, text, JsonToken.START_OBJECT);
            case Map<?, ?> map -> writeEntries(row, map, type, column);
            case Record record when format == LoadFormat.JSON -> json(column).encode(row, record, type);
            case Record record -> writeEntries(row, record.toMap(), type, column);
            default -> throw mismatch(value, "MAP", "a map or a record");
        }
    }

    private void writeEntries(final RowWriter row, final Map<?, ?> map, final DataType type, final TableColumn column) throws IOException {
        switch (format) {
            case JSON -> json(column).encode(row, map, type);
            case CSV -> {
                final boolean numbers = column.children().size() == 2 && switch (column.children().getFirst().type()) {
                    case "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "FLOAT", "DOUBLE", "DECIMAL" -> true;
                    default -> false;
                };
                csv(column).encodeMap(row, map, !numbers, JsonNestedValues.valueType(Optional.of(type)));
            }
        }
    }

    void writeStruct(final RowWriter row, final Object value, final DataType type, final TableColumn column) throws IOException {
        switch (value) {
            case String text -> writeNestedText(row, text, JsonToken.START_OBJECT);
            case Map<?, ?> map -> json(column).encode(row, map, type);
            case Record record -> json(column).encode(row, record, type);
            default -> throw mismatch(value, "STRUCT", "a record or a map");
        }
    }

    /** In CSV the text is StarRocks' literal already. */
    private void writeNestedText(final RowWriter row, final String text, final JsonToken first) throws IOException {
        switch (format) {
            case JSON -> {
                JsonText.require(text, first);
                row.writeJson(JsonText.checked(text));
            }
            case CSV -> row.writeString(text);
        }
    }

    private void writeElements(final RowWriter row, final Collection<?> elements) throws IOException {
        row.writeJson(json.text(elements, Optional.empty()));
    }

    private NestedValues nested(final TableColumn column) {
        return switch (format) {
            case JSON -> json(column);
            case CSV -> csv(column);
        };
    }

    /** A JSON load takes the text inside of a nested value as the bytes themselves, and no function can be put between. */
    private JsonNestedValues json(final TableColumn column) {
        return holdsBytes(column) ? jsonWithoutBytes : json;
    }

    private CsvNestedValues csv(final TableColumn column) {
        return holdsBytes(column) ? csvOfBytes : csv;
    }

    private static boolean holdsBytes(final TableColumn column) {
        return column.children().stream().anyMatch(child -> "VARBINARY".equals(child.type()) || "BINARY".equals(child.type()) || holdsBytes(child));
    }

    private static UnencodableValueException mismatch(final Object value, final String type, final String takes) {
        return new UnencodableValueException("A value of %s cannot be loaded into a column of type %s, which takes %s".formatted(value.getClass(), type,
                takes));
    }

    private static Byte[] boxed(final byte[] bytes) {
        final Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return boxed;
    }
}
