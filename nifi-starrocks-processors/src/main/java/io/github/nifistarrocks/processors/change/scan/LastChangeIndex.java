package io.github.nifistarrocks.processors.change.scan;

import java.util.Arrays;

/** The last change of each key and its group, in 21 bytes for each slot, or 29 with conditions. It holds a limited number of keys. */
final class LastChangeIndex {

    private static final int FIRST_CAPACITY = 1 << 12;

    private final int maxKeys;
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private int[] ordinals = new int[FIRST_CAPACITY];
    private byte[] groups = new byte[FIRST_CAPACITY];
    private long[] conditions = {};
    private int keys;
    private int slot;

    /** @param maxKeys number of keys that are held at once */
    LastChangeIndex(final int maxKeys) {
        this.maxKeys = maxKeys;
        Arrays.fill(ordinals, -1);
    }

    /** @return whether the index has a change of the key, to which the other methods refer then */
    boolean find(final KeyHash key) {
        slot = slotOf(key.high(), key.low());
        return ordinals[slot] >= 0;
    }

    /** Whether no other key can be remembered. */
    boolean isFull() {
        return keys >= maxKeys;
    }

    int lastOrdinal() {
        return ordinals[slot];
    }

    int lastGroup() {
        return groups[slot];
    }

    /** Whether the last change of the key depends on the same value. Without such values it does. */
    boolean hasCondition(final KeyHash key) {
        return (conditions.length == 0 ? 0 : conditions[slot]) == key.condition();
    }

    /** Remembers a change as the last one of its key. */
    void remember(final KeyHash key, final int ordinal, final int group) {
        if (!find(key)) {
            keys++;
            if (keys * 2L > ordinals.length) {
                grow();
                slot = slotOf(key.high(), key.low());
            }
            high[slot] = key.high();
            low[slot] = key.low();
        }
        ordinals[slot] = ordinal;
        groups[slot] = (byte) group;
        if (conditions.length == 0 && key.condition() != 0) {
            conditions = new long[ordinals.length];
        }
        if (conditions.length > 0) {
            conditions[slot] = key.condition();
        }
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
}
