package io.github.nifistarrocks.emulator.scan.arrow;

import java.math.BigDecimal;
import java.util.function.BiConsumer;

/** Arrow types whose values all have the same number of bytes. */
final class FixedVector extends ValueVector {

    private final LittleEndianBuffer values = new LittleEndianBuffer();
    private final int width;
    private final BiConsumer<LittleEndianBuffer, Object> writer;

    private FixedVector(final int width, final BiConsumer<LittleEndianBuffer, Object> writer) {
        this.width = width;
        this.writer = writer;
    }

    static FixedVector int8() {
        return new FixedVector(Byte.BYTES, (buffer, value) -> buffer.putByte(((Number) value).intValue()));
    }

    static FixedVector int16() {
        return new FixedVector(Short.BYTES, (buffer, value) -> buffer.putShort(((Number) value).intValue()));
    }

    static FixedVector int32() {
        return new FixedVector(Integer.BYTES, (buffer, value) -> buffer.putInt(((Number) value).intValue()));
    }

    static FixedVector int64() {
        return new FixedVector(Long.BYTES, (buffer, value) -> buffer.putLong(((Number) value).longValue()));
    }

    static FixedVector float32() {
        return new FixedVector(Float.BYTES, (buffer, value) -> buffer.putInt(Float.floatToRawIntBits(((Number) value).floatValue())));
    }

    static FixedVector float64() {
        return new FixedVector(Double.BYTES, (buffer, value) -> buffer.putLong(Double.doubleToRawLongBits(((Number) value).doubleValue())));
    }

    /** {@code decimal128} (16 bytes) or {@code decimal256} (32 bytes): the unscaled value in two's complement. */
    static FixedVector decimal(final int width, final int scale) {
        return new FixedVector(width, (buffer, value) -> {
            final byte[] bigEndian = ((BigDecimal) value).setScale(scale).unscaledValue().toByteArray();
            if (bigEndian.length > width) {
                throw new ArithmeticException("Decimal does not fit into " + width + " bytes");
            }
            for (int index = bigEndian.length - 1; index >= 0; index--) {
                buffer.putByte(bigEndian[index]);
            }
            buffer.putRepeated(bigEndian[0] < 0 ? -1 : 0, width - bigEndian.length);
        });
    }

    @Override
    void put(final Object value) {
        writer.accept(values, value);
    }

    @Override
    void putNull() {
        values.putRepeated(0, width);
    }

    @Override
    void putLeftover() {
        putNull();
    }

    @Override
    void addBuffers(final BatchBody body) {
        body.buffer(values);
    }
}
