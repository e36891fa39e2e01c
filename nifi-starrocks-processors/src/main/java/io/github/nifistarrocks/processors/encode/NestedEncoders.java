package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Encoders of ARRAY, MAP and STRUCT columns: what is inside is written by the type that the column gives it, whether it comes as arrays, maps and records or
 * as JSON text. The fields of a STRUCT are known by their names without regard to case, and written as the table spells them, which is how a BE looks for
 * them (be/src/formats/json/struct_column.cpp).
 */
final class NestedEncoders {

    private static final Set<String> TYPES = Set.of("ARRAY", "MAP", "STRUCT");
    private static final Set<String> NUMBERS = Set.of("TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN");

    private final LoadFormat format;
    private final ColumnEncoders encoders;
    private final Optional<TypeRules> rules;
    private final UnknownFields unknownFields;
    private final NestedValues anything;

    /**
     * @param rules what single values inside have to fit; nothing to leave that to the server
     * @param unknownFields what becomes of values for which a STRUCT has no field
     * @param anything writes values of which the server does not tell the type
     */
    NestedEncoders(final LoadFormat format, final ColumnEncoders encoders, final Optional<TypeRules> rules, final UnknownFields unknownFields,
            final NestedValues anything) {
        this.format = format;
        this.encoders = encoders;
        this.rules = rules;
        this.unknownFields = unknownFields;
        this.anything = anything;
    }

    static boolean isNested(final TableColumn column) {
        return TYPES.contains(column.type());
    }

    /** @param type what the row's schema says of the field */
    ValueEncoder encoderFor(final TableColumn column, final DataType type) {
        final Part part = partFor(column, type, "It");
        return (row, value) -> {
            final NestedText text = NestedText.of(format);
            part.write(text, value);
            switch (format) {
                case JSON -> row.writeJson(text.text());
                case CSV -> row.writeString(text.text());
            }
        };
    }

    /** The same as a rule: a value is fine when it can be written. */
    ValueRule ruleFor(final TableColumn column, final DataType type) {
        final Part part = partFor(column, type, "It");
        return value -> {
            part.write(NestedText.of(format), value);
            return null;
        };
    }

    private Part partFor(final TableColumn column, final DataType type, final String place) {
        return switch (column.type()) {
            case "ARRAY" -> array(column, type);
            case "MAP" -> map(column, type);
            case "STRUCT" -> struct(column, type);
            case "JSON" -> (out, value) -> out.writeJson(encoders.jsonOf(value, type));
            case "UNKNOWN" -> untyped(type);
            default -> single(column, type, place);
        };
    }

    private Part array(final TableColumn column, final DataType type) {
        final DataType elementType = NestedTypes.ofElements(Optional.of(type)).orElse(NestedTypes.UNTOLD);
        final Part part = column.children().size() == 1 ? partFor(column.children().getFirst(), elementType, "An element of it") : untyped(elementType);
        return (out, value) -> {
            out.beginArray();
            for (final Object element : elements(value)) {
                write(part, out, element);
            }
            out.endArray();
        };
    }

    private static Collection<?> elements(final Object value) throws IOException {
        return switch (value) {
            case String text -> (Collection<?>) JsonText.tree(text, JsonToken.START_ARRAY);
            case byte[] bytes -> numbers(bytes);
            case Object[] elements -> Arrays.asList(elements);
            case Collection<?> elements -> elements;
            default -> throw mismatch(value, "ARRAY", "an array");
        };
    }

    private static Collection<?> numbers(final byte[] bytes) {
        final List<Byte> numbers = new ArrayList<>(bytes.length);
        for (final byte number : bytes) {
            numbers.add(number);
        }
        return numbers;
    }

