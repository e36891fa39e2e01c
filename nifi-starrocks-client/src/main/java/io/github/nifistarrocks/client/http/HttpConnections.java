package io.github.nifistarrocks.client.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Creates the pool of HTTP connections. */
final class HttpConnections {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;
    /** The head of a reply of StarRocks has less than a kilobyte. Without limits a server could send one without an end. */
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_HEADERS = 200;

    private HttpConnections() {}

    static PoolingHttpClientConnectionManager pool(final StarRocksClientConfig config, final HostResolver resolver) {
        final AtomicLong connectionNumbers = new AtomicLong();
        final Http1Config http1 = Http1Config.custom().setChunkSizeHint(CHUNK_BYTES).setBufferSize(CHUNK_BYTES).setMaxLineLength(MAX_LINE_BYTES)
                .setMaxHeaderCount(MAX_HEADERS).build();
        final PoolingHttpClientConnectionManagerBuilder builder = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(socket -> {
                    final QuietConnection connection = new QuietConnection(connectionNumbers.incrementAndGet(), http1);
                    if (socket != null) {
                        connection.bind(socket);
                    }
                    return connection;
                })
                .setDnsResolver(new LimitedLookup(resolver, config.timeouts().connectTimeout()))
                .setMaxConnTotal(config.limits().maxConnections())
                .setMaxConnPerRoute(config.limits().maxConnections())
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true).setSndBufSize(SOCKET_BUFFER_BYTES * 4).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.timeouts().connectTimeout()))
                        .setSocketTimeout(Timeout.of(config.timeouts().responseTimeout()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build());
        config.login().sslContext().ifPresent(context -> builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(context)));
        return builder.build();
    }

    /** Without it a connection waits for the name service as long as the operating system does. */
    private record LimitedLookup(HostResolver resolver, Duration timeout) implements DnsResolver {

        @Override
        public InetAddress[] resolve(final String host) throws UnknownHostException {
            try {
                return resolver.resolve(host, timeout, new CompletableFuture<>()).toArray(InetAddress[]::new);
            } catch (CallCancelledException e) {
                final UnknownHostException interrupted = new UnknownHostException(host);
                interrupted.initCause(e);
                throw interrupted;
            }
        }

        @Override
        public String resolveCanonicalHostname(final String host) {
            return host;
        }
    }
}
