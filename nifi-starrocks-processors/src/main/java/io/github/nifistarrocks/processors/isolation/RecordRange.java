package io.github.nifistarrocks.processors.isolation;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive records, of which some may be invalid.
 *
 * @param first number of the first record, 1-based
 * @param last number of the last record; {@link Long#MAX_VALUE} for the end of the FlowFile
 * @param siblings the ranges that its parent was split into
 */
record RecordRange(long first, long last, Siblings siblings) {

    private static final int MAX_PIECES = 64;

    /** A range whose number of invalid rows is not known. */
    static RecordRange unknown(final long first, final long last) {
        return new RecordRange(first, last, new Siblings(0, 0, Evidence.ERROR_LOG));
    }

    boolean isSingle() {
        return first == last;
    }

    boolean contains(final long record) {
        return record >= first && record <= last;
    }

    /**
     * Splits the range.
     *
     * @param invalid number of invalid rows; 0 if it is not known
     * @param evidence for the invalid rows of the pieces
     */
    List<RecordRange> split(final long invalid, final Evidence evidence) {
        if (last == Long.MAX_VALUE || isSingle()) {
            return List.of(new RecordRange(first, last, new Siblings(invalid, 1, Evidence.ERROR_LOG)));
        }
        final long records = last - first + 1;
        final long wanted = Math.clamp(Math.ceilDiv(invalid, evidence.rowsPerPiece), 2, MAX_PIECES);
        final long size = Math.ceilDiv(records, wanted);
        final Siblings all = new Siblings(invalid, (int) Math.ceilDiv(records, size), evidence);
        final List<RecordRange> pieces = new ArrayList<>();
        for (long begin = first; begin <= last; begin += size) {
            pieces.add(new RecordRange(begin, Math.min(last, begin + size - 1), all));
        }
        return pieces;
    }

    /** What identifies the invalid rows of a range. */
    enum Evidence {
        /** The error log, which shows about 50 rows of a load: 30 rows for a piece allow for an uneven distribution. */
        ERROR_LOG(30),
        /** Only the number of invalid rows, because the error log does not lead to their records. */
        COUNT(1);

        private final int rowsPerPiece;

        Evidence(final int rowsPerPiece) {
            this.rowsPerPiece = rowsPerPiece;
        }
    }

    /** Ranges whose invalid rows are known in total, so that the last ones need not be counted. */
    static final class Siblings {

        private final boolean known;
        private final Evidence evidence;
        private long invalid;
        private int open;

        private Siblings(final long invalid, final int ranges, final Evidence evidence) {
            this.known = invalid > 0;
            this.evidence = evidence;
            this.invalid = invalid;
            this.open = ranges;
        }

        /** One of the ranges has this number of invalid rows. */
        void counted(final long found) {
            invalid -= found;
            open--;
        }

        /** Whether all invalid rows were counted in other ranges. */
        boolean areValid() {
            return known && invalid <= 0;
        }

        /** The number of invalid rows in the only range that was not counted; 0 if it is not known, or if a trial load shows more than their number. */
        long leftForLast() {
            return known && evidence == Evidence.COUNT && open == 1 ? Math.max(0, invalid) : 0;
        }
    }
}
