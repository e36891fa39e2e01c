package io.github.nifistarrocks.processors.plan;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.client.schema.ColumnTypes;
import io.github.nifistarrocks.client.schema.ColumnTypes.Parameters;

/**
 * A type in the JSON of a plan document. Parameters are null for types without them, and where the server does not report them.
 *
 * @param name without parameters
 * @param length of CHAR, VARCHAR and VARBINARY
 * @param precision of DECIMAL
 * @param scale of DECIMAL
 * @param parts the element of an ARRAY, key and value of a MAP, the fields of a STRUCT
 */
record TypeEntry(String name, Integer length, Integer precision, Integer scale, List<Part> parts) {

    private static final String NO_NAME = "";

    /** @param name of the field of a STRUCT; otherwise empty */
    record Part(String name, TypeEntry type) {}

    static TypeEntry of(final ColumnType type) {
        return switch (type) {
            case CharType text -> withLength(type, text.length());
            case VarcharType text -> withLength(type, text.length());
            case VarbinaryType bytes -> withLength(type, bytes.length());
            case DecimalType decimal -> new TypeEntry(type.name(), null, boxed(decimal.precision()), boxed(decimal.scale()), null);
            case ArrayType array -> withParts(type, List.of(part(NO_NAME, array.element())));
            case MapType map -> withParts(type, List.of(part(NO_NAME, map.key()), part(NO_NAME, map.value())));
            case StructType struct -> withParts(type, struct.fields().stream().map(field -> part(field.name(), field.type())).toList());
            case ScalarType ignored -> new TypeEntry(type.name(), null, null, null, null);
            case UnknownType ignored -> new TypeEntry(type.name(), null, null, null, null);
        };
    }

    boolean isComplete() {
        return name != null && (parts == null || parts.stream().allMatch(part -> part != null && part.name != null && part.type != null
                && part.type.isComplete()));
    }

    ColumnType toType() {
        final List<ColumnType.StructField> fields = Objects.requireNonNullElse(parts, List.<Part>of()).stream()
                .map(part -> new ColumnType.StructField(part.name, part.type.toType())).toList();
        return ColumnTypes.of(name, new Parameters(unboxed(length), unboxed(precision), unboxed(scale), fields));
    }

    private static TypeEntry withLength(final ColumnType type, final OptionalInt length) {
        return new TypeEntry(type.name(), boxed(length), null, null, null);
    }

    private static TypeEntry withParts(final ColumnType type, final List<Part> parts) {
        return new TypeEntry(type.name(), null, null, null, parts);
    }

    private static Part part(final String name, final ColumnType type) {
        return new Part(name, of(type));
    }

    private static Integer boxed(final OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static OptionalInt unboxed(final Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
