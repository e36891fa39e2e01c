package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Decimals as a BE reads them from text: of the significant digits only as many count as the precision allows, and what is left of them is rounded to the scale
 * (BE: {@code StringParser::string_to_decimal} in {@code util/string_parser.hpp}, {@code DecimalV3Cast::from_string} in {@code runtime/decimalv3.h}).
 */
public final class DecimalText {

    private static final int MAX_EXPONENT = 127;
    private static final int MIN_EXPONENT = -128;
    private static final int LONG_DIGITS = 18;

    private final String text;
    private final int end;
    private int position;
    private boolean found;
    /** Significant digits, and zeros at the end that only the exponent adds. */
    private int digits;
    private int scale;
    private int pointCount;
    private int exponent;

    private DecimalText(final String text) {
        this.text = text;
        this.end = TextScan.trimmedEnd(text);
        this.position = TextScan.firstNonBlank(text);
    }

    /**
     * @return a number with this scale
     * @throws InvalidValueException when it is no number, or has more digits before the point than the type
     */
    public static BigDecimal of(final String text, final int precision, final int scale) {
        return new DecimalText(text).read(precision, scale);
    }

    private BigDecimal read(final int precision, final int typeScale) {
        final boolean negative = position < end && text.charAt(position) == '-';
        if (negative || position < end && text.charAt(position) == '+') {
            position++;
        }
        skipZeros(0);
        if (position < end && text.charAt(position) == '.') {
            pointCount = 1;
            position++;
            skipZeros(1);
        }
        final Significand significand = new Significand(precision);
        readDigits(significand);
        if (exponent < MIN_EXPONENT) {
            return BigDecimal.ZERO.setScale(typeScale);
        }
        final int cut = Math.max(0, digits - precision);
        final int shift = Math.max(0, exponent - scale);
        final int added = exponent > scale ? shift : 0;
        scale = Math.max(0, scale - exponent);
        digits = Math.max(digits + added, scale);
        final boolean smaller = scale > typeScale;
        if (shift > limit(precision) || digits - scale > precision - typeScale || !smaller && !found && pointCount == 0) {
            throw InvalidValueException.unreadable(text);
        }
        final BigDecimal value = significand.value(scale - cut - added).setScale(typeScale, RoundingMode.HALF_UP);
        return negative ? value.negate() : value;
    }

    private void skipZeros(final int scaleOfDigit) {
        while (position < end && text.charAt(position) == '0') {
            found = true;
            scale += scaleOfDigit;
            position++;
        }
    }

    private void readDigits(final Significand significand) {
        while (position < end) {
            final char c = text.charAt(position++);
            if (TextScan.isDigit(c)) {
                found = true;
                significand.add(c - '0');
                digits++;
                scale += pointCount;
            } else if (c == '.' && pointCount == 0) {
                pointCount = 1;
            } else if (c == 'e' || c == 'E') {
                readExponent();
                return;
            } else {
                throw InvalidValueException.unreadable(text);
            }
        }
    }

    /** An exponent that is too small makes the number zero, one that is too large makes it unreadable. */
    private void readExponent() {
        final boolean negative = position < end && text.charAt(position) == '-';
        if (negative || position < end && text.charAt(position) == '+') {
            position++;
        }
        int value = 0;
        boolean any = false;
        while (position < end && TextScan.isDigit(text.charAt(position)) && value <= -MIN_EXPONENT) {
            value = value * 10 + text.charAt(position++) - '0';
            any = true;
        }
        final boolean overflow = value > (negative ? -MIN_EXPONENT : MAX_EXPONENT);
        if (!any || overflow && !negative || !overflow && position < end) {
            throw InvalidValueException.unreadable(text);
        }
        exponent = negative ? -value : value;
    }

    /** Digits of the whole number that holds a decimal of this precision. */
    private static int limit(final int precision) {
        if (precision <= 9) {
            return 9;
        }
        if (precision <= LONG_DIGITS) {
            return LONG_DIGITS;
        }
        return precision <= 38 ? 38 : 76;
    }

    /** The first digits of a number, without leading zeros. */
    private static final class Significand {

        private final int precision;
        private BigInteger large = BigInteger.ZERO;
        private long first;
        private int count;

        Significand(final int precision) {
            this.precision = precision;
        }

        void add(final int digit) {
            if (count < Math.min(precision, LONG_DIGITS)) {
                first = first * 10 + digit;
            } else if (count < precision) {
                large = (count == LONG_DIGITS ? BigInteger.valueOf(first) : large).multiply(BigInteger.TEN).add(BigInteger.valueOf(digit));
            }
            count++;
        }

        BigDecimal value(final int scale) {
            return Math.min(count, precision) > LONG_DIGITS ? new BigDecimal(large, scale) : BigDecimal.valueOf(first, scale);
        }
    }
}
