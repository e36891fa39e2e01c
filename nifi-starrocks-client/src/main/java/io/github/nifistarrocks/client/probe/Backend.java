package io.github.nifistarrocks.client.probe;

import io.github.nifistarrocks.client.core.HostPort;

/**
 * A BE or CN as the FE names it.
 *
 * @param http address of loads and error logs
 * @param thrift address of scans
 * @param alive whether the FE considers it alive
 */
public record Backend(HostPort http, HostPort thrift, boolean alive) {}
