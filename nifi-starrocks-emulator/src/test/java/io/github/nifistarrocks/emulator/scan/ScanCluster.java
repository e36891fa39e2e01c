package io.github.nifistarrocks.emulator.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.cluster.FrontendMetadata;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import io.github.nifistarrocks.emulator.plan.BackendAddress;
import io.github.nifistarrocks.emulator.plan.PlanReply;
import io.github.nifistarrocks.emulator.plan.QueryPlanner;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.RowWriter;
import io.github.nifistarrocks.emulator.store.WriteMode;

/** Planner and scan services of three BEs without the rest of the emulator, with a clock that tests move. */
public final class ScanCluster implements AutoCloseable {

    public static final String DATABASE = "demo";
    private static final int BACKENDS = 3;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Catalog catalog = new Catalog(BACKENDS);
    private final RowStore store = new RowStore();
    private final Faults faults = new Faults();
    private final List<ThriftScanServer> servers = new ArrayList<>();
    private final List<ClosedPort> closedPorts = new ArrayList<>();
    private final ScanEngine engine;
    private final QueryPlanner planner;
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    public ScanCluster() {
        this(StarRocksVersion.NEWEST);
    }

    public ScanCluster(final StarRocksVersion version) {
        engine = new ScanEngine(catalog, store, () -> now, version);
        planner = new QueryPlanner(catalog, store, this::addresses, engine::isReplayed, new FrontendMetadata());
        catalog.addDatabase(DATABASE);
        store.createSchema(DATABASE);
        for (int backend = 0; backend < BACKENDS; backend++) {
            try {
                servers.add(ThriftScanServer.start(engine.service(backend), faults, InetAddress.getLoopbackAddress(), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public Catalog catalog() {
        return catalog;
    }

    RowStore store() {
        return store;
    }

    public Faults faults() {
        return faults;
    }

    ScanEngine engine() {
        return engine;
    }

    void pass(final Duration time) {
        now = now.plus(time);
    }

    void stopBackend(final int backend) {
        final ThriftScanServer server = servers.get(backend);
        server.close();
        closedPorts.add(ClosedPort.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
    }

    public Table create(final TableDefinition definition) {
        final Table table = catalog.addTable(definition);
        store.createTable(table);
        return table;
    }

    public void load(final Table table, final List<Object[]> rows) {
        final RowWriter writer = store.writer(table, WriteMode.replace());
        for (int number = 0; number < rows.size(); number++) {
            final Object[] row = rows.get(number);
            final Partition partition = table.partitionOf(row).orElseThrow();
            final Tablet tablet = table.tabletOf(partition, row, number);
            writer.add(row, partition, tablet, RowWriter.UPSERT);
        }
        writer.publish();
    }

    public PlanReply planReply(final TableName table, final String body) {
        return planner.plan(table, body.getBytes(StandardCharsets.UTF_8), 0);
    }

    public JsonNode plan(final Table table, final String sql) {
        try {
            final PlanReply reply = planReply(table.name(), MAPPER.createObjectNode().put("sql", sql).toString());
            return MAPPER.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port(final int backend) {
        return servers.get(backend).port();
    }

    ScanClient connect(final int backend) {
        return new ScanClient(InetAddress.getLoopbackAddress().getHostAddress(), port(backend));
    }

    /** To the BE that holds the first replica. */
    ScanClient connect(final Table table, final long tablet) {
        return connect(table.tablet(tablet).backends().getFirst());
    }

    /** All rows of all tablets of a query. */
    List<List<Object>> readAll(final Table table, final String sql, final int batchSize) {
        final JsonNode plan = plan(table, sql);
        final List<List<Object>> rows = new ArrayList<>();
        plan.get("partitions").fieldNames().forEachRemaining(tablet -> {
            try (ScanClient client = connect(table, Long.parseLong(tablet))) {
                rows.addAll(client.readAll(plan.get("opaqued_query_plan").asText(), List.of(Long.parseLong(tablet)), batchSize));
            }
        });
        return rows;
    }

    private List<BackendAddress> addresses() {
        return servers.stream().map(server -> new BackendAddress("127.0.0.1", server.port())).toList();
    }

    static Optional<String> firstTablet(final JsonNode plan) {
        return plan.get("partitions").fieldNames().hasNext() ? Optional.of(plan.get("partitions").fieldNames().next()) : Optional.empty();
    }

    @Override
    public void close() {
        servers.forEach(ThriftScanServer::close);
        closedPorts.forEach(ClosedPort::close);
        store.close();
    }
}
