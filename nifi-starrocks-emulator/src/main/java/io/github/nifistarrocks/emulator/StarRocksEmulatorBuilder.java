package io.github.nifistarrocks.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.backend.BackendAddresses;
import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.cluster.ClusterSettings;
import io.github.nifistarrocks.emulator.cluster.ClusterState;
import io.github.nifistarrocks.emulator.cluster.Membership;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.extension.BackendExtension;
import io.github.nifistarrocks.emulator.extension.FrontendExtension;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.frontend.FrontendContext;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.transaction.MultiTableTasks;
import io.github.nifistarrocks.emulator.net.SelfSignedCertificate;
import io.github.nifistarrocks.emulator.plan.BackendAddress;
import io.github.nifistarrocks.emulator.plan.QueryPlanExtension;
import io.github.nifistarrocks.emulator.plan.QueryPlanner;
import io.github.nifistarrocks.emulator.scan.ScanEngine;
import io.github.nifistarrocks.emulator.scan.ScanExtension;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionLimits;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;

/** Builds a cluster. By default it has a leader, a follower, three BEs, free ports, and the user root without a password. */
public final class StarRocksEmulatorBuilder {

    private static final int FIRST_BACKEND_ADDRESS = 11;

    private int frontends = 2;
    private int backends = 3;
    private int frontendPort;
    private int backendHttpPort;
    private int backendThriftPort;
    private boolean oneAddress;
    private final Set<ClusterFeature> features = EnumSet.of(ClusterFeature.EMPTY_LOAD_IS_ERROR, ClusterFeature.DATA_VERSIONS, ClusterFeature.DEBEZIUM_ENVELOPE,
            ClusterFeature.MULTI_TABLE_TRANSACTIONS);
    private StarRocksVersion version = StarRocksVersion.NEWEST;
    private TransactionLimits limits = TransactionLimits.DEFAULT;
    private InstantSource clock = InstantSource.system();
    private Duration publishTime = Duration.ZERO;
    private boolean https;
    private OptionalLong scrambleSeed = OptionalLong.empty();
    private Optional<IntFunction<String>> registeredHosts = Optional.empty();
    private final List<User> users = new ArrayList<>();

    StarRocksEmulatorBuilder() {}

    /** The first is the leader. */
    public StarRocksEmulatorBuilder frontends(final int count) {
        frontends = count;
        return this;
    }

    public StarRocksEmulatorBuilder backends(final int count) {
        backends = count;
        return this;
    }

    /** All on 127.0.0.1; ports count up from these. 0 stands for any free port. */
    public StarRocksEmulatorBuilder ports(final int firstFrontend, final int firstBackendHttp, final int firstBackendThrift) {
        frontendPort = firstFrontend;
        backendHttpPort = firstBackendHttp;
        backendThriftPort = firstBackendThrift;
        oneAddress = true;
        return this;
    }

    /** A user with all privileges on all tables. */
    public StarRocksEmulatorBuilder user(final String name, final String password) {
        final User user = new User(name, password);
        user.grant(EnumSet.allOf(Privilege.class), new TableName(User.ALL, User.ALL));
        users.add(user);
        return this;
    }

    /** Loads get the usual replies, but their bytes and newlines are only counted, so that the emulator is not the bottleneck. */
    public StarRocksEmulatorBuilder discardLoads() {
        return with(ClusterFeature.DISCARD_LOADS, true);
    }

    /** FE configuration {@code empty_load_as_error}; true by default. */
    public StarRocksEmulatorBuilder emptyLoadIsError(final boolean error) {
        return with(ClusterFeature.EMPTY_LOAD_IS_ERROR, error);
    }

    /** FE configuration {@code max_running_txn_num_per_db}; 1000 by default. */
    public StarRocksEmulatorBuilder maxRunningTransactions(final int count) {
        limits = limits.withMaxRunning(count);
        return this;
    }

    /** FE configurations {@code label_keep_max_num} and {@code label_keep_max_second}, which {@link EmulatorFrontend#sweepLabels} applies. */
    public StarRocksEmulatorBuilder labelLimits(final int keepMaxNum, final Duration keepMax) {
        limits = limits.withLabels(keepMaxNum, keepMax);
        return this;
    }

    /** FE configuration {@code stream_load_task_keep_max_num}; 1000 by default. */
    public StarRocksEmulatorBuilder maxLoadTasks(final int keepMaxNum) {
        limits = limits.withTasks(keepMaxNum);
        return this;
    }

    /** The clock for the timeouts of transactions and scans, and for the age of labels. */
    public StarRocksEmulatorBuilder clock(final InstantSource time) {
        clock = time;
        return this;
    }

    /** Opens a second port of every FE and BE for https, with a certificate of its own: {@link StarRocksEmulator#certificate}. */
    public StarRocksEmulatorBuilder https() {
        https = true;
        return this;
    }

    /** How long every commit takes to become visible; zero by default. */
    public StarRocksEmulatorBuilder publishTime(final Duration time) {
        publishTime = time;
        return this;
    }

    /** Whether the release knows {@code envelope: debezium}, as the newest releases do; true by default. An older release ignores the header. */
    public StarRocksEmulatorBuilder debeziumEnvelope(final boolean known) {
        return with(ClusterFeature.DEBEZIUM_ENVELOPE, known);
    }

