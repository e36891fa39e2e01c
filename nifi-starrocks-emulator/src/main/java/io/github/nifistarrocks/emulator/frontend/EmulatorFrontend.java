package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.extension.FrontendExtension;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpHandler;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.HttpServer;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import io.github.nifistarrocks.emulator.server.Pipeline;

/** One FE: the leader, which is the first of its cluster until another one is elected, or a follower. */
public final class EmulatorFrontend implements AutoCloseable {

    private static final int MAX_POST_BYTES = 100 * 65536;

    private final FrontendContext context;
    private final int index;
    private final InetAddress address;
    private final Router router = new Router();
    private final FallbackHandler fallback;
    private volatile int port;
    private volatile int httpsPort;
    private HttpServer server;
    private Optional<HttpServer> secureServer = Optional.empty();
    private final List<ClosedPort> closedPorts = new ArrayList<>();

    /**
     * @param address with port 0 for any free one; the port is kept over {@link #stop} and {@link #start}
     * @param queryPlans adds the routes for scans
     */
    public EmulatorFrontend(final FrontendContext context, final int index, final InetSocketAddress address, final FrontendExtension queryPlans) {
        this.context = context;
        this.index = index;
        this.address = address.getAddress();
        this.port = address.getPort();
        final Authenticator authenticator = new Authenticator(context.catalog(), context.users());
        this.fallback = new FallbackHandler(authenticator);
        new StreamLoadRedirect(context, this, authenticator).register(router);
        new TransactionRedirect(context, this, authenticator).register(router);
        new LoadStateHandler(context, this, authenticator).register(router);
        new SchemaHandler(context, authenticator).register(router);
        new ProbeHandler(context, authenticator).register(router);
        new ShowProcHandler(new ShowStatements(context, index), authenticator).register(router);
        new SqlHandler(context, this, authenticator).register(router);
        queryPlans.register(router, index);
    }

    public URI url() {
        return URI.create("http://%s:%d".formatted(address.getHostAddress(), port));
    }

    /** The same calls over TLS; redirects from there go to http addresses, as those of a real FE do (fe-recordings, 750-752). */
    public URI httpsUrl() {
        if (httpsPort == 0) {
            throw new IllegalStateException("The cluster was built without https");
        }
        return URI.create("https://%s:%d".formatted(address.getHostAddress(), httpsPort));
    }

    int index() {
        return index;
    }

    public boolean isLeader() {
        return index == context.cluster().membership().leader();
    }

    /** Forgets labels as the sweeper of this FE does every {@code label_clean_interval_second}. */
    public void sweepLabels() {
        context.transactions().sweepLabels(index);
    }

    /** Opens the port; does nothing when it is open. */
    public synchronized void start() throws IOException {
        if (server == null) {
            releasePorts();
            final HttpHandler handler = Pipeline.ofFrontend(context.cluster().faults(), context.cluster().requests(), "fe" + index, this::handle);
            server = HttpServer.start(address, port, HttpServer.FRONTEND_HEAD, handler);
            port = server.port();
            if (context.settings().certificate().isPresent()) {
                final HttpServer secure = HttpServer.startTls(new InetSocketAddress(address, httpsPort), context.settings().certificate().get().server(),
                        HttpServer.FRONTEND_HEAD, handler);
                httpsPort = secure.port();
                secureServer = Optional.of(secure);
            }
            context.cluster().membership().frontendStarted(index);
        }
    }

    /** Closes the port and all connections, as if the process had died. The port stays closed until {@link #start}. */
    public synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
            secureServer.ifPresent(HttpServer::close);
            context.cluster().membership().frontendStopped(index);
            closedPorts.add(ClosedPort.at(new InetSocketAddress(address, port)));
            if (secureServer.isPresent()) {
                closedPorts.add(ClosedPort.at(new InetSocketAddress(address, httpsPort)));
                secureServer = Optional.empty();
            }
        }
    }

    @Override
    public synchronized void close() {
        stop();
        releasePorts();
    }

    private void releasePorts() {
        closedPorts.forEach(ClosedPort::close);
        closedPorts.clear();
    }

    /** Redirects to the leader what only the leader answers. */
    boolean isSentToLeader(final HttpExchange exchange) throws IOException {
        final boolean sent = !isLeader();
        if (sent) {
            exchange.respond(FrontendReplies.redirect(context.leader().url() + exchange.request().target()));
        }
        return sent;
    }

    private void handle(final HttpExchange exchange) throws IOException {
        if ("POST".equals(exchange.request().method()) && !exchange.collectBody(MAX_POST_BYTES)) {
            exchange.respond(HttpResponse.of(413).header("content-length", "0"));
            return;
        }
        final Optional<Router.Match> match = router.find(exchange.request());
        if (match.isPresent()) {
            match.get().handler().handle(exchange, match.get().variables());
        } else {
            fallback.handle(exchange);
        }
    }
}
