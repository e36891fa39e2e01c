package io.github.nifistarrocks.processors.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.proof.StatefulSession.CommitFate;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rounds of FetchStarRocksTablets with Changed Partitions Only while rows of a PRIMARY KEY table are inserted and updated: a target that keeps the latest row of each key
 * has the rows of the table in the end, although each round reads only some partitions. Between the rounds FEs do not reply or are behind, NiFi dies before its
 * commit, the state is out of reach, and the primary node changes while the old one still plans.
 */
@Tag("proof-scanning")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ChangedPartitionsReadsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = PlanningNodes.newCluster();

    private static final int PARTITIONS = 200;
    private static final int IDS = 5;
    private static final int MAX_ROWS = 5;

    private final String database = CLUSTER.newDatabase();

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().catchUpMetadata();
    }

    @Test
    void targetHasTheLatestRowOfEachKeyAfterAllRounds() throws Exception {
        final long seed = ProofSize.seed();
        final Random random = new Random(seed);
        final int rounds = ProofSize.of(200, 12);
        final String table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (part INT NOT NULL, id INT NOT NULL, changed INT NOT NULL) PRIMARY KEY (part, id)
                PARTITION BY RANGE (part) (%s) DISTRIBUTED BY HASH (id) BUCKETS 1""".formatted(IntStream.range(0, PARTITIONS)
                .mapToObj(part -> "PARTITION p%d VALUES LESS THAN (\"%d\")".formatted(part, part + 1)).collect(Collectors.joining(", "))));
        final PlanningNodes nodes = new PlanningNodes(CLUSTER, new TableName(database, table),
                Map.of("Changed Partitions Only", "true", "Tablets per FlowFile", "20"), random);
        final Map<String, Integer> target = new HashMap<>();
        final AtomicInteger read = new AtomicInteger();
        final ScannedRecords scan = new ScannedRecords(CLUSTER, row -> {
            read.incrementAndGet();
            target.put(row.getAsString("part") + ' ' + row.getAsString("id"), row.getAsInt("changed"));
        });
        int plans = 0;
        int partitions = 0;
        final int loads;
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                ContinuousLoads loader = new ContinuousLoads(CLUSTER, new TableId(database, table), load -> changes(load, new Random(seed + load)))) {
            final Future<Integer> loading = thread.submit(loader);
            for (int i = 0; i < rounds; i++) {
                final List<MockFlowFile> planned = nodes.round();
                plans += planned.isEmpty() ? 0 : 1;
                partitions += changedPartitions(planned);
                scan.read(planned, planned.size());
            }
            loader.stop();
            loads = loading.get();
            final List<MockFlowFile> last = nodes.last();
            scan.read(last, last.size());
        }

        final Map<String, Integer> inTable = CLUSTER.query("SELECT part, id, changed FROM %s.%s".formatted(database, table)).stream()
                .collect(Collectors.toMap(row -> "%s %s".formatted(row.get(0), row.get(1)), row -> Integer.valueOf(row.get(2).toString())));
        ProofReport.of(ChangedPartitionsReadsContractTest.class).add(
                "seed %d, rounds %d, loads %d, rows in the table %d, rows read %d, plans %d of %d of %d partitions, %s",
                seed, rounds, loads, inTable.size(), read.get(), plans, partitions, plans * PARTITIONS, nodes.events());
        assertThat(target).as("seed %d", seed).isEqualTo(inTable);
        assertThat(partitions).isLessThan(plans * PARTITIONS);
        assertThat(nodes.plan(CommitFate.STORED)).isEmpty();
    }

    /** The same for all FlowFiles of a plan. */
    private static int changedPartitions(final List<MockFlowFile> planned) {
        return planned.isEmpty() ? 0 : planned.getFirst().getAttribute("starrocks.partitions").split(",").length;
    }

    /** Rows of one partition. There are so many of them that one changes once between two plans, and many are not changed again before the end. */
    private static String changes(final int load, final Random random) {
        final int partition = random.nextInt(PARTITIONS);
        return random.ints(1 + random.nextInt(MAX_ROWS), 0, IDS).distinct().mapToObj(id -> "%d|%d|%d%n".formatted(partition, id, load))
                .collect(Collectors.joining());
    }
}
