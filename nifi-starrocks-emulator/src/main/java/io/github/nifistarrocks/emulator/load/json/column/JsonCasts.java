package io.github.nifistarrocks.emulator.load.json.column;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.DecimalText;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.TemporalText;

/**
 * Casts text to the type of a column. A decimal may have more digits than its column: only as many are cut off as the number of bits asks for (BE:
 * exprs/cast_expr.cpp, exprs/decimal_cast_expr.h).
 */
public final class JsonCasts {

    private static final int LARGEINT_BITS = 128;
    private static final int[] DECIMAL_DIGITS = {9, 18, 38, 76};

    private JsonCasts() {}

    /** @throws InvalidValueException when the text is not a value of the type */
    public static Object cast(final ColumnType type, final String text) {
        return switch (type.kind()) {
            case LARGEINT -> WholeText.parse(text, LARGEINT_BITS).orElseThrow(() -> InvalidValueException.unreadable(text));
            case DECIMAL, DECIMALV2 -> decimal(type, text);
            case DATE -> TemporalText.date(text);
            case DATETIME -> TemporalText.dateTime(text);
            case VARBINARY, HLL, BITMAP -> text.getBytes(StandardCharsets.UTF_8);
            case CHAR -> untilNul(text);
            case VARCHAR, JSON -> text;
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, ARRAY, MAP, STRUCT -> throw new IllegalArgumentException(
                    "Not read as text: " + type.displayName());
        };
    }

    private static BigDecimal decimal(final ColumnType type, final String text) {
        int digits = 0;
        for (int i = 0; digits < type.precision(); i++) {
            digits = DECIMAL_DIGITS[i];
        }
        return DecimalText.of(text, digits, type.scale());
    }

    /** CHAR is filled up with NUL, and so ends at the first one. */
    private static String untilNul(final String text) {
        final int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }
}
