package io.github.nifistarrocks.emulator.plan;

/**
 * The address of the scan service of a BE.
 *
 * @param host as registered at the FE
 * @param thriftPort its {@code be_port}
 */
public record BackendAddress(String host, int thriftPort) {

    String routing() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + thriftPort;
    }
}
