package io.github.nifistarrocks.processors.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.PutStarRocks;
import io.github.nifistarrocks.processors.RecordWriters;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** A PutStarRocks with one reader, which loads one column and writes the rejected records as JSON. */
final class ReadingFlow {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StarRocksCluster cluster;
    private final String database;
    private final TestRunner runner = TestRunners.newTestRunner(PutStarRocks.class);

    ReadingFlow(final StarRocksCluster cluster, final String database, final ControllerService reader, final Map<String, String> readerProperties)
            throws InitializationException {
        this.cluster = cluster;
        this.database = database;
        ClusterConnections.add(runner, cluster, Map.of());
        runner.addControllerService("reader", reader, readerProperties);
        runner.enableControllerService(reader);
        RecordWriters.add(runner, new JsonRecordSetWriter(), Map.of());
        with(Map.of("Record Reader", "reader", "Rejected Record Writer", "writer", "Check Records", "true", "Database",
                database));
    }

    ReadingFlow with(final Map<String, String> properties) {
        properties.forEach(runner::setProperty);
        return this;
    }

    /**
     * What a table holds by id, and the rejected records.
     *
     * @param rejected as they were written, with their reason
     */
    record Loaded(Map<Integer, Object> stored, List<JsonNode> rejected) {}

    /** @param columns of the table beside its key */
    Loaded load(final String columns, final String content) {
        final String table = cluster.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, " + columns
                + ") PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        runner.setProperty("Table", table);
        runner.clearTransferState();
        runner.enqueue(content, Map.of("op", "c"));
        runner.run();
        if (!runner.getFlowFilesForRelationship("failure").isEmpty()) {
            throw new AssertionError(runner.getFlowFilesForRelationship("failure").getFirst().getAttribute("starrocks.error.message") + content);
        }
        final Map<Integer, Object> stored = new HashMap<>();
        cluster.query("SELECT id, v FROM %s.%s".formatted(database, table)).forEach(row -> stored.put((Integer) row.get(0), row.get(1)));
        final List<JsonNode> rejected = new ArrayList<>();
        for (final MockFlowFile written : runner.getFlowFilesForRelationship("rejected")) {
            try {
                JSON.readTree(written.getContent()).forEach(rejected::add);
            } catch (JsonProcessingException e) {
                throw new AssertionError(written.getContent(), e);
            }
        }
        return new Loaded(stored, rejected);
    }
}
