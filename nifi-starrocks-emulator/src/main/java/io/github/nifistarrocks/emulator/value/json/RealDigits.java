package io.github.nifistarrocks.emulator.value.json;

import java.math.BigInteger;

/**
 * Prints a DOUBLE inside a JSON value as a BE does: the digits of Florian Loitsch's Grisu 2, which are not always the shortest ones, and velocypack's choice
 * between plain and exponent form (velocypack XYZ1.0: src/fpconv.cpp, emit_digits).
 */
final class RealDigits {

    private static final int FRACTION_BITS = 52;
    private static final long HIDDEN_BIT = 1L << FRACTION_BITS;
    private static final int EXPONENT_BIAS = 1023 + FRACTION_BITS;
    private static final int FIRST_POWER = -348;
    private static final int POWER_STEP = 8;
    private static final int POWERS = 87;
    private static final int MIN_EXPONENT = -60;
    private static final int MAX_EXPONENT = -32;
    private static final double LOG_2 = 0.30102999566398114;
    private static final long[] POWER_FRACTIONS = new long[POWERS];
    private static final int[] POWER_EXPONENTS = new int[POWERS];
    private static final int MAX_DIGITS = 18;

    private final StringBuilder digits = new StringBuilder(MAX_DIGITS);
    private int scale;

    static {
        for (int i = 0; i < POWERS; i++) {
            computePower(i);
        }
    }

    private RealDigits() {}

    /** @param value a finite number */
    static void append(final StringBuilder out, final double value) {
        final boolean negative = Double.doubleToRawLongBits(value) < 0;
        if (negative) {
            out.append('-');
        }
        if (value == 0) {
            out.append('0');
            return;
        }
        final RealDigits number = new RealDigits();
        number.generate(Math.abs(value));
        number.print(out, negative);
    }

    /** Ten to the power, rounded to 64 bits. */
    private static void computePower(final int index) {
        final int power = FIRST_POWER + POWER_STEP * index;
        final BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
        final int bits = ten.bitLength();
        BigInteger fraction;
        int exponent;
        if (power >= 0) {
            exponent = bits - Long.SIZE;
            fraction = exponent > 0 ? ten.shiftRight(exponent - 1).add(BigInteger.ONE).shiftRight(1) : ten.shiftLeft(-exponent);
        } else {
            exponent = -bits - Long.SIZE + 1;
            fraction = BigInteger.ONE.shiftLeft(1 - exponent).divide(ten).add(BigInteger.ONE).shiftRight(1);
        }
        POWER_FRACTIONS[index] = fraction.longValue();
        POWER_EXPONENTS[index] = exponent;
    }

    private void generate(final double value) {
        final long bits = Double.doubleToRawLongBits(value);
        final int biased = (int) (bits >>> FRACTION_BITS);
        final long fraction = bits & HIDDEN_BIT - 1 | (biased == 0 ? 0 : HIDDEN_BIT);
        final int exponent = Math.max(biased, 1) - EXPONENT_BIAS;
        final int shift = Long.numberOfLeadingZeros(fraction);
        final int upperShift = shift - 1;
        final long upper = (fraction << 1) + 1 << upperShift;
        final int upperExponent = exponent - 1 - upperShift;
        final int lowerShift = fraction == HIDDEN_BIT ? 2 : 1;
        final long lower = (fraction << lowerShift) - 1 << exponent - lowerShift - upperExponent;
        final int power = powerFor(upperExponent);
        final long factor = POWER_FRACTIONS[power];
        scale = -(FIRST_POWER + POWER_STEP * power);
        final long highest = multiply(upper, factor) - 1;
        shorten(highest, highest - (multiply(lower, factor) + 1), highest - multiply(fraction << shift, factor),
                -(upperExponent + POWER_EXPONENTS[power] + Long.SIZE));
    }

    private static int powerFor(final int exponent) {
        int index = ((int) (-(exponent + POWERS) * LOG_2) - FIRST_POWER) / POWER_STEP;
        while (true) {
            final int scaled = exponent + POWER_EXPONENTS[index] + Long.SIZE;
            if (scaled < MIN_EXPONENT) {
                index++;
            } else if (scaled > MAX_EXPONENT) {
                index--;
            } else {
                return index;
            }
        }
    }

    /** The upper 64 bits of the product, rounded. */
    private static long multiply(final long one, final long other) {
        return Math.unsignedMultiplyHigh(one, other) + (one * other >>> Long.SIZE - 1);
    }

    /**
     * Writes digits until they identify the number.
     *
     * @param highest upper end of the interval of numbers that are read as this one
     * @param width of the interval
     * @param distance from the upper end to the number itself
     * @param fractionBits how many of the bits are behind the point
     */
    private void shorten(final long highest, final long width, final long distance, final int fractionBits) {
        final long one = 1L << fractionBits;
        long whole = highest >>> fractionBits;
        long part = highest & one - 1;
        int kappa = 10;
        for (long divisor = 1_000_000_000L; kappa > 0; divisor /= 10) {
            addDigit(whole / divisor);
            whole %= divisor;
            kappa--;
            final long rest = (whole << fractionBits) + part;
            if (Long.compareUnsigned(rest, width) <= 0) {
                scale += kappa;
                roundLast(new Rounding(width, divisor << fractionBits, distance), rest);
                return;
            }
        }
        long scaledWidth = width;
        long unit = 1;
        while (true) {
            part *= 10;
            scaledWidth *= 10;
            unit *= 10;
            kappa--;
            addDigit(part >>> fractionBits);
            part &= one - 1;
            if (Long.compareUnsigned(part, scaledWidth) < 0) {
                scale += kappa;
                roundLast(new Rounding(scaledWidth, one, distance * unit), part);
                return;
            }
        }
    }

    private void addDigit(final long digit) {
        if (digit != 0 || digits.length() > 0) {
            digits.append((char) ('0' + digit));
        }
    }

    private void roundLast(final Rounding rounding, final long start) {
        long rest = start;
        while (rounding.isCloserBelow(rest)) {
            final int last = digits.length() - 1;
            digits.setCharAt(last, (char) (digits.charAt(last) - 1));
            rest += rounding.step;
        }
    }

    private void print(final StringBuilder out, final boolean negative) {
        final int count = digits.length();
        final int exponent = Math.abs(scale + count - 1);
        if (scale >= 0 && exponent < count + 7) {
            out.append(digits).repeat('0', scale);
        } else if (scale < 0 && (scale > -7 || exponent < 4)) {
            final int whole = count + scale;
            if (whole <= 0) {
                out.append("0.").repeat('0', -whole).append(digits);
            } else {
                out.append(digits, 0, whole).append('.').append(digits, whole, count);
            }
        } else {
            final int shown = Math.min(count, MAX_DIGITS - (negative ? 1 : 0));
            out.append(digits.charAt(0));
            if (shown > 1) {
                out.append('.').append(digits, 1, shown);
            }
            out.append('e').append(scale + shown - 1 < 0 ? '-' : '+').append(exponent);
        }
    }

    /** When the last digit is lowered: the width of the interval, the weight of the digit, and the distance of the number, from the upper end. */
    private record Rounding(long width, long step, long distance) {

        private boolean isCloserBelow(final long rest) {
            final long next = rest + step;
            return Long.compareUnsigned(rest, distance) < 0 && Long.compareUnsigned(width - rest, step) >= 0
                    && (Long.compareUnsigned(next, distance) < 0 || Long.compareUnsigned(distance - rest, next - distance) > 0);
        }
    }
}
