package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
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
 * be/src/formats/csv/array_reader.cpp, string_converter.cpp). Maps and structs cannot be loaded from CSV.
 */
final class CsvNestedValues implements NestedValues {

    private final TemporalText temporal;

    CsvNestedValues(final TemporalText temporal) {
        this.temporal = temporal;
    }

    @Override
    public void encode(final RowWriter row, final Object value, final DataType type) throws IOException {
        final StringBuilder literal = new StringBuilder();
        append(literal, value, Optional.of(type));
        row.writeString(literal.toString());
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
            case BigDecimal decimal -> literal.append(decimal.toPlainString());
            case Number number -> {
                Finite.check(number.doubleValue());
                literal.append(number);
            }
            case Boolean flag -> literal.append(flag.booleanValue());
            case Timestamp timestamp -> appendQuoted(literal, TemporalText.text(temporal.local(timestamp)));
            case Date date -> appendQuoted(literal, date.toLocalDate().toString());
            case Time time -> appendQuoted(literal, temporal.time(time));
            default -> appendQuoted(literal, value.toString());
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
