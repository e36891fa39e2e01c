package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;

/** The encoder of one ARRAY, MAP or STRUCT column. */
final class NestedEncoder {

    private static final Set<String> NUMBERS = Set.of("BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "FLOAT", "DOUBLE", "DECIMAL");

    private final LoadFormat format;
    private final TableColumn column;
    private final DataType type;
    private final JsonNestedValues json;
    private final CsvNestedValues csv;
    private final boolean wholeNumbers;
    private final boolean quotedKeys;

    /** @param type what the row's schema says of the field */
    NestedEncoder(final LoadFormat format, final TemporalText temporal, final TableColumn column, final DataType type) {
        this.format = format;
        this.column = column;
        this.type = type;
        // A JSON load takes the text inside of a nested value as the bytes themselves, and no function can be put between.
        this.json = new JsonNestedValues(temporal, holdsBytes(column) ? JsonNestedValues.Binary.REFUSED : JsonNestedValues.Binary.BASE64);
        this.csv = new CsvNestedValues(temporal, holdsBytes(column));
        this.wholeNumbers = WholeNumbers.heldBy(column);
        this.quotedKeys = column.children().size() != 2 || !NUMBERS.contains(column.children().getFirst().type());
    }

    void writeArray(final RowWriter row, final Object value) throws IOException {
        switch (value) {
            case String text -> writeNestedText(row, text, JsonToken.START_ARRAY);
            case byte[] bytes -> writeElements(row, Arrays.asList(boxed(bytes)));
            case Byte[] bytes -> writeElements(row, Arrays.asList(bytes));
            case Object[] elements when Bytes.of(elements, type).isPresent() -> writeElements(row, Arrays.asList(elements));
            case Object[] elements -> writeArrayOf(row, elements);
            case Collection<?> elements -> writeArrayOf(row, elements);
            default -> throw mismatch(value, "ARRAY", "an array");
        }
    }

    private void writeArrayOf(final RowWriter row, final Object elements) throws IOException {
        switch (format) {
            case JSON -> writeJson(row, elements);
            case CSV -> csv.encode(row, elements, type);
        }
    }

    void writeMap(final RowWriter row, final Object value) throws IOException {
        switch (value) {
            case String text -> writeNestedText(row, text, JsonToken.START_OBJECT);
            case Map<?, ?> map -> writeEntries(row, map, map);
            case Record record -> writeEntries(row, record, record.toMap());
            default -> throw mismatch(value, "MAP", "a map or a record");
        }
    }

    private void writeEntries(final RowWriter row, final Object value, final Map<?, ?> entries) throws IOException {
        switch (format) {
            case JSON -> writeJson(row, value);
            case CSV -> csv.encodeMap(row, entries, quotedKeys, JsonNestedValues.valueType(Optional.of(type)));
        }
    }

    /** StarRocks has no literal for it in CSV. */
    void writeStruct(final RowWriter row, final Object value) throws IOException {
        switch (value) {
            case String text -> writeNestedText(row, text, JsonToken.START_OBJECT);
            case Map<?, ?> map -> writeJson(row, map);
            case Record record -> writeJson(row, record);
            default -> throw mismatch(value, "STRUCT", "a record or a map");
        }
    }

    private void writeJson(final RowWriter row, final Object value) throws IOException {
        writeChecked(row, json.text(value, Optional.of(type)));
    }

    /** In CSV the text is StarRocks' literal already. */
    private void writeNestedText(final RowWriter row, final String text, final JsonToken first) throws IOException {
        switch (format) {
            case JSON -> {
                JsonText.require(text, first);
                writeChecked(row, JsonText.checked(text));
            }
            case CSV -> row.writeString(text);
        }
    }

    private void writeChecked(final RowWriter row, final String text) throws IOException {
        if (wholeNumbers) {
            WholeNumbers.check(text, column);
        }
        row.writeJson(text);
    }

    private void writeElements(final RowWriter row, final Collection<?> bytes) throws IOException {
        row.writeJson(json.text(bytes, Optional.empty()));
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
