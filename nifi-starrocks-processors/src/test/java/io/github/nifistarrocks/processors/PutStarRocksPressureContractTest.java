package io.github.nifistarrocks.processors;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.pressure.LoadSlots;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadQueue;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.load.merged.MergedMemory;
import io.github.nifistarrocks.processors.load.prepared.PreparedMemory;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a cluster that asks for less, or has no room, means for FlowFiles, queues and bulletins. */
@Timeout(240)
class PutStarRocksPressureContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "CREATE TABLE {table} (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1";
    private static final String ONE_ROW = "[{\"id\":1}]";
    private static final String BEGINS = "are slowed down";
    private static final String ENDS = "accepts loads into";

    private final String database = CLUSTER.newDatabase();
    private final String busy = CLUSTER.newTable(database, COLUMNS);
    private final String idle = CLUSTER.newTable(database, COLUMNS);

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    /** The server's words that ask for another try, whole or in part as protocol reference stream-load.md, section 6, has them. */
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(true, "current running txns on db 10001 is 1000, larger than limit 1000", "TOO_MANY_TRANSACTIONS"),
                Arguments.of(true, "streamload txn num per be exceeds limit, be: 10.0.0.1, txn_num: 100, limit: 100", "TOO_MANY_TRANSACTIONS"),
                Arguments.of(true, "get database read lock timeout, database=demo, timeout=100ms", "BUSY"),
                Arguments.of(true, "current fe is not master", "INTERRUPTED"),
                Arguments.of(true, "No backend alive.", "BUSY"),
                Arguments.of(true, "The cluster is under recovery mode, all load jobs are rejected", "BUSY"),
                Arguments.of(true, "The cluster is under safe mode state, all load jobs are rejected.", "BUSY"),
                Arguments.of(true, "disable_load_job is set to true, all load jobs are prevented", "BUSY"),
                Arguments.of(true, "Tablet lost replicas. Check if any backend is down or not. tablet_id: 10187, replicas: 10003:336/-1/336/1:NORMAL:DEAD,. "
                        + "Check quorum number failed(OlapTableSink): BeReplicaSize:0, quorum:1", "BUSY"),
                Arguments.of(false, "a message that nobody has seen", "UNKNOWN_MESSAGE"),
                Arguments.of(false, "Too many versions. tablet_id: 10009, version_count: 1001, limit: 1000, replica_state: 0", "TOO_MANY_VERSIONS"),
                Arguments.of(false, "Failed to load data into tablet 10009, because of too many versions, current/limit: 1001/1000. You can reduce the loading"
                        + " job concurrency, or increase loading data batch size.", "TOO_MANY_VERSIONS"),
                Arguments.of(false, "Memory of process exceed limit. Start or finish stream load. Used: 30601449640, Limit: 30601449635.", "MEMORY"),
                Arguments.of(false, "Failed to commit txn 7. Tablet [10009] success replica num 0 is less then quorum replica num 1 while error backends 10002",
                        "BUSY"),
                Arguments.of(false, "rpc failed: 127.0.0.11: [E1008]Reached timeout=60000ms", "BUSY"),
                Arguments.of(false, "txn does not exist: 7", "ABORTED"),
                Arguments.of(false, "timeout by txn manager", "ABORTED"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void messagesThatAskForARetryLeadToRetryWithAPenalty(final boolean beforeTheRows, final String words, final String reason) throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(beforeTheRows ? new Fault.LoadRefused(words) : new Fault.LoadFails(words));
        final PutRunner runner = runner(Map.of());

        final MockFlowFile sent = runner.send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.status", "THROTTLED");
        sent.assertAttributeEquals("starrocks.error.reason", reason);
        assertThat(sent.getAttribute("starrocks.error.message")).contains(words, busy);
        assertThat(sent.isPenalized()).isTrue();
        assertThat(warnings(runner)).singleElement().asString().contains(words);
        runner.send(sent, LoadRelationships.SUCCESS);
        assertThat(count(busy)).isEqualTo(1);
    }

    @Test
    void backOffIsReportedOnceWhenItBeginsAndOnceWhenItEndsWhoeverMeetsIt() throws InitializationException {
        final FaultRule pressure = CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).inject(Fault.tooManyVersions());
        final PutRunner first = runner(Map.of());
        final List<PutRunner> all = List.of(first, runner(Map.of()).sharing(first), runner(Map.of()).sharing(first));
        final List<MockFlowFile> again = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (final PutRunner one : all) {
                again.add(one.send(PutRunner.flowFile(ONE_ROW), LoadRelationships.RETRY));
            }
        }
        assertThat(all.stream().flatMap(one -> warnings(one).stream())).singleElement().asString().contains(BEGINS, database + "." + busy, "compaction");

        CLUSTER.emulator().faults().drop(pressure);
        for (int i = 0; i < again.size(); i++) {
            all.get(i % all.size()).send(again.get(i), LoadRelationships.SUCCESS);
        }

        assertThat(all.stream().flatMap(one -> warnings(one).stream()).filter(words -> words.contains(ENDS))).singleElement().asString()
                .contains(database + "." + busy);
        assertThat(all.stream().flatMap(one -> warnings(one).stream())).hasSize(2);
        assertThat(count(busy)).isEqualTo(again.size());
    }

    @Test
    void tableThatCannotBeAskedForItsColumnsIsPressureToo() throws InitializationException {
        final FaultRule outage = CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(503, "text/plain", "out of order"));
        final PutRunner runner = runner(Map.of());

        final MockFlowFile sent = runner.send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.status", "THROTTLED");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("sent nothing", busy);
        assertThat(sent.isPenalized()).isTrue();
        assertThat(warnings(runner)).singleElement().asString().contains(BEGINS);
        CLUSTER.emulator().faults().drop(outage);
        runner.send(sent, LoadRelationships.SUCCESS);
    }

    @Test
    void unknownMessageDoesNotSlowTheTable() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.LoadFails("a message that nobody has seen"));
        final PutRunner runner = runner(Map.of("Maximum Back-Off", "1 min"));

        final MockFlowFile sent = runner.send(ONE_ROW, LoadRelationships.RETRY);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("a message that nobody has seen");
        runner.send(sent, LoadRelationships.SUCCESS);
        assertThat(warnings(runner)).singleElement().asString().doesNotContain(BEGINS);
    }

    @Test
    void serverErrorOfOneFrontendNeitherStopsALoadNorSlowsTheTable() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.FE_STREAM_LOAD).times(1).inject(new Fault.Reply(503, "text/html", "out of order"));
        CLUSTER.emulator().requests().clear();
        final PutRunner runner = runner(Map.of("Maximum Back-Off", "1 min"));
        for (int id = 1; id <= 3; id++) {
            runner.nifi.enqueue("[{\"id\":%d}]".formatted(id));
        }

        runner.nifi.run(3);

        runner.nifi.assertAllFlowFilesTransferred(LoadRelationships.SUCCESS, 3);
        assertThat(warnings(runner)).isEmpty();
        final List<String> frontends = CLUSTER.emulator().requests().to("/_stream_load").stream().map(RecordedRequest::server)
                .filter(server -> server.startsWith("fe")).toList();
        assertThat(frontends).hasSize(4);
        assertThat(frontends.subList(1, 4)).as("FEs after the one that is cooled down").doesNotContain(frontends.getFirst());
    }

    @Test
    void clusterOutOfReachIsReportedOnceForAllTables() throws InitializationException {
        final PutRunner runner = runner(Map.of("FE URLs", "http://127.0.0.1:1", "Connect Timeout", "1 sec"));

        for (int table = 1; table <= 20; table++) {
            runner.with("Table", "t" + table).send(ONE_ROW, LoadRelationships.RETRY).assertAttributeEquals("starrocks.error.reason", "UNREACHABLE");
        }

        assertThat(warnings(runner)).singleElement().asString().contains("Loads into all tables", BEGINS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void passwordThatIsChangedUnderAQueueSendsNothingToFailure(final String strategy) throws InitializationException {
        final PutRunner runner = runner(Map.of("Maximum Back-Off", "1 min")).with("Delivery Strategy", strategy);
        runner.send(ONE_ROW, LoadRelationships.SUCCESS);
        // fe-recordings, 012 and 157.
        final Fault denied = new Fault.Reply(401, "text/html", "{\"status\":\"FAILED\",\"code\":\"1\",\"msg\":\"Access denied for load_user@127.0.0.1\"}");
        final List<FaultRule> rules = Stream.of(RequestKind.FE_STREAM_LOAD, RequestKind.SCHEMA, RequestKind.LOAD_STATE)
                .map(kind -> CLUSTER.emulator().faults().on(kind).inject(denied)).toList();
        for (int queued = 1; queued <= 300; queued++) {
            runner.nifi.enqueue(ONE_ROW);
        }

        final MockFlowFile first = runner.trigger(LoadRelationships.RETRY);
        runner.nifi.run();

        first.assertAttributeEquals("starrocks.error.reason", "DENIED");
        assertThat(first.getAttribute("starrocks.error.message")).contains("The login has succeeded before", "Correct Username and Password");
        assertThat(runner.nifi.getQueueSize().getObjectCount()).as("waiting FlowFiles").isEqualTo(299);
        rules.forEach(CLUSTER.emulator().faults()::drop);
        waitFor(() -> runner.client().pressure().remaining(new TableId(database, busy)).isZero());
        runner.nifi.clearTransferState();
        runner.nifi.enqueue(first);
        runner.nifi.run(300);
        runner.nifi.assertAllFlowFilesTransferred(LoadRelationships.SUCCESS, 300);
        assertThat(count(busy)).isEqualTo(301);
        assertThat(warnings(runner)).hasSize(2);
        assertThat(runner.nifi.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void missingPrivilegeGoesToFailureAlthoughTheLoginIsRight() throws InitializationException {
        final PutRunner runner = runner(Map.of());
        runner.send(ONE_ROW, LoadRelationships.SUCCESS);
        CLUSTER.emulator().faults().on(RequestKind.FE_STREAM_LOAD).times(1).inject(new Fault.Reply(401, "text/html",
                "{\"status\":\"FAILED\",\"msg\":\"Access denied; you need (at least one of) the INSERT privilege(s) on TABLE t for this operation.\"}"));

        runner.send(ONE_ROW, LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "DENIED");
    }

    @Test
    void backOffThatBeginsAgainIsReportedAgain() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.memoryLimit());
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(2).times(1).inject(Fault.memoryLimit());
        final PutRunner runner = runner(Map.of());

        runner.send(runner.send(ONE_ROW, LoadRelationships.RETRY), LoadRelationships.SUCCESS);
        runner.send(runner.send(ONE_ROW, LoadRelationships.RETRY), LoadRelationships.SUCCESS);

        assertThat(warnings(runner)).hasSize(4).extracting(words -> words.contains(BEGINS)).containsExactly(true, false, true, false);
    }

    @Test
    void backOffIsReportedForEachTable() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(2).inject(Fault.tooManyVersions());
        final PutRunner runner = runner(Map.of());

        runner.send(ONE_ROW, LoadRelationships.RETRY);
        runner.with("Table", idle).send(ONE_ROW, LoadRelationships.RETRY);

        assertThat(warnings(runner)).hasSize(2);
        assertThat(warnings(runner).getFirst()).contains(busy);
        assertThat(warnings(runner).getLast()).contains(idle);
    }

    @Test
    void flowFilesOfATableUnderPressureKeepTheirPlacesWhileOthersGoOn() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).where(busy).times(1).inject(Fault.tooManyVersions());
        final PutRunner runner = runner(Map.of("Maximum Back-Off", "1 min")).with("Table", "${table}");
        for (int id = 1; id <= 3; id++) {
            runner.nifi.enqueue("[{\"id\":%d}]".formatted(id), Map.of("table", busy));
            runner.nifi.enqueue("[{\"id\":%d}]".formatted(id), Map.of("table", idle));
        }
        assertThat(runner.trigger(LoadRelationships.RETRY).getContent()).isEqualTo("[{\"id\":1}]");

        for (int id = 1; id <= 3; id++) {
            assertThat(runner.trigger(LoadRelationships.SUCCESS).getContent()).isEqualTo("[{\"id\":%d}]".formatted(id));
        }
        assertThat(count(idle)).isEqualTo(3);
        assertThat(count(busy)).isZero();

        runner.nifi.clearTransferState();
        runner.nifi.run();
        assertThat(runner.nifi.getQueueSize().getObjectCount()).as("waiting FlowFiles").isEqualTo(2);
        assertThat(((MockProcessContext) runner.nifi.getProcessContext()).isYieldCalled()).isTrue();

        waitFor(() -> runner.client().pressure().remaining(new TableId(database, busy)).isZero());
        assertThat(runner.trigger(LoadRelationships.SUCCESS).getContent()).isEqualTo("[{\"id\":2}]");
        assertThat(runner.trigger(LoadRelationships.SUCCESS).getContent()).isEqualTo("[{\"id\":3}]");
    }

    @Test
    void flowFileWithoutATableIsNotHeldBack() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).where(busy).times(1).inject(Fault.tooManyVersions());
        final PutRunner runner = runner(Map.of("Maximum Back-Off", "1 min")).with("Table", "${table}");
        runner.send(ONE_ROW, Map.of("table", busy), LoadRelationships.RETRY);

        runner.send(ONE_ROW, Map.of(), LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "INVALID_PROPERTY");
    }

    @Test
    void backOffGrowsNoFurtherThanAllowed() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).inject(Fault.tooManyVersions());
        final PutRunner runner = runner(Map.of("Maximum Back-Off", "50 ms"));
        final TableId table = new TableId(database, busy);

        for (int i = 0; i < 4; i++) {
            runner.send(ONE_ROW, LoadRelationships.RETRY);
            assertThat(runner.client().pressure().remaining(table)).isLessThanOrEqualTo(Duration.ofMillis(50));
            waitFor(() -> runner.client().pressure().remaining(table).isZero());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void tableTakesNoMoreLoadsAtATimeThanAllowed(final String strategy) throws Exception {
        final RequestKind hop = "TRANSACTION".equals(strategy) ? RequestKind.TRANSACTION_LOAD : RequestKind.BE_STREAM_LOAD;
        final FaultRule slow = CLUSTER.emulator().faults().on(hop).where(busy).times(1).inject(new Fault.Delay(Duration.ofMinutes(5)));
        final PutRunner first = runner(Map.of("Maximum Loads per Table", "1")).with("Delivery Strategy", strategy);
        final PutRunner second = runner(Map.of()).with("Delivery Strategy", strategy).sharing(first);
        first.nifi.enqueue(ONE_ROW);
        second.nifi.enqueue(ONE_ROW);
        final CompletableFuture<Void> load = CompletableFuture.runAsync(first.nifi::run);
        waitFor(() -> slow.hits() == 1);

        second.nifi.run();

        assertThat(second.nifi.getQueueSize().getObjectCount()).as("FlowFiles that wait for a slot").isEqualTo(1);
        assertThat(((MockProcessContext) second.nifi.getProcessContext()).isYieldCalled()).isTrue();
        assertThat(second.nifi.getLogger().getWarnMessages()).isEmpty();
        second.with("Table", idle).trigger(LoadRelationships.SUCCESS);
        CLUSTER.emulator().faults().release();
        load.get(120, TimeUnit.SECONDS);
        first.nifi.assertTransferCount(LoadRelationships.SUCCESS, 1);
        second.with("Table", busy).send(ONE_ROW, LoadRelationships.SUCCESS);
        assertThat(count(busy)).isEqualTo(2);
    }

    @Test
    void flowFilesOfOtherTablesGoBeforeThoseThatWaitForASlot() throws Exception {
        final FaultRule slow = CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).where(busy).times(1).inject(new Fault.Delay(Duration.ofMinutes(5)));
        final PutRunner first = runner(Map.of("Maximum Loads per Table", "1"));
        final PutRunner second = runner(Map.of()).with("Table", "${table}").sharing(first);
        first.nifi.enqueue(ONE_ROW);
        final CompletableFuture<Void> load = CompletableFuture.runAsync(first.nifi::run);
        waitFor(() -> slow.hits() == 1);
        second.nifi.enqueue(ONE_ROW, Map.of("table", busy));
        second.nifi.enqueue(ONE_ROW, Map.of("table", idle));

        second.nifi.run();

        assertThat(second.nifi.getFlowFilesForRelationship("success")).singleElement().satisfies(sent -> sent.assertAttributeEquals("table", idle));
        CLUSTER.emulator().faults().release();
        load.get(120, TimeUnit.SECONDS);
        second.trigger(LoadRelationships.SUCCESS).assertAttributeEquals("table", busy);
    }

    @Test
    void queueReadsOnlyTheTableOfEachFlowFileAndOnlyOnce() throws Exception {
        final PutRunner runner = runner(Map.of("Maximum Loads per Table", "1")).with("Table", "${table}");
        for (int id = 1; id <= 3; id++) {
            runner.nifi.enqueue("[{\"id\":%d}]".formatted(id), Map.of("table", busy));
        }
        final Map<String, Integer> reads = new HashMap<>();
        final ProcessContext counting = (ProcessContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ProcessContext.class},
                (proxy, method, arguments) -> {
                    if ("getProperty".equals(method.getName())) {
                        reads.merge(((PropertyDescriptor) arguments[0]).getName(), 1, Integer::sum);
                    }
                    return method.invoke(runner.nifi.getProcessContext(), arguments);
                });
        final LoadSlots.Slot held = runner.client().slots().tryAcquire(new TableId(database, busy), Duration.ZERO, new CallScope()).orElseThrow();
        try (held) {
            final Optional<LoadQueue.QueuedFlowFile> next = new LoadQueue(counting, runner.client(), new PreparedMemory(), new MergedMemory(System::nanoTime))
                    .next(runner.nifi.getProcessSessionFactory().createSession());

            assertThat(((MockFlowFile) next.orElseThrow().flowFile()).getContent()).as("the first that waits for a slot").isEqualTo("[{\"id\":1}]");
            assertThat(reads).isEqualTo(Map.of("Database", 3, "Table Strategy", 3, "Table", 3));
        }
    }

    private PutRunner runner(final Map<String, String> connection) throws InitializationException {
        return PutRunner.create(CLUSTER, connection, database, busy, new JsonTreeReader(), Map.of());
    }

    private static List<String> warnings(final PutRunner runner) {
        return runner.nifi.getLogger().getWarnMessages().stream().map(message -> message.getMsg()).toList();
    }

    private long count(final String table) {
        return CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
    }

    private static void waitFor(final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
