package io.github.nifistarrocks.processors.load;

import java.math.BigDecimal;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** StarRocks takes no NaN and no infinity in a load. */
final class Finite {

    private Finite() {}

    static void check(final double number) throws UnencodableValueException {
        if (!Double.isFinite(number)) {
            throw new UnencodableValueException("%s cannot be loaded".formatted(number));
        }
    }

    static BigDecimal decimal(final Number number) throws UnencodableValueException {
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException e) {
            throw new UnencodableValueException("A number of %s cannot be loaded, because its text is not decimal".formatted(number.getClass()));
        }
    }
}
