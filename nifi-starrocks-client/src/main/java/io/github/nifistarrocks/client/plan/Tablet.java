package io.github.nifistarrocks.client.plan;

import java.util.List;

import io.github.nifistarrocks.client.core.HostPort;

/**
 * A tablet that a plan reads.
 *
 * @param id tablet id
 * @param version the version that the plan froze
 * @param replicas thrift addresses of all BEs that hold it at that version, as the FE names them
 */
public record Tablet(long id, long version, List<HostPort> replicas) {

    public Tablet {
        replicas = List.copyOf(replicas);
    }
}
