package io.github.nifistarrocks.emulator.store.h2;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import io.github.nifistarrocks.emulator.value.Sketch;

/** StarRocks functions that H2 lacks. H2 calls them by name, so they have to be public. */
public final class SqlFunctions {

    private static final List<String> NAMES = List.of("hll_hash", "hll_empty", "hll_cardinality", "to_bitmap", "bitmap_hash", "bitmap_hash64",
            "bitmap_empty", "bitmap_from_string", "bitmap_to_string", "bitmap_count", "parse_json", "to_binary", "current_version");

    private SqlFunctions() {}

    static void register(final Connection connection) {
        for (final String name : NAMES) {
            Database.execute(connection, "CREATE ALIAS IF NOT EXISTS %s FOR '%s.%s'".formatted(name, SqlFunctions.class.getName(), camelCase(name)));
        }
    }

    public static byte[] hllHash(final String value) {
        return value == null ? null : Sketch.hll(value);
    }

    public static byte[] hllEmpty() {
        return Sketch.hll();
    }

    public static long hllCardinality(final byte[] hll) {
        return Sketch.count(hll);
    }

    public static byte[] toBitmap(final String value) {
        return value == null ? null : Sketch.bitmap(Long.parseUnsignedLong(value.trim()));
    }

    public static byte[] bitmapHash(final String value) {
        return value == null ? null : Sketch.bitmap(Integer.toUnsignedLong(value.hashCode()));
    }

    public static byte[] bitmapHash64(final String value) {
        return bitmapHash(value);
    }

    public static byte[] bitmapEmpty() {
        return Sketch.bitmap();
    }

    /** @param members with commas between */
    public static byte[] bitmapFromString(final String members) {
        if (members == null) {
            return null;
        }
        return members.isBlank()
                ? Sketch.bitmap()
                : Sketch.bitmap(Arrays.stream(members.split(",")).map(String::trim).map(Long::parseUnsignedLong)
                        .toArray(Long[]::new));
    }

    public static String bitmapToString(final byte[] bitmap) {
        return Sketch.members(bitmap);
    }

    public static long bitmapCount(final byte[] bitmap) {
        return Sketch.count(bitmap);
    }

    public static String parseJson(final String text) {
        return text;
    }

    /** Of hexadecimal digits. */
    public static byte[] toBinary(final String text) {
        return toBinary(text, "hex");
    }

    /** @param format hex, encode64 or utf8, in any case */
    public static byte[] toBinary(final String text, final String format) {
        if (text == null) {
            return null;
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "encode64" -> Base64.getDecoder().decode(text);
            case "utf8" -> text.getBytes(StandardCharsets.UTF_8);
            default -> HexFormat.of().parseHex(text);
        };
    }

    public static String currentVersion() {
        return "4.0.0-emulator";
    }

    private static String camelCase(final String name) {
        final StringBuilder camel = new StringBuilder();
        boolean upper = false;
        for (final char c : name.toCharArray()) {
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