    private Part map(final TableColumn column, final DataType type) {
        final boolean told = column.children().size() == 2;
        final Part keys = told ? partFor(column.children().getFirst(), NestedTypes.UNTOLD, "A key of it") : (out, key) -> out.writeString(String.valueOf(key));
        final Part values = valueOf(column, NestedTypes.ofValues(Optional.of(type)).orElse(NestedTypes.UNTOLD));
        final SchemaCache<Part[]> parts = new SchemaCache<>(schema -> schema.getFields().stream().map(field -> valueOf(column, field.getDataType()))
                .toArray(Part[]::new));
        return (out, value) -> {
            out.beginObject();
            switch (value) {
                case String text -> writeEntries(out, (Map<?, ?>) JsonText.tree(text, JsonToken.START_OBJECT), keys, values);
                case Map<?, ?> map -> writeEntries(out, map, keys, values);
                case Record record -> {
                    final Part[] partOf = parts.get(record.getSchema());
                    forEachField(record, (index, name, field) -> writeEntry(out, name, field, keys, partOf[index]));
                }
                default -> throw mismatch(value, "MAP", "a map or a record");
            }
            out.endObject();
        };
    }

    private Part valueOf(final TableColumn map, final DataType type) {
        return map.children().size() == 2 ? partFor(map.children().getLast(), type, "A value of it") : untyped(type);
    }

