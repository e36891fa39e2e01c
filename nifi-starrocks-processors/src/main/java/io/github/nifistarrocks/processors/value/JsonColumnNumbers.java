package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;
import java.math.BigInteger;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** The numbers that a JSON column keeps: whole numbers from -2^63 to 2^64-1, and all others that a DOUBLE prints with the same digits. */
final class JsonColumnNumbers {

    private static final BigInteger MIN = BigInteger.TWO.pow(63).negate();
    private static final BigInteger MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private JsonColumnNumbers() {}

    static void requireKept(final BigDecimal number) throws UnencodableValueException {
        if (!isInteger(number) && !isDouble(number)) {
            throw new UnencodableValueException("A JSON column changes the digits of the number %s. Send it as a JSON string".formatted(RowText.of(number)));
        }
    }

    static void requireKept(final BigInteger number) throws UnencodableValueException {
        if (!isInRange(number)) {
            requireKept(new BigDecimal(number));
        }
    }

    private static boolean isInteger(final BigDecimal number) {
        return number.scale() == 0 && isInRange(number.unscaledValue());
    }

    private static boolean isInRange(final BigInteger number) {
        return number.compareTo(MIN) >= 0 && number.compareTo(MAX) <= 0;
    }

    private static boolean isDouble(final BigDecimal number) {
        final double real = number.doubleValue();
        return Double.isFinite(real) && number.compareTo(new BigDecimal(Double.toString(real))) == 0;
    }
}
