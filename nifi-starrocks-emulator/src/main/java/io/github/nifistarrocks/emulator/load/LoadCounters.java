package io.github.nifistarrocks.emulator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts the rows of a load by outcome. Not thread-safe. */
public final class LoadCounters {

    private static final int MAX_ERRORS = 50;
    private static final int CHUNK_ROWS = 4096;

    private long loaded;
    private long filtered;
    private long unselected;
    private final List<String> errors = new ArrayList<>();
    private Optional<String> outOfPartition = Optional.empty();
    private long chunkOfOutOfPartition;

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
        final List<String> lines = new ArrayList<>(errors);
        if (lines.size() < MAX_ERRORS) {
            outOfPartition.ifPresent(lines::add);
        }
        return List.copyOf(lines);
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
        log(line(message, row));
    }

    /** A message that counts no row. */
    void addError(final String message, final String row) {
        log(line(message, row));
    }

    /** Of all such rows in a chunk only the last one is logged (BE: tablet_sink.cpp, 733-736). */
    void addOutOfPartition(final String message, final String row) {
        final long chunk = total() / CHUNK_ROWS;
        if (chunk != chunkOfOutOfPartition) {
            outOfPartition.ifPresent(this::log);
        }
        chunkOfOutOfPartition = chunk;
        outOfPartition = Optional.of(line(message, row));
        filtered++;
    }

    private void log(final String line) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(line);
        }
    }

    private static String line(final String message, final String row) {
        return "Error: %s. Row: %s".formatted(message, row);
    }
}
