package io.github.nifistarrocks.client.scan;

import java.util.List;

import io.github.nifistarrocks.client.core.CoolDown;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.HostResolver;

/**
 * What the scans of a client know of BEs together. Thread-safe.
 *
 * @param timeouts for each of them
 * @param resolver finds their addresses
 * @param coolDown of those, as the FE names them, that did not accept a connection, did not open a scanner in time, or broke a connection
 */
public record Backends(ScanTimeouts timeouts, HostResolver resolver, CoolDown<HostPort> coolDown) {

    /**
     * The order in which to read them: those that failed recently are the last ones.
     *
     * @param replicas BEs as the FE names them
     */
    public List<HostPort> inOrder(final List<HostPort> replicas) {
        return coolDown.order(replicas);
    }
}
