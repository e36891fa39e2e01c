package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;

/**
 * What keeps fractions away from columns of whole numbers: a BE that reads JSON cuts them off, also in strict mode (be/src/formats/json/numeric_column.cpp).
 */
final class WholeNumbers {

    private static final double LARGEST_WHOLE_DOUBLE = 1L << 53;

    private WholeNumbers() {}

    static boolean is(final double real) {
        return Math.abs(real) <= LARGEST_WHOLE_DOUBLE && real == Math.rint(real);
    }

    static boolean is(final BigDecimal decimal) throws UnencodableValueException {
        return decimal.signum() == 0 || FiniteNumbers.bounded(decimal).stripTrailingZeros().scale() <= 0;
    }

    /** A BE that reads JSON makes a DOUBLE of such text, which has not all digits. Other text, which is no decimal number, is for the server to refuse. */
    static Optional<BigDecimal> decimalOf(final String text) throws UnencodableValueException {
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

    static UnencodableValueException fraction(final Object value, final TableColumn column) {
        return new UnencodableValueException("%s cannot be loaded into a column of type %s, which takes whole numbers only; an expression can round it"
                .formatted(value, column.type()));
    }
}
