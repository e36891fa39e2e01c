package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.List;

/** The group of each change of a FlowFile, in one byte for each change. */
public final class GroupIndex {

    /** Groups are numbered from 0 up to less than this. */
    public static final int MAX_GROUPS = 126;
    /** Instead of a group, for changes that are not loaded. */
    static final int SUPERSEDED = -1;

    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final List<byte[]> chunks = new ArrayList<>();

    void set(final int ordinal, final int group) {
        while (chunks.size() <= ordinal >> CHUNK_BITS) {
            chunks.add(new byte[CHUNK]);
        }
        chunks.get(ordinal >> CHUNK_BITS)[ordinal & CHUNK - 1] = (byte) group;
    }

    int get(final long ordinal) {
        return chunks.get((int) (ordinal >> CHUNK_BITS))[(int) ordinal & CHUNK - 1];
    }
}
