package io.github.nifistarrocks.processors.rows;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;

import io.github.nifistarrocks.client.schema.TableColumn;

/** Text by which values of a column are the same in StarRocks, whatever class holds them. */
final class KeyText {

    private KeyText() {}

    static boolean isNumber(final TableColumn column) {
        return switch (column.type()) {
            case "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "DECIMAL" -> true;
            default -> false;
        };
    }

    /** @param number whether the column holds numbers, for which 7, 7.0 and the text 007 are the same */
    static String of(final Object value, final boolean number) {
        final String text = switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Object[] elements -> Arrays.deepToString(elements);
            case OffsetDateTime dateTime -> dateTime.toInstant().toString();
            case ZonedDateTime dateTime -> dateTime.toInstant().toString();
            case null, default -> String.valueOf(value);
        };
        if (!number) {
            return text;
        }
        try {
            return new BigDecimal(text.strip()).stripTrailingZeros().toString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
