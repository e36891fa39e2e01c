package io.github.nifistarrocks.emulator.scan.arrow;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/** Arrow {@code utf8} and {@code binary}: 32-bit offsets and the bytes. */
final class BytesVector extends ValueVector {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final LittleEndianBuffer offsets = new LittleEndianBuffer();
    private final LittleEndianBuffer data = new LittleEndianBuffer();
    private final Function<Object, byte[]> bytes;

    private BytesVector(final Function<Object, byte[]> bytes) {
        this.bytes = bytes;
        offsets.putInt(0);
    }

    static BytesVector text() {
        return new BytesVector(value -> value.toString().getBytes(StandardCharsets.UTF_8));
    }

    static BytesVector date() {
        return new BytesVector(value -> ((LocalDate) value).toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** The fraction is written with six digits, and only where it is not zero. */
    static BytesVector dateTime() {
        return new BytesVector(value -> {
            final LocalDateTime dateTime = (LocalDateTime) value;
            final DateTimeFormatter formatter = dateTime.getNano() / 1000 == 0 ? SECONDS : MICROSECONDS;
            return formatter.format(dateTime).getBytes(StandardCharsets.US_ASCII);
        });
    }

    static BytesVector binary() {
        return new BytesVector(value -> (byte[]) value);
    }

    @Override
    void put(final Object value) {
        data.putBytes(bytes.apply(value));
        offsets.putInt(data.size());
    }

    @Override
    void putNull() {
        offsets.putInt(data.size());
    }

    @Override
    void addBuffers(final BatchBody body) {
        body.buffer(offsets);
        body.buffer(data);
    }
}
