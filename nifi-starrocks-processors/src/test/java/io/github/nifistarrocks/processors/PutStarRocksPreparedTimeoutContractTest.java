package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A mark must not prove a commit for longer than StarRocks keeps the transaction: servers before 3.5.4 ignore Prepared Timeout. */
@Timeout(240)
class PutStarRocksPreparedTimeoutContractTest {

    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.now());

    @RegisterExtension
    static final StarRocksCluster NEWEST = cluster(StarRocksVersion.NEWEST);
    @RegisterExtension
    static final StarRocksCluster OLDER = cluster(StarRocksVersion.WITHOUT_PREPARED_TIMEOUTS);

    private static final String ROWS = "[{\"id\":1},{\"id\":2}]";
    private static final String SEVEN_DAYS = "604800";
    private static final String ONE_DAY = "86400";

    private static StarRocksCluster cluster(final StarRocksVersion version) {
        return StarRocksCluster.create(settings -> settings.version(version).labelLimits(1, Duration.ofDays(3)).clock(NOW::get));
    }

    @AfterEach
    void reset() {
        List.of(NEWEST, OLDER).forEach(cluster -> cluster.emulator().faults().clear());
        NOW.set(Instant.now());
    }

    @Test
    void abortedAndForgottenTransactionOfAnOlderServerIsNotSuccess() throws Exception {
        final Table table = new Table(OLDER);
        final MockFlowFile marked = table.preparedOnly();
        NOW.updateAndGet(time -> time.plus(Duration.ofDays(2)));
        assertThat(table.state(marked)).isEqualTo(TransactionState.ABORTED);
        table.sweep();
        assertThat(table.state(marked)).isEqualTo(TransactionState.UNKNOWN);
        marked.putAttributes(Map.of(PreparedMark.TIME, Long.toString(Instant.now().minus(Duration.ofDays(2)).toEpochMilli())));

        table.runner().send(marked, LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
        assertThat(table.rows()).isZero();
    }

    @Test
    void markOfAnOlderServerProvesOneDayAndTheBulletinSaysSo() throws Exception {
        final Table table = new Table(OLDER);
        final PutRunner runner = table.runner();

        runner.nifi.enqueue(PutRunner.flowFile(ROWS), PutRunner.flowFile(ROWS));
        runner.nifi.run(4, false, true);

        runner.nifi.assertTransferCount(LoadRelationships.SUCCESS, 2);
        assertThat(runner.nifi.getLogger().getWarnMessages()).extracting(LogMessage::getMsg).filteredOn(text -> text.contains("before 3.5.4"))
                .as("once").hasSize(1).first().asString().contains("Upgrade StarRocks, or set Prepared Timeout to 1 day");
    }

    @Test
    void serverThatReadsTheTimeoutKeepsThePreparedTransaction() throws Exception {
        final Table table = new Table(NEWEST);
        final MockFlowFile marked = table.preparedOnly();
        marked.assertAttributeEquals(PreparedMark.TIMEOUT, SEVEN_DAYS);
        NOW.updateAndGet(time -> time.plus(Duration.ofDays(2)));

        table.runner().send(marked, LoadRelationships.SUCCESS);
        assertThat(table.rows()).isEqualTo(2);
    }

    @Test
    void versionIsRequestedOnceAndOnlyForATimeoutAboveOneDay() throws Exception {
        final Table table = new Table(NEWEST);
        final FaultRule counted = NEWEST.emulator().faults().on(RequestKind.SQL).inject(new Fault.Delay(Duration.ZERO));
        final PutRunner runner = table.runner().with("Prepared Timeout", "1 day");
        table.prepare(runner);
        assertThat(counted.hits()).isZero();

        runner.with("Prepared Timeout", "7 days");
        table.prepare(runner);
        table.prepare(runner);

        assertThat(counted.hits()).isEqualTo(1);
    }

    @Test
    void markProvesOneDayWhileTheVersionIsNotKnown() throws Exception {
        final Table table = new Table(NEWEST);
        final PutRunner runner = table.runner();
        final FaultRule lost = NEWEST.emulator().faults().on(RequestKind.SQL).inject(new Fault.ResetBeforeBody());
        table.prepare(runner).assertAttributeEquals(PreparedMark.TIMEOUT, ONE_DAY);
        NEWEST.emulator().faults().drop(lost);

        table.prepare(runner).assertAttributeEquals(PreparedMark.TIMEOUT, SEVEN_DAYS);
    }

    /** A table, and the processor that loads into it. */
    private static final class Table {

        private final StarRocksCluster cluster;
        private final String database;
        private final String name;

        Table(final StarRocksCluster cluster) {
            this.cluster = cluster;
            database = cluster.newDatabase();
            name = newTable();
        }

        private String newTable() {
            return cluster.newTable(database, "CREATE TABLE {table} (id INT NOT NULL) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        }

        private PutRunner runner() throws Exception {
            return PutRunner.create(cluster, Map.of("Outcome Timeout", "300 ms", "Response Timeout", "1 sec"), database, name, new JsonTreeReader(),
                    Map.of()).as("node").with("Delivery Strategy", "TWO_PHASE").with("Prepared Timeout", "7 days");
        }

        /** Runs the processor once for a new FlowFile, and returns it from its queue. */
        private MockFlowFile prepare(final PutRunner runner) {
            runner.nifi.clearTransferState();
            runner.nifi.enqueue(PutRunner.flowFile(ROWS));
            runner.nifi.run();
            final MockFlowFile queued = (MockFlowFile) runner.nifi.getProcessSessionFactory().createSession().get();
            assertThat(queued).as("errors %s", runner.nifi.getLogger().getErrorMessages()).isNotNull();
            return new MockFlowFile(queued.getId(), queued);
        }

        /** The mark is stored, and the commit does not reach StarRocks. */
        private MockFlowFile preparedOnly() throws Exception {
            final FaultRule lost = cluster.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetBeforeBody());
            final MockFlowFile marked = prepare(runner());
            cluster.emulator().faults().drop(lost);
            assertThat(lost.hits()).isPositive();
            return marked;
        }

        private void sweep() throws Exception {
            final String other = newTable();
            for (int i = 0; i < 2; i++) {
                PutRunner.create(cluster, database, other).send("[{\"id\":1}]", LoadRelationships.SUCCESS);
            }
            cluster.emulator().frontends().forEach(EmulatorFrontend::sweepLabels);
        }

        private TransactionState state(final MockFlowFile marked) {
            return cluster.emulator().labelState(database, marked.getAttribute(PreparedMark.LABEL));
        }

        private long rows() {
            return ((Number) cluster.query("SELECT count(*) FROM %s.%s".formatted(database, name)).getFirst().getFirst()).longValue();
        }
    }
}
