package io.github.nifistarrocks.processors.row;

/** Selects the rows of a FlowFile that go into a body. */
@FunctionalInterface
public interface RowFilter {

    /** @param rows positioned at the row */
    boolean takes(RowCursor rows);

    /** Selects the rows that both filters select. */
    default RowFilter and(final RowFilter other) {
        return rows -> takes(rows) && other.takes(rows);
    }

    /** The changes of records that are not rejected. */
    static RowFilter without(final Rejections rejections) {
        return rows -> !rejections.contains(rows.record());
    }

    /**
     * The changes of a range of records.
     *
     * @param first number of the first record, 1-based
     * @param last number of the last record
     */
    static RowFilter between(final long first, final long last) {
        return rows -> rows.record() >= first && rows.record() <= last;
    }
}
