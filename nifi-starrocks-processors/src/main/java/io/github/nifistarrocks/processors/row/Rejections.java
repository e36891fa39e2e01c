package io.github.nifistarrocks.processors.row;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The invalid records of a FlowFile, which are not loaded, and the reasons. */
public final class Rejections {

    /** Bounds the memory for the reasons. More invalid records have a common cause, such as a wrong mapping. */
    private static final int MAX_RECORDS = 100_000;

    private final BitSet records = new BitSet();
    private final Map<Long, String> reasons = new HashMap<>();
    private final List<RejectedRow> unmatched = new ArrayList<>();
    private long unidentified;
    private String errorLogFailure = "";

    /** Before the content is read again from its beginning. */
    public void clear() {
        records.clear();
        reasons.clear();
        unmatched.clear();
        unidentified = 0;
        errorLogFailure = "";
    }

    /** @param number of the record in its FlowFile, 1-based */
    public boolean contains(final long number) {
        return number <= Integer.MAX_VALUE && records.get((int) number);
    }

    /**
     * @param reason written with the record, values included
     * @return false when the record is already rejected
     * @throws InvalidRecordException when there are too many
     */
    public boolean add(final long number, final String reason) throws InvalidRecordException {
        if (number > Integer.MAX_VALUE || reasons.size() >= MAX_RECORDS) {
            throw new InvalidRecordException(
                    "More than %d records are invalid; the last one is record %d: %s. Correct the mapping of fields to columns".formatted(MAX_RECORDS, number,
                            RowText.of(reason)));
        }
        if (contains(number)) {
            return false;
        }
        records.set((int) number);
        reasons.put(number, RowText.shown(reason));
        return true;
    }

    /** The record is not rejected any more. */
    public void remove(final long number) {
        if (reasons.remove(number) != null) {
            records.clear((int) number);
        }
    }

    /** A row of the error log whose record is not known. */
    public void addUnmatched(final RejectedRow row) {
        unmatched.add(row);
    }

    /** @param rows number of rows that the server filtered and that are not in the error log */
    public void addUnidentified(final long rows) {
        unidentified += rows;
    }

    /** Why the error log could not be read. */
    public void addErrorLogFailure(final String message) {
        errorLogFailure = message;
    }

    /** Why the error log could not be read; empty when it was. */
    public String errorLogFailure() {
        return errorLogFailure;
    }

    /** Why a record is rejected; empty when it is not. */
    public Optional<String> reason(final long number) {
        return Optional.ofNullable(reasons.get(number));
    }

    /** Rows of the error log whose records are not known. */
    public List<RejectedRow> unmatched() {
        return List.copyOf(unmatched);
    }

    /** Number of rows that the server filtered beyond those in the error log. */
    public long unidentified() {
        return unidentified;
    }

    /** Rejected records, and rows of the error log whose records are not known. */
    public int size() {
        return reasons.size() + unmatched.size();
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** Number of the last rejected record; 0 when there is none. */
    public long last() {
        return Math.max(0, records.length() - 1);
    }
}
