package io.github.nifistarrocks.emulator.backend;

import java.net.InetAddress;

/**
 * Where a BE listens, and where the FE believes that it does.
 *
 * @param listening the address of its sockets
 * @param registeredHost how the FE names it to clients
 * @param httpPort 0 for any free one
 * @param thriftPort 0 for any free one
 */
public record BackendAddresses(InetAddress listening, String registeredHost, int httpPort, int thriftPort) {}
