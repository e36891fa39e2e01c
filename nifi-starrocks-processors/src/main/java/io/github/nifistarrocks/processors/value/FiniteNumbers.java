package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** Numbers that a load can carry: StarRocks takes no NaN and no infinity. */
public final class FiniteNumbers {

    private static final int MAX_SCALE = 10_000;
    private static final int MIN_EXPONENT = -7;
    private static final int MAX_EXPONENT = 21;

    private FiniteNumbers() {}

    /**
     * DECIMAL has at most 76 digits and DOUBLE fewer than 400, so an exponent that stands for millions of zeros is refused before they are written.
     *
     * @return the number
     */
    public static BigDecimal bounded(final BigDecimal decimal) throws UnencodableValueException {
        if (Math.abs((long) decimal.scale()) > MAX_SCALE) {
            throw new UnencodableValueException("%s has more digits than any column accepts".formatted(RowText.of(decimal)));
        }
        return decimal;
    }

    /** All digits, never an exponent. */
    static String plain(final BigDecimal decimal) throws UnencodableValueException {
        return bounded(decimal).toPlainString();
    }

    /**
     * The text of a double or float, with an exponent only below 10<sup>-7</sup> and from 10<sup>21</sup>, as JavaScript has it. The source of a number has hardly
     * ever an exponent before.
     *
     * @param printed as Java prints it: 1.23E7
     */
    static String digits(final String printed) {
        final int e = printed.indexOf('E');
        if (e < 0) {
            return printed;
        }
        final int exponent = Integer.parseInt(printed, e + 1, printed.length(), 10);
        if (exponent < MIN_EXPONENT || exponent >= MAX_EXPONENT) {
            return printed;
        }
        final String plain = new BigDecimal(printed).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /** The digits in which the number is printed. */
    public static BigDecimal decimal(final Number number) throws UnencodableValueException {
        try {
            return bounded(number instanceof final BigDecimal decimal ? decimal : new BigDecimal(number.toString()));
        } catch (NumberFormatException e) {
            throw isNotFinite(number)
                    ? notFinite(number)
                    : new UnencodableValueException("A number of %s cannot be loaded, because its text is not decimal".formatted(number.getClass()));
        }
    }

    /** @param value NaN or infinite */
    public static UnencodableValueException notFinite(final Object value) {
        return new UnencodableValueException(
                "%s cannot be loaded, because StarRocks has no such number. To load NULL instead, set NaN and Infinity as NULL to true"
                        .formatted(RowText.of(value)));
    }

    /** @return the number that a text is, blanks around it ignored; empty for other text */
    public static Optional<BigDecimal> ofText(final String text) throws UnencodableValueException {
        final String stripped = text.strip();
        if (!mayBeNumber(stripped)) {
            return Optional.empty();
        }
        try {
            return Optional.of(bounded(new BigDecimal(stripped)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a text has no other characters than numbers of ASCII have, which spares the exception for most other text. */
    private static boolean mayBeNumber(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether a value is NaN or infinite, as a number or as text. */
    public static boolean isNotFinite(final Object value) {
        return switch (value) {
            case Double real -> !Double.isFinite(real);
            case Float real -> !Float.isFinite(real);
            case String text -> isNotFinite(text);
            default -> false;
        };
    }

    private static boolean isNotFinite(final String text) {
        final String stripped = text.strip();
        final int sign = stripped.startsWith("-") || stripped.startsWith("+") ? 1 : 0;
        return stripped.regionMatches(true, sign, "nan", 0, 3) && stripped.length() == sign + 3
                || stripped.regionMatches(true, sign, "inf", 0, 3) && stripped.length() == sign + 3
                || stripped.regionMatches(true, sign, "infinity", 0, 8) && stripped.length() == sign + 8;
    }
}
