package io.github.nifistarrocks.client.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.Causes;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.Replies;

/** Questions that tell what is wrong with a configuration, each to one server. */
public final class ClusterProbe {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BACKENDS_BYTES = 16 << 20;

    private final Frontends frontends;
    private final AddressPolicy addresses;
    private final Duration connectTimeout;

    public ClusterProbe(final Frontends frontends, final AddressPolicy addresses, final Duration connectTimeout) {
        this.frontends = frontends;
        this.addresses = addresses;
        this.connectTimeout = connectTimeout;
    }

    /** {@code GET /api/health}, which asks for no password. */
    public FrontendHealth health(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        return frontends.callOne(frontend, HttpCall.get("/api/health"), scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(Replies.MAX_BYTES);
            if (status != 200) {
                throw new StarRocksException(Kind.PROTOCOL,
                        "%s answered HTTP %d to /api/health: %s. Check that it is a FE's HTTP port".formatted(frontend, status,
                                Sentences.withoutFullStop(Replies.text(bytes))));
            }
            final JsonNode health = Replies.object(bytes);
            return new FrontendHealth(health.path("online_backend_num").asInt(), health.path("total_backend_num").asInt());
        });
    }

    /** Asks for the state of a label that does not exist: every user with the right password may. */
    public void login(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        frontends.callOne(frontend, HttpCall.get("/api/information_schema/get_load_state?label=nifi-starrocks-verification"), scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(Replies.MAX_BYTES);
            if (status == 401) {
                throw Replies.denied("The login at " + frontend, bytes);
            }
            if (status != 200) {
                throw new StarRocksException(Kind.PROTOCOL,
                        "%s answered HTTP %d to the login: %s".formatted(frontend, status, Sentences.withoutFullStop(Replies.text(bytes))));
            }
            return null;
        });
    }

    /**
     * {@code GET /api/show_proc?path=/backends} (fe-recordings, 193).
     *
     * @throws StarRocksException DENIED when the user may not list backends
     */
    public List<Backend> backends(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        return frontends.callOne(frontend, HttpCall.get("/api/show_proc?path=/backends"), scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(MAX_BACKENDS_BYTES);
            if (status == 401 || status == 403) {
                throw Replies.denied("Listing the backends at " + frontend, bytes);
            }
            return parseBackends(frontend, status, bytes);
        });
    }

    /** What the address map makes of an address. */
    public HostPort reachable(final HostPort inside) {
        return addresses.reachable(inside);
    }

    /** Opens a TCP connection and closes it again. */
    public void connect(final HostPort address, final CallScope scope) throws StarRocksException, CallCancelledException {
        scope.throwIfCancelled();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), Math.toIntExact(connectTimeout.toMillis()));
        } catch (IOException e) {
            throw new StarRocksException(Kind.UNAVAILABLE, "No connection to %s: %s".formatted(address, Causes.describe(e)), e);
        }
    }

    private static List<Backend> parseBackends(final URI frontend, final int status, final byte[] bytes) throws IOException, StarRocksException {
        final JsonNode list = status == 200 ? JSON.readTree(bytes) : null;
        if (list == null || !list.isArray()) {
            final boolean denied = Replies.text(bytes).toLowerCase(Locale.ROOT).contains("denied");
            throw new StarRocksException(denied ? Kind.DENIED : Kind.PROTOCOL,
                    "%s did not list its backends (HTTP %d): %s".formatted(frontend, status, Sentences.withoutFullStop(Replies.text(bytes))));
        }
        final List<Backend> backends = new ArrayList<>();
        for (final JsonNode backend : list) {
            final String host = backend.path("IP").asText("");
            backends.add(new Backend(new HostPort(host, backend.path("HttpPort").asInt()), new HostPort(host, backend.path("BePort").asInt()),
                    Boolean.parseBoolean(backend.path("Alive").asText("true"))));
        }
        return backends;
    }
}
