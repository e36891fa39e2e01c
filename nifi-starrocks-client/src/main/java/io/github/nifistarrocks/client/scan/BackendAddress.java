package io.github.nifistarrocks.client.scan;

import io.github.nifistarrocks.client.core.HostPort;

/**
 * Thrift address of a BE.
 *
 * @param registered as the FE names it
 * @param reachable as this client reaches it, by the address map
 */
public record BackendAddress(HostPort registered, HostPort reachable) {

    /** Such as {@code [10.0.0.5:9060] (reached as [gate:19060])}. */
    @Override
    public String toString() {
        return reachable.equals(registered) ? "[%s]".formatted(registered) : "[%s] (reached as [%s])".formatted(registered, reachable);
    }
}
