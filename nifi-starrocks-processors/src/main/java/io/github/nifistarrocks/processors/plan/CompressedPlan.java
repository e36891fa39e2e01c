package io.github.nifistarrocks.processors.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The opaque plan in a plan document: base64 of its bytes in zlib form, which has about a quarter of the length. */
final class CompressedPlan {

    /** The plan of a million tablets has 49 MB. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private CompressedPlan() {}

    /** @return empty when the plan is not base64, so that it could not be restored */
    static Optional<String> of(final String opaquePlan) {
        final byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(opaquePlan);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Base64.getEncoder().encodeToString(bytes).equals(opaquePlan)
                ? Optional.of(Base64.getEncoder().encodeToString(deflate(bytes)))
                : Optional.empty();
    }

    private static byte[] deflate(final byte[] bytes) {
        final ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(compressed, deflater)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            deflater.end();
        }
        return compressed.toByteArray();
    }

    /** @throws IOException when the text is not what {@link #of} returned */
    static String restore(final String compressed) throws IOException {
        final byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(compressed);
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        }
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            final byte[] plan = in.readNBytes(MAX_BYTES);
            if (in.read() >= 0) {
                throw new IOException("The plan has more than %d bytes".formatted(MAX_BYTES));
            }
            return Base64.getEncoder().encodeToString(plan);
        }
    }
}
