package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.encode.Place.Nesting;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.value.JsonText;
import io.github.nifistarrocks.processors.value.RecordFields;
import io.github.nifistarrocks.processors.value.UntypedValues;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;

/**
 * Encoders of ARRAY, MAP and STRUCT. Values come as arrays, maps and records or as JSON text; what is inside is written by the type that the column gives it.
 */
final class NestedEncoders {

    private static final ColumnType.MapType ANY_TO_ANY = new ColumnType.MapType(ColumnType.UNKNOWN, ColumnType.UNKNOWN);

    private final ColumnEncoders encoders;
    private final UnknownFields unknownFields;

    /** @param unknownFields what happens to values for which a STRUCT has no field */
    NestedEncoders(final ColumnEncoders encoders, final UnknownFields unknownFields) {
        this.encoders = encoders;
        this.unknownFields = unknownFields;
    }

    /** @param type what the record's schema says of the values */
    ValueEncoder array(final ColumnType.ArrayType array, final DataType type, final Place place) {
        if (encoders.format() == LoadFormat.CSV && place.nesting() == Nesting.OBJECT) {
            return refused("A map of arrays");
        }
        final ValueEncoder element = encoders.encoderFor(array.element(), UntypedValues.ofElements(type), place.element());
        return (row, value) -> {
            row.beginArray();
            switch (value) {
                case String text -> writeElements(row, (Collection<?>) JsonText.tree(text, JsonToken.START_ARRAY), element);
                case byte[] bytes -> {
                    for (final byte number : bytes) {
                        element.encode(row, number);
                    }
                }
                case Object[] elements -> writeElements(row, Arrays.asList(elements), element);
                case Collection<?> elements -> writeElements(row, elements, element);
                default -> throw mismatch(value, array, "an array");
            }
            row.endArray();
        };
    }

    private static void writeElements(final RowWriter row, final Collection<?> elements, final ValueEncoder encoder) throws IOException {
        for (final Object element : elements) {
            encoder.encodeNullable(row, element);
        }
    }

    /** @param type what the record's schema says of the values */
    ValueEncoder map(final ColumnType.MapType map, final DataType type, final Place place) {
        return isRefused(place) ? refused("A map or record in another value") : entries(map, map, type);
    }

    /** @param type what the record's schema says of the values */
    ValueEncoder struct(final ColumnType.StructType struct, final DataType type, final Place place) {
        if (isRefused(place)) {
            return refused("A map or record in another value");
        }
        return struct.fields().isEmpty() ? entries(struct, ANY_TO_ANY, type) : new StructEncoder(struct, type, encoders, unknownFields);
    }

    /** @param column the type for messages */
    private ValueEncoder entries(final ColumnType column, final ColumnType.MapType types, final DataType type) {
        final ValueEncoder keys = types.key() == ColumnType.UNKNOWN
                ? (row, key) -> row.writeString(String.valueOf(key))
                : encoders.keyEncoderFor(types.key());
        final ValueEncoder values = encoders.encoderFor(types.value(), UntypedValues.ofValues(type), Place.value());
        final SchemaCache<ValueEncoder[]> valuesOfRecord = new SchemaCache<>(schema -> schema.getFields().stream()
                .map(field -> encoders.encoderFor(types.value(), field.getDataType(), Place.value())).toArray(ValueEncoder[]::new));
        return (row, value) -> {
            row.beginObject();
            switch (value) {
                case String text -> writeEntries(row, (Map<?, ?>) JsonText.tree(text, JsonToken.START_OBJECT), keys, values);
                case Map<?, ?> entries -> writeEntries(row, entries, keys, values);
                case Record record -> {
                    final ValueEncoder[] fields = valuesOfRecord.get(record.getSchema());
                    RecordFields.forEach(record, (index, field, content) -> {
                        writeKey(row, field.getFieldName(), keys);
                        (index == RecordFields.UNKNOWN ? values : fields[index]).encodeNullable(row, content);
                    });
                }
                default -> throw mismatch(value, column, "a map or a record");
            }
            row.endObject();
        };
    }

    private static void writeEntries(final RowWriter row, final Map<?, ?> entries, final ValueEncoder keys, final ValueEncoder values) throws IOException {
        for (final Map.Entry<?, ?> entry : entries.entrySet()) {
            writeKey(row, entry.getKey(), keys);
            values.encodeNullable(row, entry.getValue());
        }
    }

    private static void writeKey(final RowWriter row, final Object key, final ValueEncoder keys) throws IOException {
        if (key == null) {
            throw new UnencodableValueException("It has an entry without a key");
        }
        row.beginKey();
        keys.encode(row, key);
        row.endKey();
    }

    private boolean isRefused(final Place place) {
        return encoders.format() == LoadFormat.CSV && !place.isColumn();
    }

    private static ValueEncoder refused(final String kind) {
        return (row, value) -> {
            throw UntypedValues.notInCsv(kind);
        };
    }

    static UnencodableValueException mismatch(final Object value, final ColumnType column, final String takes) {
        return new UnencodableValueException("A value of %s cannot be loaded into a column of type %s, which accepts %s".formatted(value.getClass(),
                column.name(), takes));
    }
}
