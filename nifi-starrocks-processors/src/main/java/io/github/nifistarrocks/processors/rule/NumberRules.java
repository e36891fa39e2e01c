package io.github.nifistarrocks.processors.rule;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
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
            if (number.isEmpty() || number.get().signum() != 0 && number.get().stripTrailingZeros().scale() > 0) {
                return takesWhole;
            }
            final BigInteger integer = number.get().toBigInteger();
            return integer.compareTo(min) < 0 || integer.compareTo(max) > 0 ? takes : Optional.empty();
        };
    }

    static ValueRule single() {
        return real(Float.toString(Float.MAX_VALUE), number -> isKept(number, number.floatValue()));
    }

    static ValueRule real() {
        return real(Double.toString(Double.MAX_VALUE), number -> isKept(number, number.doubleValue()));
    }

    private static ValueRule real(final String max, final Predicate<BigDecimal> fits) {
        final Optional<String> takes = Optional.of("accepts numbers from -%1$s to %1$s, no NaN, no infinity and nothing that it rounds to zero".formatted(max));
        return value -> number(value).filter(fits).isPresent() ? Optional.empty() : takes;
    }

    private static boolean isKept(final BigDecimal number, final double nearest) {
        return Double.isFinite(nearest) && (nearest != 0 || number.signum() == 0);
    }

    /** Zeros at the end of the fraction are ignored. */
    static ValueRule decimal(final int precision, final int scale, final Demand demand) {
        final Optional<String> takes = Optional
                .of("accepts numbers with at most %d digits before and %d after the decimal point".formatted(precision - scale, scale));
        return value -> {
            final Optional<BigDecimal> number = number(value);
            if (number.isEmpty()) {
                return takes;
            }
            final BigDecimal digits = switch (demand) {
                case UNCHANGED -> number.get().stripTrailingZeros();
                case STORED -> number.get().setScale(scale, RoundingMode.HALF_UP).stripTrailingZeros();
            };
            return digits.signum() != 0 && (digits.scale() > scale || (long) digits.precision() - digits.scale() > precision - scale)
                    ? takes
                    : Optional.empty();
        };
    }

    static ValueRule bool(final Demand demand) {
        final Optional<String> takes = Optional.of(switch (demand) {
            case STORED -> "accepts true, false and numbers";
            case UNCHANGED -> "accepts true, false, 1 and 0";
        });
        return value -> {
            if (value instanceof Boolean || value instanceof String text && isBoolean(text.strip())) {
                return Optional.empty();
            }
            final Optional<BigDecimal> number = number(value);
            return number.isPresent() && (demand == Demand.STORED || isFlag(number.get())) ? Optional.empty() : takes;
        };
    }

    private static boolean isBoolean(final String text) {
        return "true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text);
    }

    private static boolean isFlag(final BigDecimal number) {
        return number.signum() == 0 || number.compareTo(BigDecimal.ONE) == 0;
    }

    /** @return empty when the value is no number that a load can carry */
    private static Optional<BigDecimal> number(final Object value) {
        try {
            return switch (value) {
                case Boolean flag -> Optional.of(flag ? BigDecimal.ONE : BigDecimal.ZERO);
                case Number number -> Optional.of(FiniteNumbers.decimal(number));
                case String text -> FiniteNumbers.ofText(text);
                default -> Optional.empty();
            };
        } catch (UnencodableValueException e) {
            return Optional.empty();
        }
    }
}
