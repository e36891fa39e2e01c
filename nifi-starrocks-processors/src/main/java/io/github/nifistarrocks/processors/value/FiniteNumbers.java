package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** Numbers that a load can carry: StarRocks takes no NaN and no infinity. */
public final class FiniteNumbers {

    private static final int MAX_SCALE = 10_000;

    private FiniteNumbers() {}

    /**
     * DECIMAL has at most 76 digits and DOUBLE fewer than 400, so an exponent that stands for millions of zeros is refused before they are written.
     *
     * @return the number
     */
    public static BigDecimal bounded(final BigDecimal decimal) throws UnencodableValueException {
        if (Math.abs((long) decimal.scale()) > MAX_SCALE) {
            throw new UnencodableValueException("%s has more digits than any column accepts".formatted(decimal));
        }
        return decimal;
    }

    /** All digits, never an exponent. */
    static String plain(final BigDecimal decimal) throws UnencodableValueException {
        return bounded(decimal).toPlainString();
    }

    public static BigDecimal decimal(final Number number) throws UnencodableValueException {
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException e) {
            throw new UnencodableValueException("A number of %s cannot be loaded, because its text is not decimal".formatted(number.getClass()));
        }
    }
}
