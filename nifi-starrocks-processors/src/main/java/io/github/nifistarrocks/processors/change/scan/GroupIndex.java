package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The group of each change of a FlowFile, in one byte for each change. */
public final class GroupIndex {

    /** Groups are numbered from 0 up to less than this. */
    public static final int MAX_GROUPS = 126;
    /** Instead of a group, for changes that are not loaded. */
    static final int SUPERSEDED = -1;

    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;

    static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_FACTOR = 0x100000001b3L;

    private final List<byte[]> chunks = new ArrayList<>();
    private int size;

    void set(final int ordinal, final int group) {
        while (chunks.size() <= ordinal >> CHUNK_BITS) {
            final byte[] chunk = new byte[CHUNK];
            Arrays.fill(chunk, (byte) SUPERSEDED);
            chunks.add(chunk);
        }
        chunks.get(ordinal >> CHUNK_BITS)[ordinal & CHUNK - 1] = (byte) group;
        size = Math.max(size, ordinal + 1);
    }

    /** For the number of each group a hash of which changes are in it. */
    long[] hashes() {
        final long[] hashes = new long[MAX_GROUPS];
        Arrays.fill(hashes, HASH_START);
        for (int ordinal = 0; ordinal < size; ordinal++) {
            final int group = get(ordinal);
            if (group != SUPERSEDED) {
                hashes[group] = hash(hashes[group], ordinal);
            }
        }
        return hashes;
    }

    /** The hash of numbers in sequence, continued with another one. */
    static long hash(final long before, final long next) {
        return (before ^ next) * HASH_FACTOR;
    }

    int get(final long ordinal) {
        return ordinal < size ? chunks.get((int) (ordinal >> CHUNK_BITS))[(int) ordinal & CHUNK - 1] : SUPERSEDED;
    }
}
