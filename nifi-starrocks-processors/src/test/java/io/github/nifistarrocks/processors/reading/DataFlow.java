package io.github.nifistarrocks.processors.reading;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.PutStarRocks;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** A PutStarRocks that loads whole files. */
final class DataFlow {

    private final StarRocksCluster cluster;
    private final String database;
    private final TestRunner runner = TestRunners.newTestRunner(PutStarRocks.class);

    DataFlow(final StarRocksCluster cluster, final String database, final ControllerService reader, final Map<String, String> readerProperties)
            throws InitializationException {
        this.cluster = cluster;
        this.database = database;
        ClusterConnections.add(runner, cluster, Map.of());
        runner.addControllerService("reader", reader, readerProperties);
        runner.enableControllerService(reader);
        runner.setProperty("Record Reader", "reader");
        runner.setProperty("Database", database);
    }

    /**
     * @param stored rows; empty if the file was refused
     * @param message why it was refused
     */
    record Outcome(Optional<List<List<Object>>> stored, String message) {}

    /** @param types of the columns by name */
    Outcome load(final Map<String, String> types, final String content) {
        final String columns = types.entrySet().stream().map(column -> "`%s` %s".formatted(column.getKey(), column.getValue()))
                .collect(Collectors.joining(", "));
        final String table = cluster.newTable(database, "CREATE TABLE {table} (row_id INT, %s) DUPLICATE KEY(row_id) DISTRIBUTED BY HASH(row_id) BUCKETS 1"
                .formatted(columns));
        runner.setProperty("Table", table);
        runner.enqueue(content);
        runner.run();
        if (runner.getFlowFilesForRelationship("success").isEmpty()) {
            return new Outcome(Optional.empty(), String.valueOf(runner.getLogger().getErrorMessages().getLast().getMsg()));
        }
        final String names = types.keySet().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
        return new Outcome(Optional.of(cluster.query("SELECT %s FROM %s.%s".formatted(names, database, table))), "");
    }
}
