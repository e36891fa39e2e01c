package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;

/** Keeps fractions away from columns of whole numbers. A BE that reads JSON cuts them off, also in strict mode (be/src/formats/json/numeric_column.cpp). */
public final class WholeNumbers {

    private static final double MAX_WHOLE_DOUBLE = 1L << 53;

    private WholeNumbers() {}

    public static boolean is(final double real) {
        return Math.abs(real) <= MAX_WHOLE_DOUBLE && real == Math.rint(real);
    }

    public static boolean is(final BigDecimal decimal) throws UnencodableValueException {
        return decimal.signum() == 0 || FiniteNumbers.bounded(decimal).stripTrailingZeros().scale() <= 0;
    }

    /**
     * A BE that reads JSON converts text with a fraction or an exponent to DOUBLE, which does not keep all digits.
     *
     * @return empty for other text, which the server reads or refuses
     */
    public static Optional<BigDecimal> decimalOf(final String text) throws UnencodableValueException {
        if (!mayHoldFraction(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FiniteNumbers.bounded(new BigDecimal(text.strip())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean mayHoldFraction(final String text) {
        return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
    }

    public static UnencodableValueException fraction(final Object value, final ColumnType type) {
        return new UnencodableValueException("%s cannot be loaded into a column of type %s, which accepts only whole numbers; an expression can round it"
                .formatted(value, type.name()));
    }
}
