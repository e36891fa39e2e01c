package io.github.nifistarrocks.processors.proof;

import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import io.github.nifistarrocks.processors.proof.StatefulSession.CommitFate;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.AbstractRecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rounds of FetchStarRocksTablets with Maximum-value Columns while rows are loaded: what all rounds read together is the table, and no row is read twice. Between
 * the rounds FEs do not reply or are behind, NiFi dies before its commit, the state is out of reach, and the primary node changes while the old one still plans.
 */
@Tag("proof-scanning")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class IncrementalReadsContractTest {

    private static final int FRONTENDS = 3;

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create(builder -> builder.frontends(FRONTENDS));

    private static final int MAX_ROWS = 20;
    private static final Map<String, String> SHORT_TIMEOUTS = Map.of("Connect Timeout", "2 sec", "FE Cool-Down", "50 ms");

    private final ProofReport report = ProofReport.of(IncrementalReadsContractTest.class);
    private final String database = CLUSTER.newDatabase();
    private final ClusterState state = new ClusterState();
    private final Map<String, Integer> events = new TreeMap<>();

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().catchUpMetadata();
    }

    @ParameterizedTest
    @EnumSource
    void allRoundsTogetherReadEachRowOnce(final SequenceColumn column) throws Exception {
        final long seed = ProofSize.seed();
        final Random random = new Random(seed);
        final int rounds = ProofSize.of(200, 12);
        final String table = newTable(column);
        final List<TestRunner> nodes = List.of(fetch(table), fetch(table));
        final Scan scan = new Scan();
        final int loads;
        try (ExecutorService thread = Executors.newSingleThreadExecutor(); Loader loader = new Loader(new TableId(database, table), column, seed)) {
            final Future<Integer> loading = thread.submit(loader);
            final List<MockFlowFile> waiting = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                if (random.nextInt(4) == 0) {
                    delayMetadata(new TableName(database, table), random);
                }
                waiting.addAll(round(nodes, random));
                Collections.shuffle(waiting, random);
                scan.read(waiting, random.nextInt(waiting.size() + 1));
            }
            CLUSTER.emulator().catchUpMetadata();
            loader.stop();
            loads = loading.get();
            for (List<MockFlowFile> last = plan(nodes.getFirst(), CommitFate.STORED); !last.isEmpty(); last = plan(nodes.getFirst(), CommitFate.STORED)) {
                waiting.addAll(last);
            }
            scan.read(waiting, waiting.size());
        }

        final List<Long> inTable = CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, table)).stream()
                .map(row -> Long.parseLong(row.getFirst().toString())).toList();
        report.add("%s: seed %d, rounds %d, loads %d, rows in the table %d, rows read %d, %s", column, seed, rounds, loads, inTable.size(),
                scan.ids.size(), events);
        assertThat(scan.ids.stream().sorted().toList()).as("seed %d", seed).isEqualTo(inTable);
        assertThat(inTable).hasSizeGreaterThan(rounds);
    }

    @Test
    void nodeThatDiesBetweenFlowFilesAndStateReadsTheRangeOfItsLatestPlanAgain() throws Exception {
        final String table = newTable(SequenceColumn.BIGINT);
        CLUSTER.execute("INSERT INTO %s.%s VALUES (1, -5), (2, -4)".formatted(database, table));
        final TestRunner node = fetch(table);

        final List<MockFlowFile> first = plan(node, CommitFate.STORED_WITHOUT_STATE);
        assertThat(state.getState(Scope.CLUSTER).toMap()).isEqualTo(Map.of("fragment.identifier", first.getFirst().getAttribute("fragment.identifier")));
        final Scan scan = new Scan();
        scan.read(first, first.size());
        final List<MockFlowFile> second = plan(node, CommitFate.STORED);
        scan.read(second, second.size());

        assertThat(scan.ids).containsExactlyInAnyOrder(1L, 2L, 1L, 2L);
        assertThat(plan(node, CommitFate.STORED)).isEmpty();
    }

    private String newTable(final SequenceColumn column) {
        return CLUSTER.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, seq %s NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 3""".formatted(column.type()));
    }

    /** One FE is behind from now on, until the next time. */
    private void delayMetadata(final TableName table, final Random random) {
        count("another FE is behind");
        CLUSTER.emulator().catchUpMetadata();
        CLUSTER.emulator().delayMetadata(random.nextInt(FRONTENDS), table);
    }

    /** One or two runs of the processor. The FlowFiles of those that are committed. */
    private List<MockFlowFile> round(final List<TestRunner> nodes, final Random random) {
        final List<MockFlowFile> planned = new CopyOnWriteArrayList<>();
        final TestRunner primary = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                count("FE resets a statement");
                CLUSTER.emulator().faults().on(RequestKind.SQL).times(1).inject(new Fault.ResetAfterCommit());
            }
            case 1 -> {
                count("FE truncates a plan");
                CLUSTER.emulator().faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.TruncateReply(200 + random.nextInt(200)));
            }
            case 2 -> {
                count("all FEs fail");
                CLUSTER.emulator().faults().on(RequestKind.QUERY_PLAN).times(3).inject(new Fault.ResetAfterCommit());
            }
            case 3 -> {
                count("NiFi dies before its commit");
                assertThat(plan(primary, CommitFate.LOST)).isEmpty();
            }
            case 4 -> {
                count("state out of reach");
                state.setOutOfReach(true);
                assertThat(plan(primary, CommitFate.STORED)).isEmpty();
                state.setOutOfReach(false);
            }
            case 5 -> {
                count("another node plans meanwhile");
                final TestRunner other = nodes.get(1 - nodes.indexOf(primary));
                CLUSTER.emulator().faults().on(RequestKind.QUERY_PLAN).times(1)
                        .inject(new Fault.Meanwhile(() -> planned.addAll(plan(other, CommitFate.STORED))));
            }
            default -> count("no fault");
        }
        planned.addAll(plan(primary, CommitFate.STORED));
        CLUSTER.emulator().faults().clear();
        return planned;
    }

    private void count(final String event) {
        events.merge(event, 1, Integer::sum);
    }

    /** The FlowFiles of one run; none when it is not committed. */
    private List<MockFlowFile> plan(final TestRunner node, final CommitFate fate) {
        final FetchStarRocksTablets processor = (FetchStarRocksTablets) node.getProcessor();
        final StatefulSession session = new StatefulSession(processor, state, fate);
        try {
            processor.onTrigger(context(node.getProcessContext()), () -> session);
        } catch (FragileSession.LostCommitException e) {
            return new ArrayList<>();
        }
        return new ArrayList<>(session.isCommitted() ? session.getFlowFilesForRelationship("success") : List.of());
    }

    /** With the state of the cluster in place of one of the test runner. */
    private ProcessContext context(final ProcessContext context) {
        return (ProcessContext) Proxy.newProxyInstance(ProcessContext.class.getClassLoader(), new Class<?>[] {ProcessContext.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("getStateManager") ? state : method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private TestRunner fetch(final String table) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(new FetchStarRocksTablets());
        ClusterConnections.add(runner, CLUSTER, SHORT_TIMEOUTS);
        runner.setProperty("Database", database);
        runner.setProperty("Table", table);
        runner.setProperty("Maximum-value Columns", "seq");
        runner.setIncomingConnection(false);
        runner.assertValid();
        return runner;
    }

    /** Loads rows, each load with one value, and each value above the one before. */
    private static final class Loader implements Callable<Integer>, AutoCloseable {

        private final TableId table;
        private final SequenceColumn column;
        private final Random random;
        private volatile boolean stopped;
        private int loads;
        private long rows;

        Loader(final TableId table, final SequenceColumn column, final long seed) {
            this.table = table;
            this.column = column;
            this.random = new Random(seed + 1);
        }

        /** Ends the loading after the load in progress. */
        void stop() {
            stopped = true;
        }

        @Override
        public void close() {
            stop();
        }

        /** @return the number of loads */
        @Override
        public Integer call() throws Exception {
            try (StarRocksClient client = StarRocksClient.open(StarRocksClientConfig.builder(CLUSTER.frontendUrls())
                    .credentials(CLUSTER.user(), CLUSTER.password()).connectTimeout(Duration.ofSeconds(5)).build())) {
                while (!stopped || loads < 2) {
                    load(client);
                }
                return loads;
            }
        }

        private void load(final StarRocksClient client) throws Exception {
            final StringBuilder body = new StringBuilder();
            for (int i = 1 + random.nextInt(MAX_ROWS); i > 0; i--) {
                body.append(rows++).append('|').append(column.value(loads)).append('\n');
            }
            final LoadRequest request = LoadRequest.builder(table, "load_" + loads).header("format", "csv").header("column_separator", "|").build();
            final LoadOutcome outcome = client.load(request, out -> out.write(body.toString().getBytes(StandardCharsets.UTF_8)), new CallScope());
            assertThat(outcome).isInstanceOf(LoadOutcome.Committed.class);
            loads++;
        }
    }

    /** Scans plan FlowFiles and keeps the ids of their rows. */
    private static final class Scan {

        private final List<Long> ids = new ArrayList<>();
        private final TestRunner runner = TestRunners.newTestRunner(new ScanStarRocksTablet());

        Scan() throws InitializationException {
            ClusterConnections.add(runner, CLUSTER, Map.of());
            final RecordSetWriterFactory writer = new KeptIds();
            runner.addControllerService("writer", writer);
            runner.enableControllerService(writer);
            runner.setProperty("Record Writer", "writer");
        }

        /** Reads the first of them, and removes them. */
        void read(final List<MockFlowFile> planned, final int count) {
            final List<MockFlowFile> next = List.copyOf(planned.subList(0, count));
            next.forEach(runner::enqueue);
            if (count > 0) {
                runner.run(count);
                runner.assertAllFlowFilesTransferred("success", count);
                runner.clearTransferState();
            }
            planned.subList(0, count).clear();
        }

        private final class KeptIds extends AbstractControllerService implements RecordSetWriterFactory {

            @Override
            public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) {
                return readSchema;
            }

            @Override
            public RecordSetWriter createWriter(final ComponentLog log, final RecordSchema schema, final OutputStream out,
                    final Map<String, String> variables) {
                return new AbstractRecordSetWriter(out) {
                    @Override
                    protected Map<String, String> writeRecord(final Record row) {
                        if (!(row instanceof MapRecord)) {
                            ids.add(row.getAsLong("id"));
                        }
                        return Map.of();
                    }

                    @Override
                    public String getMimeType() {
                        return "application/octet-stream";
                    }
                };
            }
        }
    }
}
