package io.github.nifistarrocks.emulator.load;

import java.util.ArrayList;
import java.util.List;

/** Counts the rows of a load by outcome. Not thread-safe. */
public final class LoadCounters {

    private static final int MAX_ERRORS = 50;

    private long loaded;
    private long filtered;
    private long unselected;
    private final List<String> errors = new ArrayList<>();

    public long total() {
        return loaded + filtered + unselected;
    }

    public long loaded() {
        return loaded;
    }

    /** Invalid rows. */
    public long filtered() {
        return filtered;
    }

    /** Rows that the where condition excluded. */
    public long unselected() {
        return unselected;
    }

    /** Lines of the error log, the first 50. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Whether the filtered rows are more than the ratio allows. */
    public boolean exceeds(final double maxFilterRatio) {
        final long considered = total() - unselected;
        return considered > 0 && (double) filtered / considered > maxFilterRatio;
    }

    void addLoaded(final long rows) {
        loaded += rows;
    }

    void addUnselected() {
        unselected++;
    }

    void addFiltered(final String message, final String row) {
        filtered++;
        addError(message, row);
    }

    /** A message that counts no row. */
    void addError(final String message, final String row) {
        if (errors.size() < MAX_ERRORS) {
            errors.add("Error: %s. Row: %s".formatted(message, row));
        }
    }
}
