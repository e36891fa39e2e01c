package io.github.nifistarrocks.emulator.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.extension.BackendExtension;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.HttpServer;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.load.LoadRefusedException;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;

/** One BE with its HTTP and thrift ports. It can die and come back on the same ports; what it held in memory is lost then, published rows are not. */
public final class EmulatorBackend implements AutoCloseable {
    private static final String HEALTHY = "{\"status\": \"OK\",\"msg\": \"To Be Added\"}";

    private final ClusterContext cluster;
    private final int index;
    private final InetAddress address;
    private final String registeredHost;
    private final Router router = new Router();
    private final ErrorLogs errorLogs = new ErrorLogs();
    private final TransactionHandler transactions;
    private final MultiTableLoads multiTable;
    private final List<BackendExtension.Port> ports = new ArrayList<>();
    private final List<ClosedPort> closedPorts = new ArrayList<>();
    private volatile int httpPort;
    private volatile int thriftPort;
    private HttpServer server;
    private volatile boolean alive;

    /**
     * @param registeredHost how the FE names it to clients
     * @param httpPort 0 for any free one
     * @param thriftPort 0 for any free one
     */
    public EmulatorBackend(ClusterContext cluster, int index, InetAddress address, String registeredHost, int httpPort, int thriftPort) {
        this.cluster = cluster;
        this.index = index;
        this.address = address;
        this.registeredHost = registeredHost;
        this.httpPort = httpPort;
        this.thriftPort = thriftPort;
        LoadFinish finish = new LoadFinish(cluster, this);
        this.multiTable = new MultiTableLoads(cluster, finish);
        this.transactions = new TransactionHandler(cluster, finish, multiTable);
        new StreamLoadHandler(cluster, this).register(router);
        transactions.register(router);
        router.add("GET", "/api/_load_error_log", (exchange, variables) -> exchange.respond(errorLogs.answer(exchange.request())));
        router.add("GET", "/api/health", (exchange, variables) -> exchange.respond(BackendReplies.json(HEALTHY, false)));
    }

    /** From 0. */
    public int index() {
        return index;
    }

    /** The host under which the FE knows it and names it to clients. */
    public String host() {
        return registeredHost;
    }

    /** Where it really listens. */
    public InetAddress address() {
        return address;
    }

    public int httpPort() {
        return httpPort;
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
            server = HttpServer.start(address, httpPort, Pipeline.ofBackend(cluster, "be" + index, this::handle));
            httpPort = server.port();
            for (BackendExtension extension : ServiceLoader.load(BackendExtension.class, EmulatorBackend.class.getClassLoader())) {
                BackendExtension.Port port = extension.open(cluster, index, address, thriftPort);
                thriftPort = port.number();
                ports.add(port);
            }
        }
        alive = true;
    }

    /** Dies, and the FE notices: it sends nobody there any more. */
    public void stop() {
        alive = false;
        dieUnnoticed();
    }

    /**
     * Dies, but the FE goes on to send clients there, as a real one does until heartbeats are missing. The ports stay closed until {@link #start}.
     */
    public synchronized void dieUnnoticed() {
        if (server != null) {
            server.close();
            server = null;
            ports.forEach(BackendExtension.Port::close);
            ports.clear();
            closedPorts.add(ClosedPort.at(new InetSocketAddress(address, httpPort)));
            closedPorts.add(ClosedPort.at(new InetSocketAddress(address, thriftPort)));
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
     * What the FE asks for when it commits a transaction of several tables: ends the loading of one of them.
     *
     * @throws LoadRefusedException when the rows are lost, or may not be committed
     */
    public void finishTable(LoadTransaction transaction, String table, ActiveFaults faults) throws LoadRefusedException {
        multiTable.finish(transaction, table, faults);
    }

    ErrorLogs errorLogs() {
        return errorLogs;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Optional<Router.Match> match = router.find(exchange.request());
        if (match.isPresent()) {
            match.get().handler().handle(exchange, match.get().variables());
        } else {
            HttpResponse response = HttpResponse.of(404).header("Content-Type", "text/plain").body("Not Found");
            exchange.respond(response.header("Content-Length", String.valueOf(response.body().length)));
        }
    }
}
