package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.systemtests.ScanFlow.Kind;
import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.NifiQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables are read by a real NiFi cluster of two nodes, with the flows that users import. Each node writes files into a directory of its own.
 */
@Tag("proof-scanning")
class ClusterIT {
    private static final int KILLS = "full".equals(System.getProperty("proof.size")) ? 5 : 1;
    private static final int ROWS = 4_000;
    private static final int FLOW_FILES = 12;
    /** So that a tablet is several batches. */
    private static final Map<String, String> SMALL_BATCHES = Map.of("Batch Rows", "50");
    /** Fewer batches than half of the tablets have, so that each node still has tablets to scan. */
    private static final int BATCHES_BEFORE_KILL = 32;
    /** Two tasks scan on each node. */
    private static final int SCANS = 4;

    private static ClusterBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = ClusterBed.start("cluster");
        Files.deleteIfExists(figures());
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @AfterEach
    void repair() {
        bed.starRocks().faults().clear();
        bed.cluster().restartKilled();
    }

    @Test
    void tabletsOfAPlanAreScannedByAllNodes() throws IOException {
        createOrders("spread", ROWS);
        try (ScanFlow flow = files("spread")) {
            assertThat(flow.group().validationErrors()).isEmpty();
            final List<Integer> queued = bed.cluster().flowFiles(flow.planOnce(FLOW_FILES));
            flow.startReading();
            awaitRows("spread", ROWS);
            flow.awaitIdle();

            final List<List<String>> rows = rowsByNode("spread");
            figure("Two nodes, one plan of %d FlowFiles: FlowFiles of each node %s, rows of each node %s", FLOW_FILES, queued, sizes(rows));
            assertThat(rows).allSatisfy(share -> assertThat(share).isNotEmpty());
            assertThat(flatten(rows)).containsExactlyInAnyOrderElementsOf(Orders.rows(0, ROWS));
            assertThat(flow.group().bulletins()).noneMatch(bulletin -> bulletin.startsWith("ERROR"));
        }
    }

    @Test
    void rowsAreReadOnceThoughANodeIsKilledInMidScan() throws IOException {
        for (int kill = 1; kill <= KILLS; kill++) {
            final String database = "killed_" + kill;
            createOrders(database, ROWS);
            try (ScanFlow flow = files(database)) {
                flow.group().setProperties(ScanFlow.SCAN, SMALL_BATCHES);
                final List<Integer> queued = bed.cluster().flowFiles(flow.planOnce(FLOW_FILES));
                final FaultRule hanging = hangingBatches();
                flow.startReading();
                awaitHanging(hanging);
                final int victim = other(bed.cluster().primary(0));
                final String before = killed(victim, database);
                bed.starRocks().faults().clear();
                bed.cluster().restartKilled();
                awaitRows(database, ROWS);
                flow.awaitIdle();

                final List<List<String>> rows = rowsByNode(database);
                figure("%s; FlowFiles of each node %s, rows of each node at the end %s, of %d in the table", before, queued, sizes(rows), ROWS);
                assertThat(flatten(rows)).containsExactlyInAnyOrderElementsOf(Orders.rows(0, ROWS));
            }
        }
    }

    @Test
    void newRowsAreReadOnceThoughThePrimaryNodeIsKilledInMidScan() throws IOException {
        for (int kill = 1; kill <= KILLS; kill++) {
            final String database = "primary_" + kill;
            createOrders(database, ROWS);
            try (ScanFlow flow = files(database)) {
                flow.group().setProperties(ScanFlow.PLAN, Map.of("Maximum-value Columns", "id"));
                flow.group().setProperties(ScanFlow.SCAN, SMALL_BATCHES);
                flow.group().setRunSchedule(ScanFlow.PLAN, "1 sec");
                final FaultRule hanging = hangingBatches();
                flow.group().start();
                awaitHanging(hanging);
                awaitState(flow, database, ROWS - 1);
                final NifiQueue plans = flow.group().queue(ScanFlow.PLAN, "success");
                Await.until("the plan to be distributed", TestBed.LIMIT, () -> !plans.isBalancing());
                final int victim = bed.cluster().primary(0);
                final int survivor = other(victim);
                final String before = killed(victim, database);
                bed.starRocks().faults().clear();
                Orders.insert(bed.starRocks(), database, ROWS, 2 * ROWS);
                Await.value("the primary node", TestBed.LIMIT, () -> bed.cluster().primary(survivor), primary -> primary == survivor);
                bed.cluster().awaitDisconnected(victim, survivor);
                awaitState(flow.through(survivor), database, 2 * ROWS - 1);
                bed.cluster().restartKilled();
                awaitRows(database, 2 * ROWS);
                flow.awaitIdle();

                final List<List<String>> rows = rowsByNode(database);
                figure("%s, while %d rows were loaded; rows of each node at the end %s, of %d in the table", before, ROWS, sizes(rows), 2 * ROWS);
                assertThat(flatten(rows)).containsExactlyInAnyOrderElementsOf(Orders.rows(0, 2 * ROWS));
            }
        }
    }

