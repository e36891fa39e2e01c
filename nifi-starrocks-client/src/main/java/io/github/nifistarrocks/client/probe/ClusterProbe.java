package io.github.nifistarrocks.client.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.reply.ServerMessage;
import io.github.nifistarrocks.client.sql.SqlStatements;

/** Requests that verify a configuration, each to one server. */
public final class ClusterProbe {

    private static final int MAX_BACKENDS_BYTES = 16 << 20;
    /** Needs a password and no privilege. A follower redirects it to the leader (fe-recordings, 751). */
    private static final HttpCall LABEL_STATE = HttpCall.get("/api/information_schema/get_load_state?label=nifi-starrocks-verification");

    private final ClusterConnection connection;

    public ClusterProbe(final ClusterConnection connection) {
        this.connection = connection;
    }

    /** {@code GET /api/health}, which needs no password. */
    public FrontendHealth health(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        return connection.frontends().callOne(frontend, HttpCall.get("/api/health"), scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(JsonReplies.MAX_BYTES);
            if (status != 200) {
                throw new StarRocksException(Kind.PROTOCOL,
                        "%s replied HTTP %d to /api/health: %s. Check that this is the HTTP port of an FE".formatted(frontend, status,
                                ErrorText.withoutFullStop(JsonReplies.message(bytes))));
            }
            final JsonNode health = JsonReplies.object(bytes);
            return new FrontendHealth(health.path("online_backend_num").asInt(), health.path("total_backend_num").asInt());
        });
    }

    /** Requests the state of a label that does not exist, which needs a password but no privilege. */
    public void login(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        connection.frontends().callOne(frontend, LABEL_STATE, scope,
                (status, body) -> {
                    final byte[] bytes = body.readNBytes(JsonReplies.MAX_BYTES);
                    if (status == 401) {
                        throw JsonReplies.denied("The login at " + frontend, bytes);
                    }
                    if (status != 200) {
                        throw new StarRocksException(Kind.PROTOCOL,
                                "%s replied HTTP %d to the login: %s".formatted(frontend, status, ErrorText.withoutFullStop(JsonReplies.message(bytes))));
                    }
                    return frontend;
                });
    }

    /**
     * The leader to which an FE redirects, by the rules of loads.
     *
     * @return nothing when the FE replies itself
     * @throws StarRocksException DENIED when loads would not follow the redirect
     */
    public Optional<URI> leader(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        try {
            final Optional<String> location = connection.transport().send(frontend, LABEL_STATE, scope).redirect();
            return location.isPresent() ? Optional.of(connection.addresses().followRedirect(location.get(), LABEL_STATE.path())) : Optional.empty();
        } catch (IOException e) {
            throw new StarRocksException(Kind.UNAVAILABLE, "%s did not reply to %s: %s".formatted(frontend, LABEL_STATE, ErrorText.describe(e)), e);
        }
    }

    /**
     * The URL to which a load goes when an FE redirects it to a BE. An FE always names http (fe-recordings, 750).
     *
     * @throws StarRocksException DENIED when loads would not follow the redirect
     */
    public URI loadUrl(final HostPort backend) throws StarRocksException {
        try {
            return connection.addresses().followRedirect("http://%s/_stream_load".formatted(backend), "/_stream_load");
        } catch (IOException e) {
            throw new StarRocksException(Kind.PROTOCOL, e.getMessage(), e);
        }
    }

    /**
     * {@code GET /api/show_proc?path=/backends} (fe-recordings, 193).
     *
     * @throws StarRocksException DENIED when the user may not list backends
     */
    public List<Backend> backends(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        return connection.frontends().callOne(frontend, HttpCall.get("/api/show_proc?path=/backends"), scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(MAX_BACKENDS_BYTES);
            if (status == 401 || status == 403) {
                throw JsonReplies.denied("Listing the BEs at " + frontend, bytes);
            }
            return parseBackends(frontend, status, bytes);
        });
    }

    /** How long labels are remembered. */
    public LabelProbe labels() {
        return new LabelProbe(new SqlStatements(connection.frontends()));
    }

    /** The address after the address map. */
    public HostPort reachable(final HostPort inside) {
        return connection.addresses().reachable(inside);
    }

    /**
     * The address after the address map, for a scan.
     *
     * @throws StarRocksException DENIED when scans may not connect to it
     */
    public HostPort scanned(final HostPort backend) throws StarRocksException {
        return connection.addresses().scanned(backend);
    }

    /** Opens and closes a TCP connection. */
    public void connect(final HostPort address, final CallScope scope) throws StarRocksException, CallCancelledException {
        scope.throwIfCancelled();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), Math.toIntExact(connection.config().timeouts().connectTimeout().toMillis()));
        } catch (IOException e) {
            throw new StarRocksException(Kind.UNAVAILABLE, "No connection to %s: %s".formatted(address, ErrorText.describe(e)), e);
        }
    }

    private static List<Backend> parseBackends(final URI frontend, final int status, final byte[] bytes) throws IOException, StarRocksException {
        final JsonNode list = status == 200 ? JsonReplies.json(bytes) : MissingNode.getInstance();
        if (!list.isArray()) {
            final String message = JsonReplies.message(bytes);
            throw new StarRocksException(ServerMessage.DENIED.isIn(message) ? Kind.DENIED : Kind.PROTOCOL,
                    "%s did not list its BEs (HTTP %d): %s".formatted(frontend, status, ErrorText.withoutFullStop(message)));
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
