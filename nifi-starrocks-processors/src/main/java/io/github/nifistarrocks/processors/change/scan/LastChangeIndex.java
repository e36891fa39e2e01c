package io.github.nifistarrocks.processors.change.scan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The last change of each key and its group, in 21 bytes for each slot, or 29 with conditions. Keys are distinguished by 128 bits of a SHA-256 hash. When there
 * are more keys than may be held, an index holds only one slice of the hashes, and the caller reads the content once for each slice.
 */
final class LastChangeIndex {

    private static final int FIRST_CAPACITY = 1 << 12;

    private final MessageDigest digest = sha256();
    private final int slices;
    private final int slice;
    private final int maxKeys;
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private int[] ordinals = new int[FIRST_CAPACITY];
    private byte[] groups = new byte[FIRST_CAPACITY];
    private long[] conditions = {};
    private long condition;
    private int keys;
    private long keyHigh;
    private long keyLow;
    private int slot;

    /** @param maxKeys number of keys that are held at once */
    LastChangeIndex(final int slices, final int slice, final int maxKeys) {
        this.slices = slices;
        this.slice = slice;
        this.maxKeys = maxKeys;
        Arrays.fill(ordinals, -1);
    }

    boolean isFirstSlice() {
        return slice == 0;
    }

    /** Begins a key; its parts follow. */
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

    /**
     * Ends a key and finds its slot.
     *
     * @return false when the key belongs to another slice
     */
    boolean end() {
        final ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        keyHigh = hash.getLong();
        keyLow = hash.getLong();
        if (slices > 1 && Math.floorMod(keyLow, slices) != slice) {
            return false;
        }
        slot = slotOf(keyHigh, keyLow);
        return true;
    }

    /** After a key of this slice: sets the value that determines whether its change is applied. */
    void condition(final String text) {
        if (conditions.length == 0) {
            conditions = new long[ordinals.length];
        }
        condition = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    /** Whether the last change of the key depends on the same value. Without such values it does. */
    boolean hasSameCondition() {
        return conditions.length == 0 || conditions[slot] == condition;
    }

    boolean isKnown() {
        return ordinals[slot] >= 0;
    }

    int lastOrdinal() {
        return ordinals[slot];
    }

    int lastGroup() {
        return groups[slot];
    }

    /** @return false when there are too many keys; the index cannot be used any further */
    boolean remember(final int ordinal, final int group) {
        if (!isKnown()) {
            if (keys == maxKeys) {
                return false;
            }
            keys++;
            if (keys * 2L > ordinals.length) {
                grow();
                slot = slotOf(keyHigh, keyLow);
            }
            high[slot] = keyHigh;
            low[slot] = keyLow;
        }
        ordinals[slot] = ordinal;
        groups[slot] = (byte) group;
        if (conditions.length > 0) {
            conditions[slot] = condition;
        }
        return true;
    }

    private int slotOf(final long wantedHigh, final long wantedLow) {
        final int mask = ordinals.length - 1;
        int at = (int) wantedHigh & mask;
        while (ordinals[at] >= 0 && (high[at] != wantedHigh || low[at] != wantedLow)) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        final long[] oldHigh = high;
        final long[] oldLow = low;
        final int[] oldOrdinals = ordinals;
        final byte[] oldGroups = groups;
        final long[] oldConditions = conditions;
        final int capacity = oldOrdinals.length * 2;
        high = new long[capacity];
        low = new long[capacity];
        ordinals = new int[capacity];
        groups = new byte[capacity];
        conditions = new long[oldConditions.length * 2];
        Arrays.fill(ordinals, -1);
        for (int i = 0; i < oldOrdinals.length; i++) {
            if (oldOrdinals[i] >= 0) {
                final int at = slotOf(oldHigh[i], oldLow[i]);
                high[at] = oldHigh[i];
                low[at] = oldLow[i];
                ordinals[at] = oldOrdinals[i];
                groups[at] = oldGroups[i];
                if (oldConditions.length > 0) {
                    conditions[at] = oldConditions[i];
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
