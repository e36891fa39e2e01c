package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.nifistarrocks.client.encode.ValueWriter;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/** Nested values as JSON by their classes: for JSON and string columns, and for those of which the server does not tell the type. Dates and bytes become text. */
final class JsonNestedValues implements NestedValues {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private final TemporalText temporal;

    JsonNestedValues(final TemporalText temporal) {
        this.temporal = temporal;
    }

    @Override
    public void encode(final ValueWriter row, final Object value, final DataType type) throws IOException {
        row.writeJson(text(value, Optional.of(type)));
    }

    @Override
    public void write(final NestedText text, final Object value, final Optional<DataType> type) throws IOException {
        text.writeJson(text(value, type));
    }

    /** Any value as JSON text on one line. */
    String text(final Object value, final Optional<DataType> type) throws IOException {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, value, type);
        }
        return text.toString();
    }

    private void write(final JsonGenerator json, final Object value, final Optional<DataType> type) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Record record -> writeRecord(json, record);
            case Map<?, ?> map -> writeMap(json, map, type);
            case Collection<?> elements -> writeArray(json, elements, type);
            case byte[] bytes -> json.writeBinary(bytes);
            case Object[] elements -> {
                final Optional<byte[]> bytes = type.flatMap(known -> Bytes.of(elements, known));
                if (bytes.isPresent()) {
                    json.writeBinary(bytes.get());
                } else {
                    writeArray(json, Arrays.asList(elements), type);
                }
            }
            case Number number -> writeNumber(json, number);
            case Boolean flag -> json.writeBoolean(flag);
            default -> json.writeString(temporal.plainOrRefuse(value));
        }
    }

    private void writeRecord(final JsonGenerator json, final Record record) throws IOException {
        json.writeStartObject();
        for (final RecordField field : record.getSchema().getFields()) {
            final Object value = record.getValue(field);
            if (value != null || record.getRawFieldNames().contains(field.getFieldName())) {
                json.writeFieldName(field.getFieldName());
                write(json, value, Optional.of(field.getDataType()));
            }
        }
        json.writeEndObject();
    }

    private void writeMap(final JsonGenerator json, final Map<?, ?> map, final Optional<DataType> type) throws IOException {
        final Optional<DataType> valueType = NestedTypes.ofValues(type);
        json.writeStartObject();
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(String.valueOf(entry.getKey()));
            write(json, entry.getValue(), valueType);
        }
        json.writeEndObject();
    }

    private void writeArray(final JsonGenerator json, final Collection<?> elements, final Optional<DataType> type) throws IOException {
        final Optional<DataType> elementType = NestedTypes.ofElements(type);
        json.writeStartArray();
        for (final Object element : elements) {
            write(json, element, elementType);
        }
        json.writeEndArray();
    }

    private static void writeNumber(final JsonGenerator json, final Number number) throws IOException {
        switch (number) {
            case Integer integer -> json.writeNumber(integer);
            case Long integer -> json.writeNumber(integer);
            case Double real -> {
                ValueWriter.checkFinite(real);
                json.writeNumber(real);
            }
            case Float real -> {
                ValueWriter.checkFinite(real);
                json.writeNumber(real);
            }
            case BigDecimal decimal -> json.writeNumber(FiniteNumbers.bounded(decimal));
            case BigInteger integer -> json.writeNumber(integer);
            default -> json.writeNumber(FiniteNumbers.bounded(FiniteNumbers.decimal(number)));
        }
    }
}
