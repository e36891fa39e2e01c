package io.github.nifistarrocks.client.plan;

import io.github.nifistarrocks.client.partition.PartitionChanges;

/**
 * The plan of partitions that changed since they were read.
 *
 * @param plan of all rows of the partitions; without tablets when they have no rows, or none that the filter selects
 * @param changes the partitions
 */
public record ChangedPartitions(ScanPlan plan, PartitionChanges changes) {}
