package io.github.nifistarrocks.emulator.value.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * A number as it is written. Whether it is whole, and how many bits that needs, follows from its digits alone; whether it is written correctly shows when its
 * value is asked for (simdjson 3.9.4: include/simdjson/generic/numberparsing.h).
 */
public final class JsonNumber {

    /** What a number can be read as. */
    public enum Form {
        /** A whole number of 64 bits. */
        SIGNED,
        /** A whole number from 2^63 to below 2^64. */
        UNSIGNED,
        /** A whole number of more bits. */
        LARGE,
        /** Everything else, also what is no number. */
        REAL
    }

    private static final int SIGNED_DIGITS = 19;
    private static final int MAX_EXPONENT_DIGITS = 19;
    private static final BigInteger TWO_63 = BigInteger.ONE.shiftLeft(63);
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private final JsonTokens tokens;
    private final int start;
    private final boolean negative;
    private final int digits;
    private final int digitsEnd;

    JsonNumber(final JsonTokens tokens, final int start) {
        this.tokens = tokens;
        this.start = start;
        this.negative = tokens.at(start) == '-';
        this.digits = negative ? start + 1 : start;
        this.digitsEnd = skipDigits(digits);
    }

    /** @throws JsonReadException when it has no digits */
    public Form form() {
        final int count = digitsEnd - digits;
        if (count == 0) {
            throw new JsonReadException(JsonError.NUMBER_ERROR);
        }
        if (!tokens.isEnd(digitsEnd)) {
            return Form.REAL;
        }
        if (count < SIGNED_DIGITS) {
            return Form.SIGNED;
        }
        if (count > SIGNED_DIGITS + (negative ? 0 : 1)) {
            return Form.LARGE;
        }
        final BigInteger size = new BigInteger(text(digits, digitsEnd));
        if (negative) {
            return size.compareTo(TWO_63) <= 0 ? Form.SIGNED : Form.LARGE;
        }
        if (size.compareTo(TWO_64) >= 0) {
            return Form.LARGE;
        }
        return count > SIGNED_DIGITS || size.compareTo(TWO_63) >= 0 ? Form.UNSIGNED : Form.SIGNED;
    }

    /**
     * @return the bits of a number of form SIGNED or UNSIGNED
     * @throws JsonReadException when it has leading zeros
     */
    public long bits() {
        if (tokens.at(digits) == '0' && digitsEnd - digits > 1) {
            throw new JsonReadException(JsonError.NUMBER_ERROR);
        }
        long value = 0;
        for (int i = digits; i < digitsEnd; i++) {
            value = value * 10 + tokens.at(i) - '0';
        }
        return negative ? -value : value;
    }

    /** A whole number of any size. */
    public BigInteger whole() {
        return new BigInteger(text(start, digitsEnd));
    }

    /** @throws JsonReadException when it is written otherwise than JSON says, or is not finite */
    public double real() {
        int end = digitsEnd;
        boolean valid = end > digits && (tokens.at(digits) != '0' || end == digits + 1);
        if (tokens.at(end) == '.') {
            final int fraction = end + 1;
            end = skipDigits(fraction);
            valid &= end > fraction;
        }
        if (tokens.at(end) == 'e' || tokens.at(end) == 'E') {
            final int exponent = end + (tokens.at(end + 1) == '-' || tokens.at(end + 1) == '+' ? 2 : 1);
            end = skipDigits(exponent);
            valid &= end > exponent && end - exponent <= MAX_EXPONENT_DIGITS;
        }
        if (!valid || !tokens.isEnd(end)) {
            throw new JsonReadException(JsonError.NUMBER_ERROR);
        }
        final double value = Double.parseDouble(text(start, end));
        if (Double.isInfinite(value)) {
            throw new JsonReadException(JsonError.NUMBER_ERROR);
        }
        return value;
    }

    private int skipDigits(final int from) {
        int i = from;
        while (tokens.at(i) >= '0' && tokens.at(i) <= '9') {
            i++;
        }
        return i;
    }

    private String text(final int from, final int to) {
        return new String(tokens.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
    }
}