    private static void writeEntries(final NestedText out, final Map<?, ?> map, final Part keys, final Part values) throws IOException {
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            writeEntry(out, entry.getKey(), entry.getValue(), keys, values);
        }
    }

    private static void writeEntry(final NestedText out, final Object key, final Object value, final Part keys, final Part values) throws IOException {
        if (key == null) {
            throw new UnencodableValueException("It has an entry without a key");
        }
        out.beginKey();
        keys.write(out, key);
        write(values, out, value);
    }

    private Part struct(final TableColumn column, final DataType type) {
        final DataType valueType = NestedTypes.ofValues(Optional.of(type)).orElse(NestedTypes.UNTOLD);
        final Map<String, StructField> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        column.children().forEach(child -> fields.put(child.name(), structField(child, valueType)));
        final Function<String, StructField> fieldOfName = fields.isEmpty() ? name -> new StructField(name, untyped(valueType)) : fields::get;
        final SchemaCache<StructField[]> ofSchema = new SchemaCache<>(schema -> schema.getFields().stream().map(field -> structField(column, field))
                .toArray(StructField[]::new));
        return (out, value) -> {
            out.beginObject();
            final Set<String> written = new HashSet<>();
            switch (value) {
                case String text -> writeFields(out, (Map<?, ?>) JsonText.tree(text, JsonToken.START_OBJECT), column, fieldOfName, written);
                case Map<?, ?> map -> writeFields(out, map, column, fieldOfName, written);
                case Record record -> {
                    final StructField[] fieldOf = ofSchema.get(record.getSchema());
                    forEachField(record, (index, name, field) -> writeField(out, name, field, column, fieldOf[index], written));
                }
                default -> throw mismatch(value, "STRUCT", "a record or a map");
            }
            out.endObject();
        };
    }

    private StructField structField(final TableColumn child, final DataType type) {
        return new StructField(child.name(), partFor(child, type, "Field [%s] of it".formatted(child.name())));
    }

    /** @return null when the struct has no such field */
    private StructField structField(final TableColumn struct, final RecordField field) {
        if (struct.children().isEmpty()) {
            return new StructField(field.getFieldName(), untyped(field.getDataType()));
        }
        return struct.children().stream().filter(child -> child.name().equalsIgnoreCase(field.getFieldName())).findFirst()
                .map(child -> structField(child, field.getDataType())).orElse(null);
    }

    private void writeFields(final NestedText out, final Map<?, ?> map, final TableColumn struct, final Function<String, StructField> fieldOfName,
            final Set<String> written) throws IOException {
        for (final Map.Entry<?, ?> entry : map.entrySet()) {
            final String name = String.valueOf(entry.getKey());
            writeField(out, name, entry.getValue(), struct, fieldOfName.apply(name), written);
        }
    }

    /** @param field null when the struct has none of the name */
    private void writeField(final NestedText out, final String name, final Object value, final TableColumn struct, final StructField field,
            final Set<String> written) throws IOException {
        if (field == null) {
            if (value != null && unknownFields == UnknownFields.FAIL) {
                throw new UnencodableValueException("It has a field [%s], but the STRUCT has only %s; leave it out, or let unknown fields be ignored".formatted(
                        name, struct.children().stream().map(TableColumn::name).toList()));
            }
            return;
        }
        if (!written.add(field.name())) {
            throw new UnencodableValueException("It has several fields for [%s] of the STRUCT, because its names know no case; leave one out".formatted(field
                    .name()));
        }
        out.beginKey();
        out.writeString(field.name());
        write(field.part(), out, value);
    }

    /** Fields that a record does not have are not written. */
    private static void forEachField(final Record record, final FieldAction action) throws IOException {
        final List<RecordField> fields = record.getSchema().getFields();
        for (int i = 0; i < fields.size(); i++) {
            final RecordField field = fields.get(i);
            final Object value = record.getValue(field);
            if (value != null || record.getRawFieldNames().contains(field.getFieldName())) {
                action.accept(i, field.getFieldName(), value);
            }
        }
    }

    private Part single(final TableColumn column, final DataType type, final String place) {
        final RecordValue values = RecordValue.of(type, column.name());
        final Optional<ValueRule> rule = rules.map(known -> known.ruleForPart(column, type));
        final Part part = writerOf(column, type);
        return (out, value) -> {
            final Object settled = values.settle(value);
            if (settled == null) {
                out.writeNull();
                return;
            }
            final Object fitting = fitting(settled, column, type, place);
            final String objection = rule.isPresent() ? rule.get().objection(fitting) : null;
            if (objection != null) {
                throw new UnencodableValueException("%s holds [%s], but %s %s".formatted(place, encoders.printed(value, type), TypeRules.typeOf(column),
                        objection));
            }
            part.write(out, fitting);
        };
    }

    /** Text in the place of a number or Boolean is one in the literals of CSV, too. What is none is for the server, unless values are checked here. */
    private Object fitting(final Object value, final TableColumn column, final DataType type, final String place) throws IOException {
        if (!(value instanceof final String text) || !NUMBERS.contains(column.type())) {
            return value;
        }
        final String stripped = text.strip();
        if ("BOOLEAN".equals(column.type()) && ("true".equalsIgnoreCase(stripped) || "false".equalsIgnoreCase(stripped))) {
            return Boolean.valueOf(stripped);
        }
        try {
            return FiniteNumbers.bounded(new BigDecimal(stripped));
        } catch (NumberFormatException e) {
            if (rules.isEmpty()) {
                return text;
            }
            throw new UnencodableValueException("%s holds [%s], which is no %s".formatted(place, encoders.printed(text, type), column.type()));
        }
    }

    private Part writerOf(final TableColumn column, final DataType type) {
        return switch (column.type()) {
            case "VARBINARY", "BINARY" -> format == LoadFormat.CSV ? encoders.encoderFor(column, type, column.name())::encode : textForBytes(type);
            default -> encoders.encoderFor(column, type, column.name())::encode;
        };
    }

    /** A JSON load takes the text inside of a nested value as the bytes themselves, and no function can be put between. */
    private Part textForBytes(final DataType type) {
        return (out, value) -> {
            if (Bytes.of(value, type).isPresent()) {
                throw new UnencodableValueException("Bytes inside of a nested value cannot be loaded from JSON; choose CSV in the property Format");
            }
            out.writeString(encoders.text(value, type));
        };
    }

    private Part untyped(final DataType type) {
        return (out, value) -> anything.write(out, value, Optional.of(type));
    }

    private static void write(final Part part, final NestedText out, final Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else {
            part.write(out, value);
        }
    }

    private static UnencodableValueException mismatch(final Object value, final String type, final String takes) {
        return new UnencodableValueException("A value of %s cannot be loaded into a column of type %s, which takes %s".formatted(value.getClass(), type,
                takes));
    }

    /** Writes the values in one place of a nested type. */
    @FunctionalInterface
    private interface Part {

        /** @param value never null */
        void write(NestedText out, Object value) throws IOException;
    }

    @FunctionalInterface
    private interface FieldAction {

        void accept(int index, String name, Object value) throws IOException;
    }

    /** @param name as the table spells it */
    private record StructField(String name, Part part) {}
}
