package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;

/**
 * Arrays as the literals that StarRocks reads from CSV: {@code [1,2,null]}, strings and dates in quotes with a quote doubled (BE:
 * be/src/formats/csv/array_reader.cpp, string_converter.cpp), and maps of single values. Structs cannot be loaded from CSV.
 */
final class CsvNestedValues implements NestedValues {

    private final TemporalText temporal;
    private final boolean ofBytes;

    /** @param ofBytes whether text stands for its UTF-8 bytes, because the column holds VARBINARY, which StarRocks reads from base64 */
    CsvNestedValues(final TemporalText temporal, final boolean ofBytes) {
        this.temporal = temporal;
        this.ofBytes = ofBytes;
    }

    @Override
    public void encode(final RowWriter row, final Object value, final DataType type) throws IOException {
        final StringBuilder literal = new StringBuilder();
        append(literal, value, Optional.of(type));
        row.writeString(literal.toString());
    }

    /**
     * A map as {@code {"a":1,"b":null}} (BE: map_converter.cpp). Its reader looks for the next comma without regard to square brackets, so no arrays are in it.
     *
     * @param quotedKeys false for keys that are numbers
     */
    void encodeMap(final RowWriter row, final Map<?, ?> map, final boolean quotedKeys, final Optional<DataType> valueType) throws IOException {
        final StringBuilder literal = new StringBuilder("{");
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            if (literal.length() > 1) {
                literal.append(',');
            }
            final String key = String.valueOf(entry.getKey());
            if (quotedKeys) {
                appendQuoted(literal, key);
            } else {
                literal.append(key);
            }
            literal.append(':');
            if (entry.getValue() instanceof Object[] || entry.getValue() instanceof Collection<?>) {
                throw unsupported("A map of arrays");
            }
            append(literal, entry.getValue(), valueType);
        }
        row.writeString(literal.append('}').toString());
    }

    private void append(final StringBuilder literal, final Object value, final Optional<DataType> type) throws UnencodableValueException {
        switch (value) {
            case null -> literal.append("null");
            case Record record -> throw unsupported("A record");
            case Map<?, ?> map -> throw unsupported("A map");
            case Collection<?> elements -> appendArray(literal, elements, type);
            case byte[] bytes -> appendBytes(literal, bytes);
            case Object[] elements -> {
                final Optional<byte[]> bytes = type.flatMap(known -> Bytes.of(elements, known));
                if (bytes.isPresent()) {
                    appendBytes(literal, bytes.get());
                } else {
                    appendArray(literal, Arrays.asList(elements), type);
                }
            }
            case BigDecimal decimal -> literal.append(Finite.plain(decimal));
            case Number number -> {
                Finite.check(number.doubleValue());
                literal.append(number);
            }
            case Boolean flag -> literal.append(flag.booleanValue());
            case String text when ofBytes -> appendBytes(literal, Utf8.bytes(text));
            default -> appendQuoted(literal, temporal.plainOrRefuse(value));
        }
    }

    private void appendArray(final StringBuilder literal, final Collection<?> elements, final Optional<DataType> type) throws UnencodableValueException {
        final Optional<DataType> elementType = JsonNestedValues.elementType(type);
        literal.append('[');
        boolean first = true;
        for (final Object element : elements) {
            if (!first) {
                literal.append(',');
            }
            first = false;
            append(literal, element, elementType);
        }
        literal.append(']');
    }

    private static void appendBytes(final StringBuilder literal, final byte[] bytes) {
        appendQuoted(literal, Base64.getEncoder().encodeToString(bytes));
    }

    private static void appendQuoted(final StringBuilder literal, final String text) {
        literal.append('"').append(text.replace("\"", "\"\"")).append('"');
    }

    private static UnencodableValueException unsupported(final String kind) {
        return new UnencodableValueException("%s cannot be loaded from CSV; choose JSON in the property Format".formatted(kind));
    }
}
