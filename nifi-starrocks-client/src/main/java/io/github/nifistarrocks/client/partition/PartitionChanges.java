package io.github.nifistarrocks.client.partition;

import java.util.List;
import java.util.OptionalLong;

/**
 * The partitions that changed since they were read.
 *
 * @param names in the order of the FE, not empty
 * @param read the versions of all partitions after these are read
 * @param lowestVersion the lowest version that a plan of these partitions reads; empty when all of them are empty
 * @param compactionsCounted whether a partition may also be here because it was compacted
 */
public record PartitionChanges(List<String> names, ReadPartitions read, OptionalLong lowestVersion, boolean compactionsCounted) {

    public PartitionChanges {
        names = List.copyOf(names);
    }
}
