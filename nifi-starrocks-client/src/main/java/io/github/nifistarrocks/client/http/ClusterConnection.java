package io.github.nifistarrocks.client.http;

import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;

/** What calls to a cluster share. Thread-safe. */
public record ClusterConnection(StarRocksClientConfig config, HttpTransport transport, AddressPolicy addresses, Frontends frontends,
        HostResolver resolver) implements AutoCloseable {

    /** Connects on the first call only. */
    public static ClusterConnection open(final StarRocksClientConfig config) {
        final HostResolver resolver = new HostResolver();
        final HttpTransport transport = new HttpTransport(config, resolver);
        final AddressPolicy addresses = new AddressPolicy(config);
        return new ClusterConnection(config, transport, addresses, new Frontends(config, transport, addresses), resolver);
    }

    @Override
    public void close() {
        transport.close();
    }
}
