package io.github.nifistarrocks.processors.scan.column;

/** How much of a second a record writer writes of a timestamp. */
@FunctionalInterface
public interface WrittenPrecision {

    /** For a field that gets text. */
    WrittenPrecision EXACT = () -> 1;

    /** The smallest difference of two times that the output shows, in nanoseconds of a second. */
    int nanos();

    /** Whether a writer changes a fraction of a second. */
    default boolean cuts(final int nanoOfSecond) {
        return nanoOfSecond != 0 && nanoOfSecond % nanos() != 0;
    }
}
