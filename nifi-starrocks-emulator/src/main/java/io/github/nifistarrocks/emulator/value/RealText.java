package io.github.nifistarrocks.emulator.value;

/** Binary fractions as a BE reads them from text (BE: {@code StringParser::string_to_float} in {@code util/string_parser.hpp}). */
public final class RealText {

    private RealText() {}

    /**
     * Text that begins with inf or nan is infinite or not a number, whatever follows.
     *
     * @throws InvalidValueException when it is no number, or one beyond the range of a double
     */
    public static double of(final String text) {
        final int end = TextScan.trimmedEnd(text);
        int start = TextScan.firstNonBlank(text);
        final boolean negative = start < end && text.charAt(start) == '-';
        if (negative || start < end && text.charAt(start) == '+') {
            start++;
        }
        if (text.regionMatches(true, start, "inf", 0, 3)) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (text.regionMatches(true, start, "nan", 0, 3)) {
            return Double.NaN;
        }
        if (!isNumber(text, start, end)) {
            throw InvalidValueException.unreadable(text);
        }
        final double value = Double.parseDouble(text.substring(start, end));
        if (Double.isInfinite(value)) {
            throw InvalidValueException.unreadable(text);
        }
        return negative ? -value : value;
    }

    private static boolean isNumber(final String text, final int start, final int end) {
        final int whole = TextScan.digitsEnd(text, start, end);
        int digits = whole - start;
        int at = whole;
        if (at < end && text.charAt(at) == '.') {
            at = TextScan.digitsEnd(text, whole + 1, end);
            digits += at - whole - 1;
        }
        if (digits == 0) {
            return false;
        }
        if (at == end) {
            return true;
        }
        if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
            return false;
        }
        at++;
        if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        return at < end && TextScan.digitsEnd(text, at, end) == end;
    }
}
