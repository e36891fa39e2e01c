package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.ServiceLoader;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.extension.FrontendExtension;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.HttpServer;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import io.github.nifistarrocks.emulator.server.Pipeline;

/** One FE: the leader, which is the first of its cluster, or a follower. */
public final class EmulatorFrontend implements AutoCloseable {
    private static final int MAX_POST_BYTES = 100 * 65536;

    private final ClusterContext cluster;
    private final int index;
    private final InetAddress address;
    private final Router router = new Router();
    private final FallbackHandler fallback;
    private volatile int port;
    private HttpServer server;
    private Optional<ClosedPort> closedPort = Optional.empty();

    /** @param port 0 for any free one; it is kept over {@link #stop} and {@link #start} */
    public EmulatorFrontend(ClusterContext cluster, int index, InetAddress address, int port) {
        this.cluster = cluster;
        this.index = index;
        this.address = address;
        this.port = port;
        Authenticator authenticator = new Authenticator(cluster.catalog());
        this.fallback = new FallbackHandler(authenticator);
        new StreamLoadRedirect(cluster, this, authenticator).register(router);
        new TransactionRedirect(cluster, this, authenticator).register(router);
        new LoadStateHandler(cluster, this, authenticator).register(router);
        new SchemaHandler(cluster, authenticator).register(router);
        new ProbeHandler(cluster, authenticator).register(router);
        new ShowProcHandler(cluster, authenticator).register(router);
        new SqlHandler(cluster, authenticator).register(router);
        ServiceLoader.load(FrontendExtension.class, EmulatorFrontend.class.getClassLoader()).forEach(extension -> extension.register(router, cluster));
    }

    public URI url() {
        return URI.create("http://%s:%d".formatted(address.getHostAddress(), port));
    }

    public boolean isLeader() {
        return index == 0;
    }

    /** Opens the port; does nothing when it is open. */
    public synchronized void start() throws IOException {
        if (server == null) {
            releasePort();
            server = HttpServer.start(address, port, Pipeline.ofFrontend(cluster, "fe" + index, this::handle));
            port = server.port();
        }
    }

    /** Closes the port and all connections, as the death of the process would. The port stays closed until {@link #start}. */
    public synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
            closedPort = Optional.of(ClosedPort.at(new InetSocketAddress(address, port)));
        }
    }

    @Override
    public synchronized void close() {
        stop();
        releasePort();
    }

    private void releasePort() {
        closedPort.ifPresent(ClosedPort::close);
        closedPort = Optional.empty();
    }

    /** Sends requests that only the leader answers there. */
    boolean isSentToLeader(HttpExchange exchange) throws IOException {
        if (!isLeader()) {
            exchange.respond(FrontendReplies.redirect(cluster.leader().url() + exchange.request().target(), false));
        }
        return !isLeader();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if ("POST".equals(exchange.request().method()) && !exchange.collectBody(MAX_POST_BYTES)) {
            exchange.respond(HttpResponse.of(413).header("content-length", "0"));
            return;
        }
        Optional<Router.Match> match = router.find(exchange.request());
        if (match.isPresent()) {
            match.get().handler().handle(exchange, match.get().variables());
        } else {
            fallback.handle(exchange);
        }
    }
}
