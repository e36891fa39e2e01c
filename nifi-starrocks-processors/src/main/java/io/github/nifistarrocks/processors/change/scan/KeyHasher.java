package io.github.nifistarrocks.processors.change.scan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes keys: first {@link #begin}, then each part, then {@link #end}. Not thread-safe. */
final class KeyHasher {

    private final MessageDigest digest = sha256();

    /** Begins a key of a table. */
    void begin(final int table) {
        digest.reset();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(table).array());
    }

    /** A part of the key. */
    void part(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    /** Ends a key whose changes are always applied. */
    KeyHash end() {
        final ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new KeyHash(hash.getLong(), hash.getLong(), 0);
    }

    /** Ends a key. @param condition the value that determines whether its change is applied */
    KeyHash end(final String condition) {
        final KeyHash key = end();
        return new KeyHash(key.high(), key.low(), ByteBuffer.wrap(digest.digest(condition.getBytes(StandardCharsets.UTF_8))).getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
