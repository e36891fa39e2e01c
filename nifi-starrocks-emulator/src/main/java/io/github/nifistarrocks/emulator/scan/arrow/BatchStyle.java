package io.github.nifistarrocks.emulator.scan.arrow;

/**
 * What differs between the batches of the same values.
 *
 * @param leftovers below a NULL STRUCT
 * @param maxColumnBytes of one column of text in a batch; more is an error of the batch
 */
public record BatchStyle(Leftovers leftovers, int maxColumnBytes) {

    /** The limit of Arrow's string builder. */
    public static final int MAX_COLUMN_BYTES = Integer.MAX_VALUE - 1;

    /** As a BE does it with the rows of loads. */
    public static final BatchStyle OF_LOADS = new BatchStyle(Leftovers.OF_LOADS, MAX_COLUMN_BYTES);

    public BatchStyle with(final Leftovers other) {
        return new BatchStyle(other, maxColumnBytes);
    }
}
