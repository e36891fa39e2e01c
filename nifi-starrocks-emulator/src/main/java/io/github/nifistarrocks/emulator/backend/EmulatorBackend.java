package io.github.nifistarrocks.emulator.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.load.BackendReplies;
import io.github.nifistarrocks.emulator.backend.load.ErrorLogs;
import io.github.nifistarrocks.emulator.backend.load.LoadCompletion;
import io.github.nifistarrocks.emulator.backend.load.MultiTableLoads;
import io.github.nifistarrocks.emulator.backend.load.StreamLoadHandler;
import io.github.nifistarrocks.emulator.backend.load.TransactionHandler;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.extension.BackendExtension;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpHandler;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.HttpServer;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;

/** One BE with its HTTP and thrift ports. It can be stopped and started on the same ports; its memory is lost, published rows are not. */
public final class EmulatorBackend implements AutoCloseable {

    private static final String HEALTHY = "{\"status\": \"OK\",\"msg\": \"To Be Added\"}";

    private final ClusterContext cluster;
    private final int index;
    private final BackendAddresses addresses;
    private final BackendExtension scans;
    private final Router router = new Router();
    private final TransactionHandler transactions;
    private final MultiTableLoads multiTable;
    private Optional<BackendExtension.Port> scanPort = Optional.empty();
    private final List<ClosedPort> closedPorts = new ArrayList<>();
    private volatile int httpPort;
    private volatile int httpsPort;
    private volatile int thriftPort;
    private HttpServer server;
    private Optional<HttpServer> secureServer = Optional.empty();
    private volatile boolean alive;

    /** @param scans opens its thrift port */
    public EmulatorBackend(final ClusterContext cluster, final int index, final BackendAddresses addresses, final BackendExtension scans) {
        this.cluster = cluster;
        this.index = index;
        this.addresses = addresses;
        this.scans = scans;
        this.httpPort = addresses.httpPort();
        this.thriftPort = addresses.thriftPort();
        final ErrorLogs errorLogs = new ErrorLogs(() -> "http://%s:%d".formatted(host(), httpPort()));
        final LoadCompletion finish = new LoadCompletion(cluster, errorLogs);
        this.multiTable = new MultiTableLoads(cluster, finish);
        this.transactions = new TransactionHandler(cluster, finish, multiTable);
        new StreamLoadHandler(cluster, finish).register(router);
        transactions.register(router);
        for (final String method : List.of("GET", "HEAD")) {
            router.add(method, "/api/_load_error_log", (exchange, variables) -> exchange.respond(errorLogs.answer(exchange.request())));
        }
        router.add("GET", "/api/health", (exchange, variables) -> exchange.respond(BackendReplies.json(HEALTHY)));
    }

    /** From 0. */
    public int index() {
        return index;
    }

    /** The host name that the FE sends to clients. */
    public String host() {
        return addresses.registeredHost();
    }

    /** The address of its sockets. */
    public InetAddress address() {
        return addresses.listening();
    }

    public int httpPort() {
        return httpPort;
    }

    /** The port with TLS, as of a proxy before the BE: a BE itself has none, and FEs never redirect there. */
    public int httpsPort() {
        if (httpsPort == 0) {
            throw new IllegalStateException("The cluster was built without https");
        }
        return httpsPort;
    }

    public int thriftPort() {
        return thriftPort;
    }

    /** Whether the FE takes it for alive, and sends clients to it. */
    public boolean isAlive() {
        return alive;
    }

    /** Opens the ports, the same as before; does nothing when they are open. */
    public synchronized void start() throws IOException {
        if (server == null) {
            releasePorts();
            final HttpHandler handler = Pipeline.ofBackend(cluster.faults(), cluster.requests(), "be" + index, this::handle);
            server = HttpServer.start(address(), httpPort, HttpServer.BACKEND_HEAD, handler);
            httpPort = server.port();
            if (cluster.settings().certificate().isPresent()) {
                final HttpServer secure = HttpServer.startTls(new InetSocketAddress(address(), httpsPort), cluster.settings().certificate().get().server(),
                        HttpServer.BACKEND_HEAD, handler);
                httpsPort = secure.port();
                secureServer = Optional.of(secure);
            }
            final BackendExtension.Port opened = scans.open(index, address(), thriftPort);
            thriftPort = opened.number();
            scanPort = Optional.of(opened);
        }
        alive = true;
        cluster.membership().backendAlive(index);
    }

    /** Stops, and the FE notices: it sends no more clients there. */
    public void stop() {
        alive = false;
        cluster.membership().backendDead(index);
        dieUnnoticed();
    }

    /** Stops, but the FE continues to send clients there, as a real one does until heartbeats are missing. The ports stay closed until {@link #start}. */
    public synchronized void dieUnnoticed() {
        if (server != null) {
            server.close();
            server = null;
            secureServer.ifPresent(secure -> {
                secure.close();
                closedPorts.add(ClosedPort.at(new InetSocketAddress(address(), httpsPort)));
            });
            secureServer = Optional.empty();
            scanPort.ifPresent(BackendExtension.Port::close);
            scanPort = Optional.empty();
            closedPorts.add(ClosedPort.at(new InetSocketAddress(address(), httpPort)));
            closedPorts.add(ClosedPort.at(new InetSocketAddress(address(), thriftPort)));
            transactions.forgetAll();
            multiTable.forgetAll();
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

    /**
     * Ends the loading of one table, when the FE commits a transaction of several tables.
     *
     * @throws LoadRefusedException when the rows are lost, or may not be committed
     */
    public void finishTable(final LoadTransaction transaction, final String table, final ActiveFaults faults) throws LoadRefusedException {
        multiTable.finish(transaction, table, faults);
    }

    private void handle(final HttpExchange exchange) throws IOException {
        final Optional<Router.Match> match = router.find(exchange.request());
        if (match.isPresent()) {
            match.get().handler().handle(exchange, match.get().variables());
        } else {
            final HttpResponse response = HttpResponse.of(404).header("Content-Type", "text/plain").body("Not Found");
            exchange.respond(response.header("Content-Length", String.valueOf(response.body().length)));
        }
    }
}
