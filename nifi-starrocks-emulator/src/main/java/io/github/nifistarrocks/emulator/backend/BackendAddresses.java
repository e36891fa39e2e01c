package io.github.nifistarrocks.emulator.backend;

import java.net.InetAddress;

/**
 * The addresses of a BE: those of its sockets, and the host name at the FE.
 *
 * @param listening the address of its sockets
 * @param registeredHost the host name that the FE sends to clients
 * @param httpPort 0 for any free one
 * @param thriftPort 0 for any free one
 */
public record BackendAddresses(InetAddress listening, String registeredHost, int httpPort, int thriftPort) {}
