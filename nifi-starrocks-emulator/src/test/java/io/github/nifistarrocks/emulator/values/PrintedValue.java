package io.github.nifistarrocks.emulator.values;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.TemporalText;

/** Values of the emulator as the MySQL protocol of a real cluster prints them. */
final class PrintedValue {

    /** Java writes at least two digits. */
    private static final Map<String, String> SMALLEST = Map.of(Double.toString(Double.MIN_VALUE), "5e-324", Float.toString(Float.MIN_VALUE), "1e-45");

    private PrintedValue() {}

    /** @return one char for each byte; null for NULL */
    static String of(final ColumnType type, final Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> new String(bytes, StandardCharsets.ISO_8859_1);
            case List<?> items -> type.fieldNames().isEmpty() ? array(type.children().getFirst(), items) : struct(type, items);
            case Map<?, ?> entries -> map(type, entries);
            case Boolean flag -> flag ? "1" : "0";
            case Float real -> real(Float.toString(real), 7);
            case Double real -> real(Double.toString(real), 16);
            case BigDecimal decimal -> decimal.toPlainString();
            case LocalDateTime moment -> TemporalText.of(moment);
            default -> bytes(value.toString());
        };
    }

    /** A surrogate that stands alone is three bytes. */
    private static String bytes(final String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        final StringBuilder bytes = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                bytes.append((char) (0xE0 | c >> 12)).append((char) (0x80 | c >> 6 & 0x3F)).append((char) (0x80 | c & 0x3F));
            } else {
                bytes.append(new String(Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        });
        return bytes.toString();
    }

    /** @param digits from this exponent on it is written with an exponent */
    private static String real(final String java, final int digits) {
        if (java.endsWith("Infinity")) {
            return java.startsWith("-") ? "-inf" : "inf";
        }
        if (java.equals("NaN")) {
            return "nan";
        }
        final BigDecimal number = new BigDecimal(SMALLEST.getOrDefault(java, java)).stripTrailingZeros();
        if (number.signum() == 0) {
            return java.startsWith("-") ? "-0" : "0";
        }
        final int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -5 && exponent < digits) {
            return number.toPlainString();
        }
        final String unscaled = number.unscaledValue().abs().toString();
        final String mantissa = unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
        return "%s%se%s%02d".formatted(number.signum() < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String array(final ColumnType item, final List<?> items) {
        final StringJoiner text = new StringJoiner(",", "[", "]");
        items.forEach(value -> text.add(part(item, value)));
        return text.toString();
    }

    private static String map(final ColumnType type, final Map<?, ?> entries) {
        final StringJoiner text = new StringJoiner(",", "{", "}");
        entries.forEach((key, value) -> text.add(part(type.children().getFirst(), key) + ":" + part(type.children().getLast(), value)));
        return text.toString();
    }

    private static String struct(final ColumnType type, final List<?> fields) {
        final StringJoiner text = new StringJoiner(",", "{", "}");
        for (int i = 0; i < fields.size(); i++) {
            text.add("\"%s\":%s".formatted(type.fieldNames().get(i), part(type.children().get(i), fields.get(i))));
        }
        return text.toString();
    }

    private static String part(final ColumnType type, final Object value) {
        if (value == null) {
            return "null";
        }
        final String text = of(type, value);
        return switch (type.kind()) {
            case DATE, DATETIME, CHAR, VARCHAR, VARBINARY -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case JSON -> "'" + text + "'";
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, HLL, BITMAP, ARRAY, MAP, STRUCT -> text;
        };
    }
}
