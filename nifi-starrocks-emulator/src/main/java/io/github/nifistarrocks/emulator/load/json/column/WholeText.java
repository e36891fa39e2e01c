package io.github.nifistarrocks.emulator.load.json.column;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.emulator.value.TextScan;

/** Whole numbers that are written in text, with blanks around them, a sign, and leading zeros (BE: string_to_int in util/string_parser.hpp). */
final class WholeText {

    private static final int SAFE_DIGITS = 18;

    private WholeText() {}

    /** @return empty when it is no whole number, or does not fit into the bits */
    static Optional<BigInteger> parse(final String text, final int bits) {
        final String trimmed = TextScan.trimmed(text);
        final int digits = firstDigit(trimmed);
        if (digits == trimmed.length() || TextScan.digitsEnd(trimmed, digits, trimmed.length()) < trimmed.length()) {
            return Optional.empty();
        }
        final BigInteger value = trimmed.length() <= SAFE_DIGITS ? BigInteger.valueOf(Long.parseLong(trimmed)) : new BigInteger(trimmed);
        return value.bitLength() < bits ? Optional.of(value) : Optional.empty();
    }

    static OptionalInt parseInt(final String text) {
        final Optional<BigInteger> value = parse(text, Integer.SIZE);
        return value.isPresent() ? OptionalInt.of(value.get().intValue()) : OptionalInt.empty();
    }

    private static int firstDigit(final String text) {
        return text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    }
}
