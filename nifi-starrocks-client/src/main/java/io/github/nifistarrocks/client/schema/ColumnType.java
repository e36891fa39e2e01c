package io.github.nifistarrocks.client.schema;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A StarRocks type with its parameters and the types inside. The only model of StarRocks' types: nothing else compares type names.
 *
 * <p>{@link #toString} is the type as SQL writes it, such as {@code DECIMAL(10,2)} or {@code ARRAY<INT>}.
 */
public sealed interface ColumnType {

    /** The type of a column or part whose type the server does not report. */
    ColumnType UNKNOWN = new UnknownType("UNKNOWN");

    /** The type's name as SQL writes it, without parameters. */
    String name();

    /** Types without parameters. */
    enum ScalarType implements ColumnType {
        BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DATE, DATETIME, JSON, HLL, BITMAP, PERCENTILE
    }

    /**
     * DECIMAL of any width.
     *
     * @param precision number of digits, 1 to 76; empty where the server does not report it
     * @param scale number of digits after the decimal point; empty where the server does not report it
     */
    record DecimalType(OptionalInt precision, OptionalInt scale) implements ColumnType {
        @Override
        public String name() {
            return "DECIMAL";
        }

        @Override
        public String toString() {
            return precision.isPresent() && scale.isPresent() ? "%s(%d,%d)".formatted(name(), precision.getAsInt(), scale.getAsInt()) : name();
        }
    }

    /** @param length maximum number of bytes; empty where the server does not report it */
    record CharType(OptionalInt length) implements ColumnType {
        @Override
        public String name() {
            return "CHAR";
        }

        @Override
        public String toString() {
            return withLength(this, length);
        }
    }

    /**
     * VARCHAR, or STRING, which is a VARCHAR of the greatest length.
     *
     * @param length maximum number of bytes; empty where the server does not report it
     */
    record VarcharType(OptionalInt length) implements ColumnType {
        @Override
        public String name() {
            return "VARCHAR";
        }

        @Override
        public String toString() {
            return withLength(this, length);
        }
    }

    /** @param length maximum number of bytes; empty where the server does not report it */
    record VarbinaryType(OptionalInt length) implements ColumnType {
        @Override
        public String name() {
            return "VARBINARY";
        }

        @Override
        public String toString() {
            return withLength(this, length);
        }
    }

    /** @param element type of the elements */
    record ArrayType(ColumnType element) implements ColumnType {
        @Override
        public String name() {
            return "ARRAY";
        }

        @Override
        public String toString() {
            return "%s<%s>".formatted(name(), element);
        }
    }

    /**
     * @param key type of the keys
     * @param value type of the values
     */
    record MapType(ColumnType key, ColumnType value) implements ColumnType {
        @Override
        public String name() {
            return "MAP";
        }

        @Override
        public String toString() {
            return "%s<%s,%s>".formatted(name(), key, value);
        }
    }

    /** @param fields in the order of the type; empty where the server does not report them */
    record StructType(List<StructField> fields) implements ColumnType {
        public StructType {
            fields = List.copyOf(fields);
        }

        @Override
        public String name() {
            return "STRUCT";
        }

        @Override
        public String toString() {
            return "%s<%s>".formatted(name(), fields.stream().map(field -> field.name() + " " + field.type()).collect(Collectors.joining(", ")));
        }
    }

    /**
     * @param name as StarRocks spells it
     * @param type of its values
     */
    record StructField(String name, ColumnType type) {}

    /**
     * A type that this client does not know, or that the server does not report.
     *
     * @param name as the server reports it, in upper case
     */
    record UnknownType(String name) implements ColumnType {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String withLength(final ColumnType type, final OptionalInt length) {
        return length.isPresent() ? "%s(%d)".formatted(type.name(), length.getAsInt()) : type.name();
    }
}
