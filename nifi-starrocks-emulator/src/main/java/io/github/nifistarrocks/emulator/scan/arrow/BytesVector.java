package io.github.nifistarrocks.emulator.scan.arrow;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/** Arrow {@code utf8} and {@code binary}: 32-bit offsets and the bytes. Cells of text may be given as bytes, which need not be UTF-8. */
final class BytesVector extends ValueVector {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final String NO_DATE = "\u00C49\u00C83-11-24";

    private final LittleEndianBuffer offsets = new LittleEndianBuffer();
    private final LittleEndianBuffer data = new LittleEndianBuffer();
    private final Form form;
    private final int maxBytes;

    /**
     * How values are written.
     *
     * @param bytes of a value
     * @param leftover one char for each byte, see {@link Leftovers#DEFAULTS}
     */
    private record Form(Function<Object, byte[]> bytes, String leftover) {}

    private BytesVector(final Form form, final int maxBytes) {
        this.form = form;
        this.maxBytes = maxBytes;
        offsets.putInt(0);
    }

    static BytesVector text(final int maxBytes) {
        return new BytesVector(new Form(BytesVector::stored, ""), maxBytes);
    }

    static BytesVector number(final int maxBytes) {
        return new BytesVector(new Form(BytesVector::stored, "0"), maxBytes);
    }

    static BytesVector date(final int maxBytes) {
        return new BytesVector(new Form(value -> ((LocalDate) value).toString().getBytes(StandardCharsets.US_ASCII), NO_DATE), maxBytes);
    }

    /** The fraction is written with six digits, and only where it is not zero. */
    static BytesVector dateTime(final int maxBytes) {
        return new BytesVector(new Form(value -> {
            final LocalDateTime dateTime = (LocalDateTime) value;
            final DateTimeFormatter formatter = dateTime.getNano() / 1000 == 0 ? SECONDS : MICROSECONDS;
            return formatter.format(dateTime).getBytes(StandardCharsets.US_ASCII);
        }, NO_DATE + " 00:00:00"), maxBytes);
    }

    static BytesVector binary(final int maxBytes) {
        return new BytesVector(new Form(value -> (byte[]) value, ""), maxBytes);
    }

    @Override
    void put(final Object value) {
        putBytes(form.bytes().apply(value));
    }

    @Override
    void putNull() {
        offsets.putInt(data.size());
    }

    @Override
    void putLeftover() {
        putBytes(form.leftover().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    void addBuffers(final BatchBody body) {
        body.buffer(offsets);
        body.buffer(data);
    }

    private void putBytes(final byte[] bytes) {
        final long size = (long) data.size() + bytes.length;
        if (size > maxBytes) {
            throw new ConversionException("Capacity error: array cannot contain more than %d bytes, have %d".formatted(maxBytes, size));
        }
        data.putBytes(bytes);
        offsets.putInt(data.size());
    }

    private static byte[] stored(final Object value) {
        if (value instanceof final byte[] bytes) {
            return bytes;
        }
        final String text = value.toString();
        return hasLoneSurrogate(text) ? withSurrogates(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasLoneSurrogate(final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** A surrogate that stands alone is three bytes, as in a JSON document that a BE stores. */
    private static byte[] withSurrogates(final String text) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                bytes.write(0xE0 | point >> 12);
                bytes.write(0x80 | point >> 6 & 0x3F);
                bytes.write(0x80 | point & 0x3F);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }
}