    @Test
    void copyHasTheSelectedColumnsWithoutThePrefix() {
        createOrders("origin", ROWS);
        bed.starRocks().execute("""
                CREATE DATABASE copies;
                CREATE TABLE copies.products (id BIGINT NOT NULL, product VARCHAR(40) NULL, price DECIMAL(27, 9) NULL, ordered_at DATETIME NOT NULL)
                DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 3""");
        final Map<String, String> values = Map.of("columns", "id, product, price, ordered_at", "prefix", Orders.PREFIX, "target.database", "copies",
                "target.table", "products");
        try (ScanFlow flow = ScanFlow.create(bed, Kind.COPY, "origin", values)) {
            assertThat(flow.group().validationErrors()).isEmpty();
            flow.planOnce(FLOW_FILES);
            flow.startReading();
            Await.value("the rows of the copy", TestBed.LIMIT, () -> copies().size(), count -> count >= ROWS);
            flow.awaitIdle();

            assertThat(copies()).containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).mapToObj(ClusterIT::copy).toList());
        }
    }

    private static List<String> copies() {
        return bed.starRocks().query("select id, product, price, ordered_at from copies.products").stream().map(List::toString).toList();
    }

    private static String copy(final int id) {
        final String product = Orders.product(id);
        final String stripped = product.startsWith(Orders.PREFIX) ? product.substring(Orders.PREFIX.length()) : product;
        return "[%d, %s, %s, %s]".formatted(id, product.isEmpty() ? null : stripped, Orders.price(id), Orders.time(id));
    }

    @ParameterizedTest
    @EnumSource
    void exportedFlowIsTheImportedOne(final Kind kind) throws IOException {
        try (ScanFlow flow = ScanFlow.create(bed, kind, "exported", Map.of())) {
            assertThat(FlowDefinition.exported(bed.nifi(), flow.group(), Workspace.flow(kind.file()))).doesNotContain(bed.password());
        }
    }

    private static void createOrders(final String database, final int rows) {
        Orders.create(bed.starRocks(), database);
        Orders.insert(bed.starRocks(), database, 0, rows);
    }

    /** The directory is relative, so that it is another one on each node. */
    private static ScanFlow files(final String database) {
        return ScanFlow.create(bed, Kind.FILES, database, Map.of("output.directory", "./data/" + database));
    }

    /** So that scans of both nodes are in progress when a node is killed. */
    private static FaultRule hangingBatches() {
        return bed.starRocks().faults().on(RequestKind.GET_NEXT).after(BATCHES_BEFORE_KILL).inject(new Fault.Delay(Duration.ofMinutes(5)));
    }

    private static void awaitHanging(final FaultRule hanging) {
        Await.value("scans in progress on both nodes", TestBed.LIMIT, hanging::hits, hits -> hits >= SCANS);
    }

    private static void awaitState(final ScanFlow flow, final String database, final int id) {
        Await.value("the state of the processor", TestBed.LIMIT,
                () -> flow.group().state(ScanFlow.PLAN).getOrDefault("%s.%s@!@id".formatted(database, Orders.TABLE), "none"), Integer.toString(id)::equals);
    }

    private static int other(final int node) {
        return 1 - node;
    }

    /** @return what was killed, and what it had written */
    private static String killed(final int victim, final String database) {
        final List<String> roles = bed.cluster().roles(victim);
        bed.cluster().node(victim).kill();
        return "Node %d %s killed with %d scans in progress, rows of each node then %s".formatted(victim, roles, bed.starRocks().openScanners(),
                sizes(rowsByNode(database)));
    }

    private static void awaitRows(final String database, final int rows) {
        Await.value("%,d rows in files".formatted(rows), TestBed.LIMIT, () -> flatten(rowsByNode(database)).size(), count -> count >= rows);
    }

    private static List<List<String>> rowsByNode(final String database) {
        return bed.cluster().indexes()
                .mapToObj(node -> ReadBack.read(bed.home(node).resolve("data").resolve(database), Orders.COLUMNS))
                .map(files -> flatten(files.values()))
                .toList();
    }

    private static List<String> flatten(final Collection<List<String>> lists) {
        final List<String> all = new ArrayList<>();
        lists.forEach(all::addAll);
        return all;
    }

    private static List<Integer> sizes(final List<List<String>> lists) {
        return lists.stream().map(List::size).toList();
    }

    private static Path figures() {
        return Path.of("target", "proof", "ClusterIT.txt");
    }

    private static void figure(final String format, final Object... values) throws IOException {
        final String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        Files.createDirectories(figures().getParent());
        Files.write(figures(), List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
