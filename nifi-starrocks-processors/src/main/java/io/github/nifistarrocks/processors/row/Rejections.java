package io.github.nifistarrocks.processors.row;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The records of a FlowFile that are not loaded for their content, and why. */
public final class Rejections {

    /** A FlowFile with more bad records than this has something else wrong than some records; it also bounds the memory for the reasons. */
    public static final int MOST = 100_000;

    private final BitSet records = new BitSet();
    private final Map<Long, String> reasons = new HashMap<>();
    private final List<RejectedRow> unidentified = new ArrayList<>();
    private long unnamed;
    private String trouble = "";

    /** For a reading that begins anew. */
    public void clear() {
        records.clear();
        reasons.clear();
        unidentified.clear();
        unnamed = 0;
        trouble = "";
    }

    /** @param number of the record in its FlowFile, 1-based */
    public boolean contains(final long number) {
        return number <= Integer.MAX_VALUE && records.get((int) number);
    }

    /**
     * @return false when the record was there already
     * @throws InvalidRecordException when there are too many
     */
    public boolean add(final long number, final String reason) throws InvalidRecordException {
        if (number > Integer.MAX_VALUE || reasons.size() >= MOST) {
            throw new InvalidRecordException(
                    "More than %d records are bad; the last one is record %d: %s. Look at the mapping of fields to columns".formatted(MOST, number, reason),
                    null);
        }
        if (contains(number)) {
            return false;
        }
        records.set((int) number);
        reasons.put(number, reason);
        return true;
    }

    /** A row that the server names without telling which record it was. */
    public void addUnidentified(final RejectedRow row) {
        unidentified.add(row);
    }

    /** @param rows which the server left out and did not name */
    public void addUnnamed(final long rows) {
        unnamed += rows;
    }

    /** Why the server's words could not be fetched. */
    public void addTrouble(final String message) {
        trouble = message;
    }

    /** Why the server's words could not be fetched; empty when they were. */
    public String trouble() {
        return trouble;
    }

    /** Why a record is not loaded; null when it is. */
    public String reason(final long number) {
        return contains(number) ? reasons.get(number) : null;
    }

    public List<RejectedRow> unidentified() {
        return List.copyOf(unidentified);
    }

    /** Rows that the server left out beyond those that it names. */
    public long unnamed() {
        return unnamed;
    }

    /** Records and rows that are named. */
    public int size() {
        return reasons.size() + unidentified.size();
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** The greatest number of a rejected record; 0 when there is none. */
    public long last() {
        return Math.max(0, records.length() - 1);
    }
}
