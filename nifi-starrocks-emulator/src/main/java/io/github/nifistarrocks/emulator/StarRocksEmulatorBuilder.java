package io.github.nifistarrocks.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

import io.github.nifistarrocks.emulator.backend.BackendChoice;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Privilege;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.User;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.scan.ScanEngine;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;

/** Puts a cluster together. Without more it has a leader, a follower, three BEs, free ports, and the user root without a password. */
public final class StarRocksEmulatorBuilder {
    private static final int FIRST_BACKEND_ADDRESS = 11;

    private int frontends = 2;
    private int backends = 3;
    private int frontendPort;
    private int backendHttpPort;
    private int backendThriftPort;
    private boolean oneAddress;
    private boolean discardLoads;
    private boolean emptyLoadIsError = true;
    private boolean multiTableTransactions = true;
    private boolean debeziumEnvelope = true;
    private int maxRunningTransactions = 1000;
    private Duration publishTime = Duration.ZERO;
    private OptionalLong scrambleSeed = OptionalLong.empty();
    private IntFunction<String> registeredHosts;
    private final List<User> users = new ArrayList<>();

    StarRocksEmulatorBuilder() {}

    /** The first is the leader. */
    public StarRocksEmulatorBuilder frontends(int count) {
        frontends = count;
        return this;
    }

    public StarRocksEmulatorBuilder backends(int count) {
        backends = count;
        return this;
    }

    /** All on 127.0.0.1; ports count up from these. 0 stands for any free port. */
    public StarRocksEmulatorBuilder ports(int firstFrontend, int firstBackendHttp, int firstBackendThrift) {
        frontendPort = firstFrontend;
        backendHttpPort = firstBackendHttp;
        backendThriftPort = firstBackendThrift;
        oneAddress = true;
        return this;
    }

    /** A user who may do everything with all tables. */
    public StarRocksEmulatorBuilder user(String name, String password) {
        User user = new User(name, password);
        user.grant(EnumSet.allOf(Privilege.class), new TableName(User.ALL, User.ALL));
        users.add(user);
        return this;
    }

    /** Loads are answered as ever, but their bytes and newlines are only counted: the emulator is no bottleneck then. */
    public StarRocksEmulatorBuilder discardLoads() {
        discardLoads = true;
        return this;
    }

    /** FE configuration {@code empty_load_as_error}; true without this call. */
    public StarRocksEmulatorBuilder emptyLoadIsError(boolean error) {
        emptyLoadIsError = error;
        return this;
    }

    /** FE configuration {@code max_running_txn_num_per_db}; 1000 without this call. */
    public StarRocksEmulatorBuilder maxRunningTransactions(int count) {
        maxRunningTransactions = count;
        return this;
    }

    /** How long every commit takes to become visible; nothing without this call. */
    public StarRocksEmulatorBuilder publishTime(Duration time) {
        publishTime = time;
        return this;
    }

    /** Whether the release knows {@code envelope: debezium}, as the newest do (and as without this call); an older one ignores the header. */
    public StarRocksEmulatorBuilder debeziumEnvelope(boolean known) {
        debeziumEnvelope = known;
        return this;
    }

    /** Whether the release has transactions of several tables, as 4.0 has (as without this call); an older one ignores the header that asks for them. */
    public StarRocksEmulatorBuilder multiTableTransactions(boolean known) {
        multiTableTransactions = known;
        return this;
    }

    /**
     * Rows of one load reach PRIMARY KEY tables in random order, as with several pipeline drivers of a BE, so that of several rows of one key any may win.
     * Without this call the last one in the body wins.
     */
    public StarRocksEmulatorBuilder scrambleRowOrder(long seed) {
        scrambleSeed = OptionalLong.of(seed);
        return this;
    }

    /** Names under which the FE tells clients of its BEs, by index; they need not lead anywhere. */
    public StarRocksEmulatorBuilder registeredHosts(IntFunction<String> names) {
        registeredHosts = names;
        return this;
    }

    public StarRocksEmulator start() throws IOException {
        Catalog catalog = new Catalog(backends);
        users.forEach(catalog::addUser);
        Faults faults = new Faults();
        ClusterContext.Settings settings = new ClusterContext.Settings(discardLoads, emptyLoadIsError, maxRunningTransactions, publishTime,
                debeziumEnvelope, multiTableTransactions);
        Map<String, Integer> coordinators = new ConcurrentHashMap<>();
        RowStore store = new RowStore();
        scrambleSeed.ifPresent(store::scrambleRowOrder);
        ScanEngine scans = new ScanEngine(catalog, store, InstantSource.system());
        TransactionManager transactions = new TransactionManager(catalog, store, faults, maxRunningTransactions);
        ClusterContext cluster = new ClusterContext(catalog, store, faults, transactions, new RequestLog(), settings, new CopyOnWriteArrayList<>(),
                new CopyOnWriteArrayList<>(), coordinators, new BackendChoice(), scans);
        StarRocksEmulator emulator = new StarRocksEmulator(cluster);
        try {
            startServers(cluster);
        } catch (IOException | RuntimeException e) {
            emulator.close();
            throw e;
        }
        return emulator;
    }

    private void startServers(ClusterContext cluster) throws IOException {
        for (int i = 0; i < backends; i++) {
            InetAddress address = address(FIRST_BACKEND_ADDRESS + i);
            String name = registeredHosts == null ? address.getHostAddress() : registeredHosts.apply(i);
            EmulatorBackend backend = new EmulatorBackend(cluster, i, address, name, port(backendHttpPort, i), port(backendThriftPort, i));
            cluster.backends().add(backend);
            backend.start();
        }
        for (int i = 0; i < frontends; i++) {
            EmulatorFrontend frontend = new EmulatorFrontend(cluster, i, address(1 + i), port(frontendPort, i));
            cluster.frontends().add(frontend);
            frontend.start();
        }
    }

    /** An address of its own where the system has it, as Linux does for all of 127.0.0.0/8. */
    private InetAddress address(int last) throws IOException {
        InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        if (oneAddress || last == 1) {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        }
        try (ServerSocket probe = new ServerSocket(0, 1, own)) {
            return probe.getInetAddress();
        } catch (IOException e) {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        }
    }

    private static int port(int first, int index) {
        return first == 0 ? 0 : first + index;
    }
}
