package io.github.nifistarrocks.processors.origin;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;

/**
 * The fractions of JSON, which NiFi's readers keep as doubles. A double keeps 15 digits of any number. JSON columns keep doubles themselves.
 */
final class JsonFractions {

    /** Decimal digits that a double keeps of every number. */
    static final int SAFE_DIGITS = 15;

    private static final double MAX_SAFE = 1e15;
    private static final double MAX_WHOLE = 1L << 53;

    private JsonFractions() {}

    static Optional<ValueCheck> checkFor(final ColumnType column) {
        return switch (column) {
            case ColumnType.ScalarType scalar -> switch (scalar) {
                case TINYINT, SMALLINT, INT, BIGINT, LARGEINT, BITMAP -> Optional.of(JsonFractions::checkWhole);
                case HLL -> Optional.of(JsonFractions::checkText);
                case BOOLEAN, FLOAT, DOUBLE, PERCENTILE, DATE, DATETIME, JSON -> Optional.empty();
            };
            case ColumnType.DecimalType decimal -> Optional.of(decimal(decimal.scale()));
            case ColumnType.CharType ignored -> Optional.of(JsonFractions::checkText);
            case ColumnType.VarcharType ignored -> Optional.of(JsonFractions::checkText);
            case ColumnType.VarbinaryType ignored -> Optional.of(JsonFractions::checkText);
            case ColumnType.ArrayType ignored -> Optional.empty();
            case ColumnType.MapType ignored -> Optional.empty();
            case ColumnType.StructType ignored -> Optional.empty();
            case ColumnType.UnknownType ignored -> Optional.empty();
        };
    }

    private static void checkWhole(final Object value) throws UnencodableValueException {
        if (value instanceof final Double real && Math.abs(real) > MAX_WHOLE) {
            checkText(real);
        }
    }

    private static void checkText(final Object value) throws UnencodableValueException {
        if (value instanceof final Double real && mayHaveLostDigits(real)) {
            throw lost(real);
        }
    }

    private static ValueCheck decimal(final OptionalInt scale) {
        if (scale.isEmpty()) {
            return JsonFractions::checkText;
        }
        final double limit = limitOfSafe(scale.getAsInt());
        return value -> {
            if (value instanceof final Double real && Math.abs(real) >= limit && mayHaveLostDigits(real)) {
                throw lost(real);
            }
        };
    }

    /** Whether a double keeps all digits that a number of its size has in a column of the scale. */
    static boolean isSafe(final double real, final int scale) {
        return Math.abs(real) < limitOfSafe(scale);
    }

    private static double limitOfSafe(final int scale) {
        return MAX_SAFE / Math.pow(10, scale);
    }

    /** Whether the number was written with more digits than a double keeps of every number. */
    static boolean mayHaveLostDigits(final double real) {
        final String text = Double.toString(real);
        return text.length() > SAFE_DIGITS + 1 && Double.isFinite(real) && new BigDecimal(text).stripTrailingZeros().precision() > SAFE_DIGITS;
    }

    private static UnencodableValueException lost(final double real) {
        return new UnencodableValueException("""
                %s has more than %d digits, and readers of JSON keep fractions only as doubles, so its last digits may be wrong. Send the number as a string, or \
                load it into a DOUBLE column""".formatted(RowText.of(real), SAFE_DIGITS));
    }
}
