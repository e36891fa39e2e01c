package io.github.nifistarrocks.emulator.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** StarRocks functions that H2 lacks. H2 calls them by name, so they have to be public. */
public final class SqlFunctions {
    private static final List<String> NAMES = List.of("hll_hash", "hll_empty", "to_bitmap", "bitmap_hash", "bitmap_hash64", "bitmap_empty", "parse_json",
            "to_binary",
            "current_version");

    private SqlFunctions() {}

    static void register(Connection connection) {
        for (String name : NAMES) {
            Database.execute(connection, "CREATE ALIAS IF NOT EXISTS %s FOR '%s.%s'".formatted(name, SqlFunctions.class.getName(), camelCase(name)));
        }
    }

    /** A stand-in for a sketch: the value's bytes behind a mark. */
    public static byte[] hllHash(String value) {
        return value == null ? null : ("HLL:" + value).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] hllEmpty() {
        return "HLL:".getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] toBitmap(String value) {
        return value == null ? null : ("BITMAP:" + Long.parseUnsignedLong(value.trim())).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bitmapHash(String value) {
        return value == null ? null : ("BITMAP:" + Integer.toUnsignedLong(value.hashCode())).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bitmapHash64(String value) {
        return bitmapHash(value);
    }

    public static byte[] bitmapEmpty() {
        return "BITMAP:".getBytes(StandardCharsets.UTF_8);
    }

    public static String parseJson(String text) {
        return text;
    }

    /** @param format hex, encode64 or utf8 */
    public static byte[] toBinary(String text, String format) {
        if (text == null) {
            return null;
        }
        return switch (format) {
            case "encode64" -> Base64.getDecoder().decode(text);
            case "utf8" -> text.getBytes(StandardCharsets.UTF_8);
            default -> HexFormat.of().parseHex(text);
        };
    }

    public static String currentVersion() {
        return "4.0.0-emulator";
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        boolean upper = false;
        for (char c : name.toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }
}
