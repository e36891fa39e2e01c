package io.github.nifistarrocks.processors.origin;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;

/**
 * Values that a reader has inferred from text without reporting the text: 00501 is 501, TRUE is true, and a fraction is a 32-bit FLOAT (NiFi:
 * SchemaInferenceUtil), so that 1234567.89 is 1234567.9. They are loaded only into columns in which this makes no difference.
 */
final class InferredValues {

    private InferredValues() {}

    static Optional<ValueCheck> checkFor(final ColumnType column) {
        return switch (column) {
            case ColumnType.ScalarType scalar -> switch (scalar) {
                case TINYINT, SMALLINT, INT, BIGINT, LARGEINT, BITMAP, BOOLEAN, DATE, DATETIME -> Optional.of(refusing(InferredValues::isFraction));
                case FLOAT -> Optional.empty();
                case DOUBLE, PERCENTILE -> Optional.of(refusing(Float.class::isInstance));
                case JSON, HLL -> Optional.of(refusing(InferredValues::isConverted));
            };
            case ColumnType.DecimalType decimal -> Optional.of(refusing(value -> isLost(value, decimal.scale())));
            case ColumnType.CharType ignored -> Optional.of(refusing(InferredValues::isConverted));
            case ColumnType.VarcharType ignored -> Optional.of(refusing(InferredValues::isConverted));
            case ColumnType.VarbinaryType ignored -> Optional.of(refusing(InferredValues::isConverted));
            case ColumnType.ArrayType ignored -> Optional.empty();
            case ColumnType.MapType ignored -> Optional.empty();
            case ColumnType.StructType ignored -> Optional.empty();
            case ColumnType.UnknownType ignored -> Optional.of(refusing(InferredValues::isConverted));
        };
    }

    private static boolean isFraction(final Object value) {
        return value instanceof Float || value instanceof Double;
    }

    private static boolean isConverted(final Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** A double is exact in a column that does not have more digits than it keeps. */
    private static boolean isLost(final Object value, final OptionalInt scale) {
        return switch (value) {
            case Float ignored -> true;
            case Double real -> scale.isEmpty() || !JsonFractions.isSafe(real, scale.getAsInt()) || new BigDecimal(real.toString()).scale() > scale.getAsInt();
            default -> false;
        };
    }

    private static ValueCheck refusing(final Predicate<Object> isRefused) {
        return value -> {
            if (isRefused.test(value)) {
                throw new UnencodableValueException("""
                        The Record Reader inferred %s from text, which may have had other digits or zeros. Let it report the text: set Schema Access Strategy \
                        of a CSVReader to Use String Fields From Header. For other readers, declare the type that the column needs"""
                        .formatted(RowText.of(value)));
            }
        };
    }
}
