package io.github.nifistarrocks.emulator.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** Computes the bucket of a row: CRC-32 over the distribution columns. For integers the buckets are those of a real FE in the recordings. */
public final class Bucketing {

    private Bucketing() {}

    /**
     * @param values of the distribution columns, in their order, in the classes that columns of their types hold
     * @param buckets how many there are
     * @return from 0 to {@code buckets - 1}
     */
    public static int bucketOf(final List<Object> values, final int buckets) {
        if (buckets == 1) {
            return 0;
        }
        final CRC32 crc = new CRC32();
        for (final Object value : values) {
            crc.update(bytes(value));
        }
        return (int) (crc.getValue() % buckets);
    }

    private static byte[] bytes(final Object value) {
        return switch (value) {
            case null -> new byte[4];
            case Boolean flag -> new byte[] {(byte) (flag ? 1 : 0)};
            case Byte number -> new byte[] {number};
            case Short number -> buffer(2).putShort(number).array();
            case Integer number -> buffer(4).putInt(number).array();
            case Long number -> buffer(8).putLong(number).array();
            case BigInteger number -> number.toByteArray();
            case BigDecimal number -> number.stripTrailingZeros().toPlainString().getBytes(StandardCharsets.UTF_8);
            case byte[] raw -> raw;
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static ByteBuffer buffer(final int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
