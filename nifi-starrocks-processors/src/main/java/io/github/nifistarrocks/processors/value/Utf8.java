package io.github.nifistarrocks.processors.value;

import java.nio.charset.StandardCharsets;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** Text as StarRocks counts and stores it. */
public final class Utf8 {

    private Utf8() {}

    /** @return bytes of the text; -1 when it has an unpaired surrogate, which is not valid UTF-8 */
    public static long length(final String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                length++;
            } else if (!Character.isSurrogate(c)) {
                length += 2;
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                length += 2;
                i++;
            } else {
                return -1;
            }
        }
        return length;
    }

    public static byte[] bytes(final String text) throws UnencodableValueException {
        if (length(text) < 0) {
            throw new UnencodableValueException("The text contains an unpaired surrogate, which is not valid UTF-8");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The text with a question mark for each half of a surrogate pair. */
    public static String repaired(final String text) {
        return length(text) < 0 ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) : text;
    }
}
