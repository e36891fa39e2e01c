package io.github.nifistarrocks.client.partition;

/**
 * A part of a partition that has versions of its own. A partition has several only with random distribution.
 *
 * @param id a partition that is truncated, overwritten, or dropped and created again has another one
 * @param dataVersion which changes with each load and deletion
 * @param visibleVersion which a plan reads; in a shared-data cluster compactions change it too
 */
record PhysicalPartition(long id, long dataVersion, long visibleVersion) {

    /** The version of a partition that no load has reached (FE: PhysicalPartition.PARTITION_INIT_VERSION). */
    private static final long INITIAL_VERSION = 1;

    boolean isEmpty() {
        return visibleVersion == INITIAL_VERSION;
    }
}
