package io.github.nifistarrocks.client.core;

import java.util.Objects;

/**
 * A network address as StarRocks names it. IPv6 hosts are kept without brackets.
 *
 * @param host name or IP address
 * @param port 1..65535
 */
public record HostPort(String host, int port) {

    public HostPort {
        Objects.requireNonNull(host, "host");
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("Not an address: [%s]:%d".formatted(host, port));
        }
    }

    /**
     * Reads {@code host:port}, {@code [v6]:port} or an IPv6 address without brackets with a port after its last colon, as old FEs send it.
     *
     * @throws IllegalArgumentException when there is no host or no valid port
     */
    public static HostPort parse(final String text) {
        final int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("Not host:port: [%s]".formatted(text));
        }
        String host = text.substring(0, colon).trim();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1).trim()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not host:port: [%s]".formatted(text), e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
