package io.github.nifistarrocks.client.plan;

import java.util.List;

import io.github.nifistarrocks.client.core.HostPort;

/**
 * A tablet that a plan reads.
 *
 * @param id tablet id
 * @param version that the plan reads
 * @param replicas Thrift addresses of all BEs that have it at that version, as the FE names them
 */
public record Tablet(long id, long version, List<HostPort> replicas) {

    public Tablet {
        replicas = List.copyOf(replicas);
    }
}
