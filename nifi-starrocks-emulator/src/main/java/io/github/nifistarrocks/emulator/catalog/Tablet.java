package io.github.nifistarrocks.emulator.catalog;

import java.util.List;

/**
 * One bucket of one partition.
 *
 * @param id unique in the cluster
 * @param partition name of its partition
 * @param bucket from 0
 * @param backends indexes of the BEs that hold a replica
 */
public record Tablet(long id, String partition, int bucket, List<Integer> backends) {

    public Tablet {
        backends = List.copyOf(backends);
    }
}
