package io.github.nifistarrocks.emulator.load.csv;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;

/** Column separators and row delimiters as headers write them. */
final class Delimiters {

    private static final int MAX_BYTES = 50;

    private Delimiters() {}

    /** @throws LoadRefusedException when it is empty, too long, or starts like hexadecimal digits and has none */
    static byte[] parse(final String text) throws LoadRefusedException {
        final byte[] bytes = isHex(text) ? hex(text) : text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            throw failure(text, "empty delimiter");
        }
        if (bytes.length > MAX_BYTES) {
            throw failure(text, "the length of delimiter exceeds 50 bytes");
        }
        return bytes;
    }

    private static boolean isHex(final String text) {
        final String start = text.length() < 2 ? "" : text.substring(0, 2);
        return start.equalsIgnoreCase("\\x") || start.equalsIgnoreCase("0x");
    }

    private static byte[] hex(final String text) throws LoadRefusedException {
        final String digits = text.substring(2);
        if (digits.isEmpty()) {
            throw failure(text, "empty hex string");
        }
        if (digits.length() % 2 != 0) {
            throw failure(text, "hex length must be a even number");
        }
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw failure(text, "invalid hex format");
        }
    }

    private static LoadRefusedException failure(final String text, final String why) {
        return new LoadRefusedException("Getting analyzing error. Detail message: Invalid delimiter '%s': %s.".formatted(text, why));
    }
}
