package io.github.nifistarrocks.processors.isolation;

import java.util.ArrayList;
import java.util.List;

/**
 * Records in a row of which some may be bad.
 *
 * @param first number of the first record, 1-based
 * @param last number of the last record; {@link Long#MAX_VALUE} for the end of the FlowFile
 * @param siblings the ranges that its parent was cut into
 */
record SuspectRange(long first, long last, Siblings siblings) {

    private static final int MOST_PIECES = 64;

    /** A range of which it is not known how many bad rows it has. */
    static SuspectRange unknown(final long first, final long last) {
        return new SuspectRange(first, last, new Siblings(0, 0, false));
    }

    boolean isSingle() {
        return first == last;
    }

    boolean contains(final long record) {
        return record >= first && record <= last;
    }

    /**
     * Cuts the range up.
     *
     * @param bad how many bad rows it has; 0 when that is not known
     * @param badInEach how many of them a piece should have; 1 when the server's words do not lead to records, so that counts are all there is
     */
    List<SuspectRange> cut(final long bad, final int badInEach) {
        if (last == Long.MAX_VALUE || isSingle()) {
            return List.of(new SuspectRange(first, last, new Siblings(bad, 1, false)));
        }
        final long records = last - first + 1;
        final long wanted = Math.clamp(Math.ceilDiv(bad, badInEach), 2, MOST_PIECES);
        final long size = Math.ceilDiv(records, wanted);
        final Siblings all = new Siblings(bad, (int) Math.ceilDiv(records, size), badInEach == 1);
        final List<SuspectRange> pieces = new ArrayList<>();
        for (long begin = first; begin <= last; begin += size) {
            pieces.add(new SuspectRange(begin, Math.min(last, begin + size - 1), all));
        }
        return pieces;
    }

    /** Their bad rows are known together, so that the last ones need not be counted. */
    static final class Siblings {

        private final boolean known;
        private final boolean unnamed;
        private long bad;
        private int open;

        private Siblings(final long bad, final int ranges, final boolean unnamed) {
            this.known = bad > 0;
            this.unnamed = unnamed;
            this.bad = bad;
            this.open = ranges;
        }

        /** One of them is found to have so many bad rows. */
        void counted(final long found) {
            bad -= found;
            open--;
        }

        /** Whether the bad ones are all in others. */
        boolean areClear() {
            return known && bad <= 0;
        }

        /** The bad rows of the only one that was not counted; 0 when that is not known, or when a trial of it would tell more than their number. */
        long leftForLast() {
            return known && unnamed && open == 1 ? Math.max(0, bad) : 0;
        }
    }
}
