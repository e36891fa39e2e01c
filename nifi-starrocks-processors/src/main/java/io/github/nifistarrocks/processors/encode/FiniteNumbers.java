package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** Numbers that a load can carry: StarRocks takes no NaN and no infinity. */
final class FiniteNumbers {

    private static final int LARGEST_SCALE = 10_000;

    private FiniteNumbers() {}

    /**
     * DECIMAL has 76 digits at most and DOUBLE less than 400, so an exponent that would make millions of zeros is refused before it does.
     *
     * @return the number
     */
    static BigDecimal bounded(final BigDecimal decimal) throws UnencodableValueException {
        if (Math.abs((long) decimal.scale()) > LARGEST_SCALE) {
            throw new UnencodableValueException("%s has more digits than any column takes".formatted(decimal));
        }
        return decimal;
    }

    /** All digits, never an exponent. */
    static String plain(final BigDecimal decimal) throws UnencodableValueException {
        return bounded(decimal).toPlainString();
    }

    static BigDecimal decimal(final Number number) throws UnencodableValueException {
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException e) {
            throw new UnencodableValueException("A number of %s cannot be loaded, because its text is not decimal".formatted(number.getClass()));
        }
    }
}
