package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.ValueWriter;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;

/** Arrays by the classes of their elements, for columns of which the server does not tell the type. A map could be a STRUCT, which CSV cannot carry. */
final class CsvNestedValues implements NestedValues {

    private final TemporalText temporal;

    CsvNestedValues(final TemporalText temporal) {
        this.temporal = temporal;
    }

    @Override
    public void encode(final ValueWriter row, final Object value, final DataType type) throws IOException {
        final NestedText text = NestedText.of(LoadFormat.CSV);
        write(text, value, Optional.of(type));
        row.writeString(text.text());
    }

    @Override
    public void write(final NestedText text, final Object value, final Optional<DataType> type) throws IOException {
        switch (value) {
            case null -> text.writeNull();
            case Record record -> throw CsvNestedText.unsupported("A record");
            case Map<?, ?> map -> throw CsvNestedText.unsupported("A map");
            case Collection<?> elements -> writeArray(text, elements, type);
            case byte[] bytes -> text.writeString(Base64.getEncoder().encodeToString(bytes));
            case Object[] elements -> {
                final Optional<byte[]> bytes = type.flatMap(known -> Bytes.of(elements, known));
                if (bytes.isPresent()) {
                    text.writeString(Base64.getEncoder().encodeToString(bytes.get()));
                } else {
                    writeArray(text, Arrays.asList(elements), type);
                }
            }
            case Number number -> ValueEncoders.encodeNumber(text, number);
            case Boolean flag -> text.writeBoolean(flag);
            default -> text.writeString(temporal.plainOrRefuse(value));
        }
    }

    private void writeArray(final NestedText text, final Collection<?> elements, final Optional<DataType> type) throws IOException {
        final Optional<DataType> elementType = NestedTypes.ofElements(type);
        text.beginArray();
        for (final Object element : elements) {
            write(text, element, elementType);
        }
        text.endArray();
    }
}
