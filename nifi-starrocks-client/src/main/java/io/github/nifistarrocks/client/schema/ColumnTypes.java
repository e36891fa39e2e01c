package io.github.nifistarrocks.client.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;

/** Builds a {@link ColumnType} from the names that servers use. The only place that compares them. */
public final class ColumnTypes {

    private ColumnTypes() {}

    /**
     * @param reported type name of a server, in any case; unknown when it has none
     * @param parameters of the type, as far as the server reports them
     */
    public static ColumnType of(final String reported, final Parameters parameters) {
        final String name = reported.toUpperCase(Locale.ROOT);
        return TypeName.of(name).map(type -> type.with(parameters)).orElseGet(() -> ScalarName.of(name));
    }

    /** A type without parameters, or one whose parameters the server does not report. */
    public static ColumnType of(final String reported) {
        return of(reported, Parameters.NONE);
    }

    /**
     * Parameters of a type as a server reports them.
     *
     * @param length of CHAR, VARCHAR and VARBINARY in bytes
     * @param precision of DECIMAL
     * @param scale of DECIMAL
     * @param parts the element of an ARRAY, key and value of a MAP, the fields of a STRUCT
     */
    public record Parameters(OptionalInt length, OptionalInt precision, OptionalInt scale, List<StructField> parts) {

        static final Parameters NONE = new Parameters(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), List.of());

        public Parameters {
            parts = List.copyOf(parts);
        }

        private ColumnType part(final int index, final int count) {
            return parts.size() == count ? parts.get(index).type() : ColumnType.UNKNOWN;
        }
    }

    /** Names of types with parameters, and the aliases of {@code FE: PrimitiveType}. */
    private enum TypeName {
        DECIMAL, DECIMALV2, DECIMAL32, DECIMAL64, DECIMAL128, DECIMAL256, CHAR, VARCHAR, STRING, VARBINARY, BINARY, ARRAY, MAP, STRUCT;

        static Optional<TypeName> of(final String name) {
            return Stream.of(values()).filter(type -> type.name().equals(name)).findFirst();
        }

        ColumnType with(final Parameters parameters) {
            return switch (this) {
                case DECIMAL, DECIMALV2, DECIMAL32, DECIMAL64, DECIMAL128, DECIMAL256 -> new DecimalType(parameters.precision, parameters.scale);
                case CHAR -> new CharType(parameters.length);
                case VARCHAR, STRING -> new VarcharType(parameters.length);
                case VARBINARY, BINARY -> new VarbinaryType(parameters.length);
                case ARRAY -> new ArrayType(parameters.part(0, 1));
                case MAP -> new MapType(parameters.part(0, 2), parameters.part(1, 2));
                case STRUCT -> new StructType(parameters.parts);
            };
        }
    }

    /** Names of types without parameters. */
    private static final class ScalarName {

        /** The name of BITMAP in {@code FE: PrimitiveType}. */
        private static final String OBJECT = "OBJECT";

        static ColumnType of(final String name) {
            if (OBJECT.equals(name)) {
                return ScalarType.BITMAP;
            }
            return Stream.of(ScalarType.values()).<ColumnType>map(type -> type).filter(type -> type.name().equals(name)).findFirst()
                    .orElseGet(() -> isUnnamed(name) ? ColumnType.UNKNOWN : new UnknownType(name));
        }

        private static boolean isUnnamed(final String name) {
            return name.isEmpty() || "INVALID_TYPE".equals(name) || "UNKNOWN_TYPE".equals(name);
        }
    }
}
