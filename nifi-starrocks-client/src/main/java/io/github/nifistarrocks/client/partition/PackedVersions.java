package io.github.nifistarrocks.client.partition;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Versions of partitions as a short text: the number of partitions, and their ids and versions in base64. Each id is written as its distance from the id
 * before, numbers take 7 bits a byte, and the bytes are compressed. Nothing is lost, so which partitions changed is exact.
 */
final class PackedVersions {

    /** The state of NiFi has the text. ZooKeeper keeps at most 1 MB for each processor by default, which may read several tables. */
    static final int MAX_LENGTH = 100_000;

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) partitions, ([A-Za-z0-9_-]+)");
    /** Of an id and a version. */
    private static final int MAX_ENTRY_BYTES = 20;
    private static final int PAYLOAD_BITS = 7;
    private static final int CONTINUED = 1 << PAYLOAD_BITS;
    private static final int MAX_SHIFT = 63;

    private PackedVersions() {}

    /** @param versions positive numbers by positive ids */
    static String pack(final SortedMap<Long, Long> versions) {
        final ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        long before = 0;
        for (final Map.Entry<Long, Long> version : versions.entrySet()) {
            write(numbers, version.getKey() - before);
            write(numbers, version.getValue());
            before = version.getKey();
        }
        return "%d partitions, %s".formatted(versions.size(), Base64.getUrlEncoder().withoutPadding().encodeToString(deflated(numbers.toByteArray())));
    }

    /** @throws IllegalArgumentException for text that {@link #pack} has not returned */
    static SortedMap<Long, Long> unpack(final String text) {
        final Matcher form = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || !form.matches()) {
            throw new IllegalArgumentException("its form is unknown");
        }
        final int count = Integer.parseInt(form.group(1));
        try {
            final ByteBuffer numbers = inflated(Base64.getUrlDecoder().decode(form.group(2)), count);
            final SortedMap<Long, Long> versions = new TreeMap<>();
            long id = 0;
            for (int i = 0; i < count; i++) {
                id += read(numbers);
                versions.put(id, read(numbers));
            }
            if (numbers.hasRemaining() || versions.size() != count) {
                throw new IllegalArgumentException("it has another number of partitions");
            }
            return versions;
        } catch (BufferUnderflowException | DataFormatException e) {
            throw new IllegalArgumentException("it is incomplete", e);
        }
    }

    private static void write(final ByteArrayOutputStream out, final long number) {
        long rest = number;
        while ((rest & -CONTINUED) != 0) {
            out.write((int) (rest & CONTINUED - 1) | CONTINUED);
            rest >>>= PAYLOAD_BITS;
        }
        out.write((int) rest);
    }

    private static long read(final ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift <= MAX_SHIFT; shift += PAYLOAD_BITS) {
            final byte next = in.get();
            number |= (long) (next & CONTINUED - 1) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("it has a number of more than 64 bits");
    }

    private static byte[] deflated(final byte[] bytes) {
        final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            final byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** @param count bounds the result */
    private static ByteBuffer inflated(final byte[] bytes, final int count) throws DataFormatException {
        final Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            final byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                final int length = inflater.inflate(buffer);
                if (length == 0 && !inflater.finished() || out.size() + length > (long) count * MAX_ENTRY_BYTES) {
                    throw new DataFormatException("Incomplete or too long");
                }
                out.write(buffer, 0, length);
            }
            return ByteBuffer.wrap(out.toByteArray());
        } finally {
            inflater.end();
        }
    }
}
