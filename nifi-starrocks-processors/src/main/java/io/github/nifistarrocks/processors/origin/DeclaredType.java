package io.github.nifistarrocks.processors.origin;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.origin.DeclaredTypes.FieldConversion;
import io.github.nifistarrocks.processors.value.StrictDateFormat;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.DecimalDataType;
import org.apache.nifi.serialization.record.type.EnumDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** The values of one declared type. */
@FunctionalInterface
interface DeclaredType {

    int MAX_PRINTED = 200;

    /**
     * @param value never null
     * @return the value as the type holds it; the same instance where it has the class of the type, or is an object or array that the type is not for
     */
    Object convert(Object value) throws UndeclaredValueException;

    /** @return empty for types whose values are taken as they are */
    static Optional<DeclaredType> of(final DataType type) {
        return switch (type.getFieldType()) {
            case BOOLEAN -> Optional.of(value -> bool(value, type));
            case BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE -> Optional.of(value -> DeclaredNumbers.convert(value, type));
            case DECIMAL -> Optional.of(value -> DeclaredNumbers.decimal(value, (DecimalDataType) type));
            case STRING, CHAR -> Optional.of(DeclaredNumbers::text);
            case ENUM -> Optional.of(value -> constant(value, (EnumDataType) type));
            case UUID -> Optional.of(DeclaredType::uuid);
            case DATE, TIME, TIMESTAMP -> Optional.of(date(type));
            case ARRAY -> type instanceof final ArrayDataType array ? Optional.of(array(array)) : Optional.empty();
            case MAP -> type instanceof final MapDataType map
                    ? Optional.ofNullable(map.getValueType()).flatMap(DeclaredType::of).map(DeclaredType::map)
                    : Optional.empty();
            case RECORD -> type instanceof final RecordDataType fields ? Optional.of(record(fields)) : Optional.empty();
            case CHOICE -> Optional.empty();
        };
    }

    private static Object bool(final Object value, final DataType type) throws UndeclaredValueException {
        return switch (value) {
            case String text when "true".equalsIgnoreCase(text.strip()) -> true;
            case String text when "false".equalsIgnoreCase(text.strip()) -> false;
            case String text -> throw invalid(text, type);
            case Number number -> throw invalid(number, type);
            default -> value;
        };
    }

    private static Object constant(final Object value, final EnumDataType type) throws UndeclaredValueException {
        if (value instanceof final String text && type.getEnums() != null && !type.getEnums().contains(text)) {
            throw invalid(text, type);
        }
        return value;
    }

    private static Object uuid(final Object value) throws UndeclaredValueException {
        if (value instanceof final String text) {
            try {
                UUID.fromString(text.strip());
            } catch (IllegalArgumentException e) {
                throw new UndeclaredValueException("holds [%s], which is not a UUID".formatted(RowText.of(Messages.bounded(text, MAX_PRINTED))));
            }
        }
        return value;
    }

    /** Numbers are milliseconds since 1970, as for NiFi. */
    private static DeclaredType date(final DataType type) {
        final StrictDateFormat format = StrictDateFormat.of(type);
        return value -> switch (value) {
            case Number number -> DataTypeUtils.convertType(number, type, "");
            case String text when text.isBlank() -> null;
            case String text -> format.read(text).orElseThrow(() -> new UndeclaredValueException(
                    "holds [%s], which is not a %s of the format %s".formatted(RowText.of(Messages.bounded(text, MAX_PRINTED)), type.getFieldType(),
                            type.getFormat())));
            default -> value;
        };
    }

    private static DeclaredType array(final ArrayDataType type) {
        final DeclaredType element = Optional.ofNullable(type.getElementType()).flatMap(DeclaredType::of).orElse(value -> value);
        return value -> switch (value) {
            case Object[] elements -> elements(elements, element);
            case Collection<?> elements -> elements(elements.toArray(), element);
            default -> value;
        };
    }

    private static Object elements(final Object[] elements, final DeclaredType type) throws UndeclaredValueException {
        Object[] changed = null;
        for (int i = 0; i < elements.length; i++) {
            final Object converted = elements[i] == null ? null : type.convert(elements[i]);
            if (converted != elements[i]) {
                changed = changed == null ? Arrays.copyOf(elements, elements.length, Object[].class) : changed;
                changed[i] = converted;
            }
        }
        return changed == null ? elements : changed;
    }

    private static DeclaredType map(final DeclaredType type) {
        return value -> {
            if (!(value instanceof final Map<?, ?> entries)) {
                return value;
            }
            Map<Object, Object> changed = null;
            for (final Map.Entry<?, ?> entry : entries.entrySet()) {
                final Object converted = entry.getValue() == null ? null : type.convert(entry.getValue());
                if (converted != entry.getValue()) {
                    changed = changed == null ? new LinkedHashMap<>(entries) : changed;
                    changed.put(entry.getKey(), converted);
                }
            }
            return changed == null ? value : changed;
        };
    }

    private static DeclaredType record(final RecordDataType type) {
        return new DeclaredType() {

            private List<FieldConversion> fields;

            @Override
            public Object convert(final Object value) throws UndeclaredValueException {
                if (!(value instanceof final Record record)) {
                    return value;
                }
                // Determined when there is a value, because a schema may contain itself.
                if (fields == null) {
                    fields = type.getChildSchema() == null ? List.of() : DeclaredTypes.fieldsOf(type.getChildSchema());
                }
                return DeclaredTypes.convert(record, fields);
            }
        };
    }

    static UndeclaredValueException invalid(final Object value, final DataType type) {
        return new UndeclaredValueException("holds [%s], which is not a valid %s. Correct the value, or declare another type".formatted(
                RowText.of(Messages.bounded(String.valueOf(value), MAX_PRINTED)), type.getFieldType()));
    }
}
