package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.value.JsonText;
import io.github.nifistarrocks.processors.value.RecordFields;
import io.github.nifistarrocks.processors.value.UntypedValues;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Writes a STRUCT whose fields are known. Their names have no case, and they are written as the table spells them, which is how a BE looks for them
 * (be/src/formats/json/struct_column.cpp).
 */
final class StructEncoder implements ValueEncoder {

    private final StructType struct;
    private final ColumnEncoders encoders;
    private final UnknownFields unknownFields;
    private final Map<String, Part> partsOfMap;
    private final SchemaCache<List<Optional<Part>>> partsOfRecord = new SchemaCache<>(this::partsOf);

    /**
     * @param type what the record's schema says of the values
     * @param unknownFields what happens to values for which the STRUCT has no field
     */
    StructEncoder(final StructType struct, final DataType type, final ColumnEncoders encoders, final UnknownFields unknownFields) {
        this.struct = struct;
        this.encoders = encoders;
        this.unknownFields = unknownFields;
        final DataType ofValues = UntypedValues.ofValues(type);
        this.partsOfMap = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (final StructField field : struct.fields()) {
            partsOfMap.put(field.name(), part(field, ofValues));
        }
    }

    private Part part(final StructField field, final DataType type) {
        return new Part(struct.fields().indexOf(field), field.name(), hasEscapes(field.name())
                ? refused(field.name())
                : encoders.encoderFor(field.type(), type, Place.field(field.name())));
    }

    /** A BE does not find a field whose name has escapes in JSON, and stores NULL (be/src/formats/json/struct_column.cpp). */
    private static boolean hasEscapes(final String name) {
        return name.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\');
    }

    private static ValueEncoder refused(final String name) {
        return (row, value) -> {
            throw new UnencodableValueException("StarRocks does not find the field [%s] of a STRUCT in JSON, because its name has characters that JSON escapes"
                    .formatted(name));
        };
    }

    private List<Optional<Part>> partsOf(final RecordSchema schema) {
        return schema.getFields().stream()
                .map(field -> target(field.getFieldName()).map(found -> part(found, field.getDataType())))
                .toList();
    }

    /** The field of the STRUCT that has the name, or the translated name. */
    private Optional<StructField> target(final String name) {
        return named(name).or(() -> named(encoders.names().columnName(name)));
    }

    private Optional<StructField> named(final String name) {
        return struct.fields().stream().filter(candidate -> candidate.name().equalsIgnoreCase(name)).findFirst();
    }

    @Override
    public void encode(final RowWriter row, final Object value) throws IOException {
        row.beginObject();
        switch (value) {
            case String text -> writeMap(row, (Map<?, ?>) JsonText.tree(text, JsonToken.START_OBJECT));
            case Map<?, ?> map -> writeMap(row, map);
            case Record record -> writeRecord(row, record);
            default -> throw NestedEncoders.mismatch(value, struct, "a record or a map");
        }
        row.endObject();
    }

    private void writeMap(final RowWriter row, final Map<?, ?> map) throws IOException {
        final boolean[] written = new boolean[struct.fields().size()];
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            final String name = String.valueOf(entry.getKey());
            final Optional<Part> part = partOf(name);
            if (part.isPresent()) {
                write(row, part.get(), entry.getValue(), written);
            } else {
                refuseUnknown(name, entry.getValue());
            }
        }
    }

    private void writeRecord(final RowWriter row, final Record record) throws IOException {
        final List<Optional<Part>> parts = partsOfRecord.get(record.getSchema());
        final boolean[] written = new boolean[struct.fields().size()];
        RecordFields.forEach(record, (index, field, value) -> {
            final Optional<Part> part = index == RecordFields.UNKNOWN ? partOf(field.getFieldName()) : parts.get(index);
            if (part.isPresent()) {
                write(row, part.get(), value, written);
            } else {
                refuseUnknown(field.getFieldName(), value);
            }
        });
    }

    /** The part for a value whose type no schema has. */
    private Optional<Part> partOf(final String name) {
        final Part part = partsOfMap.get(name);
        return part == null ? Optional.ofNullable(partsOfMap.get(encoders.names().columnName(name))) : Optional.of(part);
    }

    private static void write(final RowWriter row, final Part part, final Object value, final boolean[] written) throws IOException {
        if (written[part.index]) {
            throw new UnencodableValueException(
                    "It has several fields for [%s] of the STRUCT, whose names are case-insensitive and may be translated; remove one of them"
                            .formatted(part.name));
        }
        written[part.index] = true;
        row.writeKey(part.name);
        part.encoder.encodeNullable(row, value);
    }

    private void refuseUnknown(final String name, final Object value) throws UnencodableValueException {
        if (value != null && unknownFields == UnknownFields.FAIL) {
            throw new UnencodableValueException("It has a field [%s], but the STRUCT has only %s; remove it, or set Unknown Fields to Ignore".formatted(name,
                    struct.fields().stream().map(StructField::name).toList()));
        }
    }

    /**
     * @param index in the STRUCT
     * @param name as the table spells it
     */
    private record Part(int index, String name, ValueEncoder encoder) {}
}