    /** Whether the release has transactions of several tables, as 4.0 has; true by default. An older release ignores their header. */
    public StarRocksEmulatorBuilder multiTableTransactions(final boolean known) {
        return with(ClusterFeature.MULTI_TABLE_TRANSACTIONS, known);
    }

    /** Statements about partitions and tablets answer as in a shared-data cluster, and compactions are versions. Loads and scans do not change. */
    public StarRocksEmulatorBuilder sharedData() {
        return with(ClusterFeature.SHARED_DATA, true);
    }

    /** Whether SHOW PARTITIONS of a shared-data cluster has data versions; true by default. */
    public StarRocksEmulatorBuilder dataVersions(final boolean known) {
        return with(ClusterFeature.DATA_VERSIONS, known);
    }

    /** The source version that the cluster answers like; {@link StarRocksVersion#NEWEST} by default. */
    public StarRocksEmulatorBuilder version(final StarRocksVersion sourceVersion) {
        version = sourceVersion;
        return this;
    }

    /**
     * Rows of one load reach PRIMARY KEY tables in random order, as with several pipeline drivers of a BE, so that any of several rows of one key may win.
     * By default the last one in the body wins.
     */
    public StarRocksEmulatorBuilder scrambleRowOrder(final long seed) {
        scrambleSeed = OptionalLong.of(seed);
        return this;
    }

    /** Names under which the FE sends clients to its BEs, by index; they need not resolve. */
    public StarRocksEmulatorBuilder registeredHosts(final IntFunction<String> names) {
        registeredHosts = Optional.of(names);
        return this;
    }

    public StarRocksEmulator start() throws IOException {
        final Faults faults = new Faults();
        final ClusterState state = state(faults);
        final RequestLog requests = new RequestLog();
        final ClusterContext cluster = new ClusterContext(state, settings(), faults, requests);
        final ScanEngine scans = new ScanEngine(state.catalog(), state.store(), clock, version);
        final FrontendContext servers = new FrontendContext(cluster, new Backends(), new CopyOnWriteArrayList<>(), new MultiTableTasks());
        final StarRocksEmulator emulator = new StarRocksEmulator(servers, scans, requests);
        try {
            startBackends(servers, new ScanExtension(scans, faults));
            startFrontends(servers, queryPlans(servers, scans));
        } catch (IOException | RuntimeException e) {
            emulator.close();
            throw e;
        }
        return emulator;
    }

    private ClusterSettings settings() throws IOException {
        return new ClusterSettings(features, version, publishTime, https ? Optional.of(SelfSignedCertificate.ofThisJvm()) : Optional.empty());
    }

    private ClusterState state(final Faults faults) {
        final Catalog catalog = new Catalog(backends);
        final Users known = new Users();
        users.forEach(known::add);
        final RowStore store = new RowStore();
        scrambleSeed.ifPresent(store::scrambleRowOrder);
        return new ClusterState(catalog, known, store, new TransactionManager(catalog, store, faults, limits, clock), new Membership());
    }

    private static FrontendExtension queryPlans(final FrontendContext servers, final ScanEngine scans) {
        final ClusterContext cluster = servers.cluster();
        final QueryPlanner planner = new QueryPlanner(cluster.catalog(), cluster.store(),
                () -> servers.backends().all().stream().map(backend -> new BackendAddress(backend.host(), backend.thriftPort())).toList(),
                scans::isReplayed, cluster.membership().metadata());
        return new QueryPlanExtension(new Authenticator(cluster.catalog(), cluster.users()), planner);
    }

    private void startBackends(final FrontendContext servers, final BackendExtension scans) throws IOException {
        for (int i = 0; i < backends; i++) {
            final int index = i;
            final InetAddress address = address(FIRST_BACKEND_ADDRESS + i);
            final String name = registeredHosts.map(names -> names.apply(index)).orElseGet(address::getHostAddress);
            final EmulatorBackend backend = new EmulatorBackend(servers.cluster(), i,
                    new BackendAddresses(address, name, port(backendHttpPort, i), port(backendThriftPort, i)), scans);
            servers.backends().add(backend);
            backend.start();
        }
    }

    private void startFrontends(final FrontendContext servers, final FrontendExtension queryPlans) throws IOException {
        for (int i = 0; i < frontends; i++) {
            final EmulatorFrontend frontend = new EmulatorFrontend(servers, i, new InetSocketAddress(address(1 + i), port(frontendPort, i)), queryPlans);
            servers.frontends().add(frontend);
            frontend.start();
        }
    }

    private StarRocksEmulatorBuilder with(final ClusterFeature feature, final boolean on) {
        if (on) {
            features.add(feature);
        } else {
            features.remove(feature);
        }
        return this;
    }

    /** A separate address where the system supports it, as Linux does for all of 127.0.0.0/8. */
    private InetAddress address(final int last) throws IOException {
        final InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        if (oneAddress || last == 1) {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        }
        try (ServerSocket probe = new ServerSocket(0, 1, own)) {
            return probe.getInetAddress();
        } catch (IOException e) {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        }
    }

    private static int port(final int first, final int index) {
        return first == 0 ? 0 : first + index;
    }
}
