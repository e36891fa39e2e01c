package io.github.nifistarrocks.processors.proof;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulatorBuilder;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.proof.FragileSession.CommitFate;
import io.github.nifistarrocks.processors.proof.NifiNode.Result;
import io.github.nifistarrocks.processors.proof.NifiNode.Route;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the delivery strategies cost against each other: FlowFiles a second of one task, CPU time of its thread, and requests. The strategies take turns, so
 * that a busy machine slows all of them. The emulator, in the same JVM, only counts rows. Only the counts are asserted.
 */
@Tag("proof-loading")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class DeliveryCostContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create(StarRocksEmulatorBuilder::discardLoads);

    private static final int ROUNDS = ProofSize.of(9, 1);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ProofReport report = ProofReport.of(DeliveryCostContractTest.class);
    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(100), at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3""");
    private int flowFiles;

    private enum Strategy {
        SINGLE_LOAD, TRANSACTION, TWO_PHASE
    }

    @ParameterizedTest
    @CsvSource({"10, 400", "1000, 100"})
    void flowFilesOfEachDeliveryStrategyAreAllCounted(final int rows, final int batch) throws InitializationException {
        final byte[] content = content(rows);
        final int perRound = ProofSize.of(batch, 10);
        final Map<Strategy, NifiNode> nodes = new EnumMap<>(Strategy.class);
        final Map<Strategy, List<Cost>> costs = new EnumMap<>(Strategy.class);
        for (final Strategy strategy : Strategy.values()) {
            nodes.put(strategy, NifiNode.patient(CLUSTER, Map.of("Database", database, "Table", table, "Delivery Strategy", strategy.name())));
            costs.put(strategy, new ArrayList<>());
            load(nodes.get(strategy), content, perRound);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int turn = 0; turn < Strategy.values().length; turn++) {
                final Strategy strategy = Strategy.values()[(round + turn) % Strategy.values().length];
                costs.get(strategy).add(load(nodes.get(strategy), content, perRound));
            }
        }
        nodes.values().forEach(NifiNode::close);

        final List<Cost> single = costs.get(Strategy.SINGLE_LOAD);
        costs.forEach((strategy, measured) -> report.add("""
                FlowFiles of %d rows, %s: %.0f a second (%s of Single Load), CPU %.0f us (%s), requests %.1f; median of %d rounds of %d FlowFiles""", rows,
                strategy, median(measured, Cost::perSecond), ratio(measured, single, Cost::perSecond), median(measured, Cost::cpuMicros),
                ratio(measured, single, Cost::cpuMicros), median(measured, Cost::requests), ROUNDS, perRound));
        assertThat(CLUSTER.emulator().discardedRows(new TableName(database, table))).isEqualTo((long) flowFiles * rows);
    }

    private Cost load(final NifiNode node, final byte[] content, final int count) {
        CLUSTER.emulator().requests().clear();
        final List<MockFlowFile> queue = IntStream.range(0, count).mapToObj(ignored -> flowFile(content)).toList();
        final long cpu = THREADS.getCurrentThreadCpuTime();
        final long start = System.nanoTime();
        for (final MockFlowFile flowFile : queue) {
            final Result first = node.trigger(flowFile, CommitFate.STORED, Integer.MAX_VALUE);
            final Result last = first.route() == Route.GIVEN_BACK ? node.trigger(first.flowFile(), CommitFate.STORED, Integer.MAX_VALUE) : first;
            assertThat(last.route()).as(last.words()).isEqualTo(Route.SUCCESS);
        }
        final long nanos = System.nanoTime() - start;
        final long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
        return new Cost(count * 1e9 / nanos, cpuNanos / 1e3 / count, CLUSTER.emulator().requests().all().size() / (double) count);
    }

    private MockFlowFile flowFile(final byte[] content) {
        final MockFlowFile flowFile = new MockFlowFile(++flowFiles);
        flowFile.putAttributes(Map.of("uuid", UUID.randomUUID().toString()));
        flowFile.setData(content);
        return flowFile;
    }

    private static byte[] content(final int rows) {
        return IntStream.range(0, rows)
                .mapToObj(row -> "{\"id\":%d,\"name\":\"a name of some length, number %d\",\"at\":\"2024-07-01 12:00:00\"}".formatted(row, row))
                .collect(Collectors.joining(",", "[", "]")).getBytes(StandardCharsets.UTF_8);
    }

    private static double median(final List<Cost> costs, final ToDoubleFunction<Cost> value) {
        return costs.stream().mapToDouble(value).sorted().skip(costs.size() / 2).findFirst().orElseThrow();
    }

    /** The median of the ratios within a round, and their range. */
    private static String ratio(final List<Cost> costs, final List<Cost> single, final ToDoubleFunction<Cost> value) {
        final double[] ratios = IntStream.range(0, costs.size())
                .mapToDouble(round -> value.applyAsDouble(costs.get(round)) / value.applyAsDouble(single.get(round)))
                .sorted().toArray();
        return "%.2f, %.2f to %.2f".formatted(ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    /** Of one FlowFile, but for the first. */
    private record Cost(double perSecond, double cpuMicros, double requests) {}
}
