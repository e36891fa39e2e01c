package io.github.nifistarrocks.processors.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.DecimalDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/** The NiFi types that hold values exactly as they are, by their classes and not by what a schema says of them. */
public final class ValueTypes {

    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private ValueTypes() {}

    /**
     * The type of a value.
     *
     * @param value never null
     * @param known type of its field, which is kept for dates of the same type, because of its format
     */
    public static DataType of(final Object value, final DataType known) {
        return switch (value) {
            case Boolean ignored -> RecordFieldType.BOOLEAN.getDataType();
            case Byte ignored -> RecordFieldType.BYTE.getDataType();
            case Short ignored -> RecordFieldType.SHORT.getDataType();
            case Integer ignored -> RecordFieldType.INT.getDataType();
            case Long ignored -> RecordFieldType.LONG.getDataType();
            case BigInteger ignored -> RecordFieldType.BIGINT.getDataType();
            case Float ignored -> RecordFieldType.FLOAT.getDataType();
            case Double ignored -> RecordFieldType.DOUBLE.getDataType();
            case BigDecimal decimal -> decimal(decimal);
            case Timestamp ignored -> date(RecordFieldType.TIMESTAMP, known);
            case Date ignored -> date(RecordFieldType.DATE, known);
            case Time ignored -> date(RecordFieldType.TIME, known);
            case byte[] ignored -> RecordTypes.BYTES;
            case Object[] elements -> array(Arrays.asList(elements), known);
            case Collection<?> elements -> array(elements, known);
            case Map<?, ?> map -> RecordFieldType.MAP.getMapDataType(common(map.values(), TEXT));
            case Record record -> RecordFieldType.RECORD.getRecordDataType(ofRecord(record));
            default -> TEXT;
        };
    }

    /** The schema of a record with all fields that it has, whatever its own schema has. */
    private static RecordSchema ofRecord(final Record record) {
        return new SimpleRecordSchema(record.toMap().entrySet().stream().map(entry -> {
            final DataType known = record.getSchema().getDataType(entry.getKey()).orElse(TEXT);
            return new RecordField(entry.getKey(), entry.getValue() == null ? known : of(entry.getValue(), known));
        }).toList());
    }

    private static DataType date(final RecordFieldType type, final DataType known) {
        return known.getFieldType() == type ? known : type.getDataType();
    }

    private static DataType array(final Collection<?> elements, final DataType known) {
        final DataType knownElement = known instanceof final ArrayDataType array && array.getElementType() != null ? array.getElementType() : TEXT;
        return RecordFieldType.ARRAY.getArrayDataType(common(elements, knownElement));
    }

    private static DataType common(final Collection<?> values, final DataType known) {
        Optional<DataType> common = Optional.empty();
        for (final Object value : values) {
            if (value != null) {
                final DataType type = of(value, known);
                common = Optional.of(common.map(other -> merged(other, type)).orElse(type));
            }
        }
        return common.orElse(known);
    }

    /** The type that holds the values of both types exactly: text where no other does. */
    public static DataType merged(final DataType one, final DataType other) {
        if (one.equals(other)) {
            return one;
        }
        if (isNumber(one) && isNumber(other)) {
            return number(one, other);
        }
        return switch (one) {
            case ArrayDataType array when other instanceof final ArrayDataType others -> RecordFieldType.ARRAY
                    .getArrayDataType(merged(array.getElementType(), others.getElementType()));
            case MapDataType map when other instanceof final MapDataType others -> RecordFieldType.MAP
                    .getMapDataType(merged(map.getValueType(), others.getValueType()));
            case RecordDataType inner when other instanceof final RecordDataType others -> RecordFieldType.RECORD
                    .getRecordDataType(merged(inner.getChildSchema(), others.getChildSchema()));
            default -> TEXT;
        };
    }

    private static RecordSchema merged(final RecordSchema one, final RecordSchema other) {
        final Map<String, RecordField> fields = new LinkedHashMap<>();
        one.getFields().forEach(field -> fields.put(field.getFieldName(), field));
        other.getFields().forEach(field -> fields.merge(field.getFieldName(), field, (first, second) -> new RecordField(first.getFieldName(),
                merged(first.getDataType(), second.getDataType()))));
        return new SimpleRecordSchema(List.copyOf(fields.values()));
    }

    private static boolean isNumber(final DataType type) {
        return isWhole(type) || isReal(type) || type instanceof DecimalDataType;
    }

    private static boolean isWhole(final DataType type) {
        return switch (type.getFieldType()) {
            case BYTE, SHORT, INT, LONG, BIGINT -> true;
            case BOOLEAN, FLOAT, DOUBLE, DECIMAL, CHAR, STRING, ENUM, UUID, DATE, TIME, TIMESTAMP, ARRAY, MAP, RECORD, CHOICE -> false;
        };
    }

    private static boolean isReal(final DataType type) {
        return type.getFieldType() == RecordFieldType.FLOAT || type.getFieldType() == RecordFieldType.DOUBLE;
    }

    /** Whole numbers have the wider type. A double holds all integers of 32 bits, but neither long integers nor decimals. */
    private static DataType number(final DataType one, final DataType other) {
        if (isWhole(one) && isWhole(other)) {
            return one.getFieldType().compareTo(other.getFieldType()) > 0 ? one : other;
        }
        if (one instanceof final DecimalDataType first && other instanceof final DecimalDataType second) {
            final int scale = Math.max(first.getScale(), second.getScale());
            return RecordTypes.decimal(Math.max(first.getPrecision() - first.getScale(), second.getPrecision() - second.getScale()) + scale, scale);
        }
        final boolean isDouble = one.getFieldType() == RecordFieldType.DOUBLE && isShort(other)
                || other.getFieldType() == RecordFieldType.DOUBLE && isShort(one);
        return isDouble ? RecordFieldType.DOUBLE.getDataType() : TEXT;
    }

    private static boolean isShort(final DataType type) {
        return isWhole(type) && type.getFieldType().compareTo(RecordFieldType.INT) <= 0;
    }

    private static DataType decimal(final BigDecimal value) {
        final int scale = Math.max(value.scale(), 0);
        return RecordTypes.decimal(Math.max(value.precision() - value.scale(), 1) + scale, scale);
    }
}
