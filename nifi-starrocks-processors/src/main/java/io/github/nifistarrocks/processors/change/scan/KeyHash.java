package io.github.nifistarrocks.processors.change.scan;

/**
 * The key of a row: 128 bits of a SHA-256 hash, which distinguish it from all other keys.
 *
 * @param condition hash of the value that determines whether the change is applied; 0 without one
 */
record KeyHash(long high, long low, long condition) {

    private static final int PARTITION_BITS = 6;
    /** Number of parts into which keys are divided. */
    static final int PARTITIONS = 1 << PARTITION_BITS;
    /** Keys can be divided so often. */
    static final int MAX_DEPTH = Long.SIZE / PARTITION_BITS;

    /**
     * The part to which the key belongs.
     *
     * @param depth how often the keys were divided before
     */
    int partition(final int depth) {
        return (int) (low >>> depth * PARTITION_BITS) & PARTITIONS - 1;
    }
}
