package io.github.nifistarrocks.processors.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.proof.StatefulSession.CommitFate;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
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

    @RegisterExtension
    static final StarRocksCluster CLUSTER = PlanningNodes.newCluster();

    private static final int MAX_ROWS = 20;

    private final ProofReport report = ProofReport.of(IncrementalReadsContractTest.class);
    private final String database = CLUSTER.newDatabase();

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
        final PlanningNodes nodes = planning(table, random);
        final List<Long> ids = new ArrayList<>();
        final ScannedRecords scan = new ScannedRecords(CLUSTER, row -> ids.add(row.getAsLong("id")));
        final int loads;
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                ContinuousLoads loader = new ContinuousLoads(CLUSTER, new TableId(database, table), new Sequence(column, seed))) {
            final Future<Integer> loading = thread.submit(loader);
            final List<MockFlowFile> waiting = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                waiting.addAll(nodes.round());
                Collections.shuffle(waiting, random);
                scan.read(waiting, random.nextInt(waiting.size() + 1));
            }
            loader.stop();
            loads = loading.get();
            waiting.addAll(nodes.last());
            scan.read(waiting, waiting.size());
        }

        final List<Long> inTable = CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, table)).stream()
                .map(row -> Long.parseLong(row.getFirst().toString())).toList();
        report.add("%s: seed %d, rounds %d, loads %d, rows in the table %d, rows read %d, %s", column, seed, rounds, loads, inTable.size(), ids.size(),
                nodes.events());
        final Set<Long> read = new HashSet<>(ids);
        assertThat(inTable.stream().filter(id -> !read.contains(id)).toList()).as("rows that were not read, seed %d", seed).isEmpty();
        assertThat(ids.stream().sorted().toList()).as("seed %d", seed).isEqualTo(inTable);
        assertThat(inTable).hasSizeGreaterThan(rounds);
    }

    @Test
    void nodeThatDiesBetweenFlowFilesAndStateReadsTheRangeOfItsLatestPlanAgain() throws Exception {
        final String table = newTable(SequenceColumn.BIGINT);
        CLUSTER.execute("INSERT INTO %s.%s VALUES (1, -5), (2, -4)".formatted(database, table));
        final PlanningNodes nodes = planning(table, new Random());
        final List<Long> ids = new ArrayList<>();
        final ScannedRecords scan = new ScannedRecords(CLUSTER, row -> ids.add(row.getAsLong("id")));

        final List<MockFlowFile> first = nodes.plan(CommitFate.STORED_WITHOUT_STATE);
        assertThat(nodes.state().getState(Scope.CLUSTER).toMap())
                .isEqualTo(Map.of("fragment.identifier", first.getFirst().getAttribute("fragment.identifier")));
        scan.read(first, first.size());
        final List<MockFlowFile> second = nodes.plan(CommitFate.STORED);
        scan.read(second, second.size());

        assertThat(ids).containsExactlyInAnyOrder(1L, 2L, 1L, 2L);
        assertThat(nodes.plan(CommitFate.STORED)).isEmpty();
    }

    private PlanningNodes planning(final String table, final Random random) throws InitializationException {
        return new PlanningNodes(CLUSTER, new TableName(database, table), Map.of("Maximum-value Columns", "seq"), random);
    }

    private String newTable(final SequenceColumn column) {
        return CLUSTER.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, seq %s NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 3""".formatted(column.type()));
    }

    /** Each load has one value, and each value is above the one before. */
    private static final class Sequence implements IntFunction<String> {

        private final SequenceColumn column;
        private final Random random;
        private long rows;

        Sequence(final SequenceColumn column, final long seed) {
            this.column = column;
            this.random = new Random(seed + 1);
        }

        @Override
        public String apply(final int load) {
            final StringBuilder body = new StringBuilder();
            for (int i = 1 + random.nextInt(MAX_ROWS); i > 0; i--) {
                body.append(rows++).append('|').append(column.value(load)).append('\n');
            }
            return body.toString();
        }
    }
}
