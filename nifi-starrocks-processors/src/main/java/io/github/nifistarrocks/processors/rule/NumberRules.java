package io.github.nifistarrocks.processors.rule;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Predicate;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.processors.value.FiniteNumbers;

/** What columns of numbers take: numbers, Booleans as 1 and 0, and text that is a number. */
final class NumberRules {

    private static final BigInteger UNSIGNED_LONG_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private NumberRules() {}

    static ValueRule signed(final int bits) {
        final BigInteger max = BigInteger.TWO.pow(bits - 1).subtract(BigInteger.ONE);
        return whole(max.not(), max);
    }

    static ValueRule unsignedLong() {
        return whole(BigInteger.ZERO, UNSIGNED_LONG_MAX);
    }

    private static ValueRule whole(final BigInteger min, final BigInteger max) {
        final Optional<String> takes = Optional.of("accepts %d to %d".formatted(min, max));
        final Optional<String> takesWhole = Optional.of("accepts whole numbers from %d to %d".formatted(min, max));
        final long lowest = min.bitLength() < Long.SIZE ? min.longValueExact() : Long.MIN_VALUE;
        final long highest = max.bitLength() < Long.SIZE ? max.longValueExact() : Long.MAX_VALUE;
        return value -> {
            if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
                final long number = ((Number) value).longValue();
                return number < lowest || number > highest ? takes : Optional.empty();
            }
            final Optional<BigDecimal> number = number(value);
            if (number.isEmpty() || number.get().signum() != 0 && number.get().stripTrailingZeros().scale() > 0
                    || value instanceof String text && !text.strip().matches("[+-]?\\d+")) {
                return takesWhole;
            }
            final BigInteger integer = number.get().toBigInteger();
            return integer.compareTo(min) < 0 || integer.compareTo(max) > 0 ? takes : Optional.empty();
        };
    }

    static ValueRule single() {
        return real(Float.toString(Float.MAX_VALUE), number -> Float.isFinite(number.floatValue()));
    }

    static ValueRule real() {
        return real(Double.toString(Double.MAX_VALUE), number -> Double.isFinite(number.doubleValue()));
    }

    private static ValueRule real(final String max, final Predicate<BigDecimal> fits) {
        final Optional<String> takes = Optional.of("accepts numbers from -%1$s to %1$s, no NaN and no infinity".formatted(max));
        return value -> number(value).filter(fits).isPresent() ? Optional.empty() : takes;
    }

    /** Zeros at the end of the fraction are ignored. */
    static ValueRule decimal(final int precision, final int scale) {
        final Optional<String> takes = Optional
                .of("accepts numbers with at most %d digits before and %d after the decimal point".formatted(precision - scale, scale));
        return value -> {
            final Optional<BigDecimal> number = number(value);
            if (number.isEmpty()) {
                return takes;
            }
            final BigDecimal digits = number.get().stripTrailingZeros();
            return digits.signum() != 0 && (digits.scale() > scale || (long) digits.precision() - digits.scale() > precision - scale)
                    ? takes
                    : Optional.empty();
        };
    }

    static ValueRule bool() {
        final Optional<String> takes = Optional.of("accepts true, false and numbers");
        return value -> value instanceof Boolean || value instanceof String text && text.strip().matches("(?i)true|false") || number(value).isPresent()
                ? Optional.empty()
                : takes;
    }

    /** @return empty when the value is no number that a load can carry */
    private static Optional<BigDecimal> number(final Object value) {
        try {
            return switch (value) {
                case BigDecimal decimal -> Optional.of(FiniteNumbers.bounded(decimal));
                case BigInteger integer -> Optional.of(new BigDecimal(integer));
                case Boolean flag -> Optional.of(flag ? BigDecimal.ONE : BigDecimal.ZERO);
                case Number number -> Optional.of(FiniteNumbers.bounded(FiniteNumbers.decimal(number)));
                case String text -> Optional.of(FiniteNumbers.bounded(new BigDecimal(text.strip())));
                default -> Optional.empty();
            };
        } catch (UnencodableValueException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
