package io.github.nifistarrocks.processors.scan.row;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.NumberReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;
import io.github.nifistarrocks.processors.scan.column.TextReader;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/**
 * JSON, parsed into the type that the schema of the record writer declares. A value that this type does not represent exactly is refused.
 *
 * @param source the text of the column
 * @param written type of the column in the schema of the record writer
 */
record JsonReader(TextReader source, DataType written, ReadContext context) implements ColumnReader {

    /** A JSON column holds 16 MB at most, so no string in it is longer. */
    private static final int MAX_STRING = 16 * 1024 * 1024;
    /** The length of numbers remains limited: StarRocks stores them as integers of 64 bits and doubles, and reading millions of digits takes minutes. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING).build()).build();

    @Override
    public Object value(final int row) {
        final String text = source.text(row);
        if (text == null) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonParseException(parser, "The text is empty");
            }
            final Object value = value(parser, written, source.column());
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "There is text behind the value");
            }
            return value;
        } catch (IOException e) {
            throw context.invalid(source.column(), "JSON", text, e);
        }
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }

    /** @return null for null, and for a value that is not represented exactly and is accepted with a warning */
    private Object value(final JsonParser parser, final DataType type, final String path) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        final Optional<Object> value = represented(parser, type, path);
        if (value.isPresent()) {
            return value.get();
        }
        final String shown = ReadContext.shown(shown(parser));
        context.inexact(path, () -> """
                a JSON value that the type %s of the schema of the record writer does not represent: %s. Declare another type, such as string"""
                .formatted(type, shown));
        parser.skipChildren();
        return null;
    }

    /** @return empty when the type does not represent the value, which is not null; the parser has not moved then */
    private Optional<Object> represented(final JsonParser parser, final DataType type, final String path) throws IOException {
        final JsonToken token = parser.currentToken();
        return switch (type.getFieldType()) {
            case RECORD -> token == JsonToken.START_OBJECT ? Optional.of(record(parser, ((RecordDataType) type).getChildSchema(), path)) : Optional.empty();
            case MAP -> token == JsonToken.START_OBJECT ? Optional.of(map(parser, ((MapDataType) type).getValueType(), path)) : Optional.empty();
            case ARRAY -> token == JsonToken.START_ARRAY ? Optional.of(array(parser, ((ArrayDataType) type).getElementType(), path)) : Optional.empty();
            case STRING -> token == JsonToken.VALUE_STRING ? Optional.of(text(parser, path)) : Optional.empty();
            case BOOLEAN -> token.isBoolean() ? Optional.of(parser.getBooleanValue()) : Optional.empty();
            case BYTE, SHORT, INT, LONG, BIGINT ->
                token == JsonToken.VALUE_NUMBER_INT ? NumberReader.exact(parser.getDecimalValue(), type) : Optional.empty();
            case FLOAT, DOUBLE, DECIMAL -> token.isNumeric() ? NumberReader.exact(parser.getDecimalValue(), type) : Optional.empty();
            case CHOICE -> choice(parser, (ChoiceDataType) type, path);
            case CHAR, DATE, TIME, TIMESTAMP, UUID, ENUM -> Optional.empty();
        };
    }

    private String text(final JsonParser parser, final String path) throws IOException {
        final String text = parser.getText();
        context.requirePartText(path, text);
        return text;
    }

    private MapRecord record(final JsonParser parser, final RecordSchema schema, final String path) throws IOException {
        final Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final Optional<RecordField> field = schema.getField(name);
            parser.nextToken();
            if (field.isEmpty()) {
                context.inexact(path, () -> """
                        a JSON object with the field [%s], which the schema of the record writer does not have. Declare it, or declare a map"""
                        .formatted(ReadContext.shown(name)));
                parser.skipChildren();
            } else if (values.containsKey(field.get().getFieldName())) {
                repeated(parser, path);
            } else {
                values.put(field.get().getFieldName(), value(parser, field.get().getDataType(), PartPath.field(path, name)));
            }
        }
        return new MapRecord(schema, values);
    }

    private Map<String, Object> map(final JsonParser parser, final DataType type, final String path) throws IOException {
        final Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            parser.nextToken();
            context.requireName(path, name);
            if (values.containsKey(name)) {
                repeated(parser, path);
            } else {
                values.put(name, value(parser, type, PartPath.mapValue(path)));
            }
        }
        context.requireEntries(path, values, () -> "%d fields".formatted(values.size()));
        return values;
    }

    private void repeated(final JsonParser parser, final String path) throws IOException {
        final String name = parser.currentName();
        context.inexact(path, () -> "a JSON object that has the field [%s] several times".formatted(ReadContext.shown(name)));
        parser.skipChildren();
    }

    private Object[] array(final JsonParser parser, final DataType type, final String path) throws IOException {
        final List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser, type, PartPath.element(path)));
        }
        if (type.getFieldType() == RecordFieldType.ARRAY && !values.isEmpty()) {
            context.requireNestedArrays(path, () -> "%d arrays".formatted(values.size()));
        }
        final Object[] array = values.toArray();
        context.requireElements(path, array, () -> "%d elements".formatted(array.length));
        return array;
    }

    /** The first type that represents the value. */
    private Optional<Object> choice(final JsonParser parser, final ChoiceDataType choice, final String path) throws IOException {
        for (final DataType type : choice.getPossibleSubTypes()) {
            final Optional<Object> value = represented(parser, type, path);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static String shown(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            default -> parser.getText();
        };
    }
}
