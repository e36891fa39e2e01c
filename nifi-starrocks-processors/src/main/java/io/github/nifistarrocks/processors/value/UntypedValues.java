package io.github.nifistarrocks.processors.value;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;

/** Writes values by their classes: into JSON, and where the server does not report a type. Dates and bytes become text. */
public final class UntypedValues {

    /** Record type of values whose class alone decides. */
    static final DataType ANY = RecordFieldType.STRING.getDataType();

    private final TemporalText temporal;
    private final Place place;
    private final NullValues nulls;

    /** @param nulls values that are written as NULL */
    public UntypedValues(final TemporalText temporal, final Place place, final NullValues nulls) {
        this.temporal = temporal;
        this.place = place;
        this.nulls = nulls;
    }

    /** Where values are written. CSV has no form for a record, and a map could be a STRUCT, for which it has none either. */
    public enum Place {
        /** A value of a JSON column, which does not keep every number. */
        JSON_COLUMN,
        /** Inside of JSON that the server keeps as text, or whose column is not known. Everything can be there. */
        JSON,
        /** A CSV field, or an array in it. */
        CSV_ARRAY,
        /** A map in a CSV field. */
        CSV_MAP
    }

    /** @param value may be null */
    public void write(final RowWriter row, final Object value, final DataType type) throws IOException {
        switch (value) {
            case null -> row.writeNull();
            case String text -> row.writeString(text);
            case Number number when nulls.isNotFinite(number) -> row.writeNull();
            case Number number -> writeNumberHere(row, number);
            case Boolean flag -> row.writeBoolean(flag);
            case Record record -> writeRecord(row, record);
            case Map<?, ?> map -> writeMap(row, map, type);
            case Collection<?> elements -> writeArray(row, elements, type);
            default -> {
                final Optional<byte[]> bytes = Bytes.of(value, type);
                if (bytes.isPresent()) {
                    row.writeString(Base64.getEncoder().encodeToString(bytes.get()));
                } else if (value instanceof final Object[] elements) {
                    writeArray(row, Arrays.asList(elements), type);
                } else {
                    row.writeString(temporal.plain(value)
                            .orElseThrow(() -> new UnencodableValueException("A value of %s cannot be loaded".formatted(value.getClass()))));
                }
            }
        }
    }

    private void writeNumberHere(final RowWriter row, final Number number) throws IOException {
        if (place == Place.JSON_COLUMN) {
            switch (number) {
                case BigDecimal decimal -> JsonColumnNumbers.requireKept(FiniteNumbers.bounded(decimal));
                case BigInteger integer -> JsonColumnNumbers.requireKept(integer);
                default -> {
                    // The others are kept.
                }
            }
        }
        writeNumber(row, number);
    }

    private boolean isInCsv() {
        return switch (place) {
            case JSON_COLUMN, JSON -> false;
            case CSV_ARRAY, CSV_MAP -> true;
        };
    }

    private void writeRecord(final RowWriter row, final Record record) throws IOException {
        if (isInCsv()) {
            throw notInCsv("A record");
        }
        row.beginObject();
        RecordFields.forEach(record, (index, field, value) -> {
            row.writeKey(field.getFieldName());
            write(row, value, field.getDataType());
        });
        row.endObject();
    }

    private void writeMap(final RowWriter row, final Map<?, ?> map, final DataType type) throws IOException {
        if (isInCsv()) {
            throw notInCsv("A map");
        }
        final DataType valueType = ofValues(type);
        row.beginObject();
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            row.writeKey(String.valueOf(entry.getKey()));
            write(row, entry.getValue(), valueType);
        }
        row.endObject();
    }

    private void writeArray(final RowWriter row, final Collection<?> elements, final DataType type) throws IOException {
        if (place == Place.CSV_MAP) {
            throw notInCsv("A map of arrays");
        }
        final DataType elementType = ofElements(type);
        row.beginArray();
        for (final Object element : elements) {
            write(row, element, elementType);
        }
        row.endArray();
    }

    /** Writes a number with all its digits. */
    public static void writeNumber(final RowWriter row, final Number number) throws IOException {
        switch (number) {
            case Integer integer -> row.writeLong(integer);
            case Long integer -> row.writeLong(integer);
            case Double real when Double.isFinite(real) -> row.writeDouble(real);
            case Float real when Float.isFinite(real) -> row.writeFloat(real);
            case BigInteger integer -> row.writeBigInteger(integer);
            case Short integer -> row.writeLong(integer);
            case Byte integer -> row.writeLong(integer);
            default -> row.writeDecimal(FiniteNumbers.decimal(number));
        }
    }

    /** What a record's schema says of the elements of an array. */
    public static DataType ofElements(final DataType type) {
        return type instanceof final ArrayDataType declared && declared.getElementType() != null ? declared.getElementType() : ANY;
    }

    /** What a record's schema says of the values of a map. */
    public static DataType ofValues(final DataType type) {
        return type instanceof final MapDataType declared && declared.getValueType() != null ? declared.getValueType() : ANY;
    }

    /** What a record's schema says of the keys of a map. */
    public static DataType ofKeys() {
        return ANY;
    }

    /** @param kind what CSV has no form for, at the beginning of a sentence */
    public static UnencodableValueException notInCsv(final String kind) {
        return new UnencodableValueException("%s cannot be loaded from CSV; choose JSON in the property Format".formatted(kind));
    }
}
