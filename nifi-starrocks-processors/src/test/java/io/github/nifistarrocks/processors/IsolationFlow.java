package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;

import static org.assertj.core.api.Assertions.assertThat;

/** A PutStarRocks that isolates invalid records, and a table that refuses some in ways that only the server sees. */
final class IsolationFlow {

    static final String OUT_OF_PARTITIONS = "The row is out of partition ranges";
    static final String NULL_LEVEL = "NULL value in non-nullable column 'level'";

    private static final ObjectMapper JSON = new ObjectMapper();

    final StarRocksCluster cluster;
    final String database;
    final String table;
    final PutRunner runner;

    private IsolationFlow(final StarRocksCluster cluster, final String database, final String table) throws InitializationException {
        this.cluster = cluster;
        this.database = database;
        this.table = table;
        this.runner = PutRunner.create(cluster, Map.of("Response Timeout", "5 sec", "Outcome Timeout", "5 sec"), database, table, new JsonTreeReader(),
                Map.of());
        RecordWriters.add(runner.nifi, new JsonRecordSetWriter(), Map.of());
        runner.with("Rejected Record Writer", "writer").with("Maximum Trial Loads", "500").with("column.level", "nullif(score, '13')");
    }

    static IsolationFlow create(final StarRocksCluster cluster) throws InitializationException {
        return create(cluster, "DUPLICATE");
    }

    /** @param model of the table */
    static IsolationFlow create(final StarRocksCluster cluster, final String model) throws InitializationException {
        final String database = cluster.newDatabase();
        final String table = cluster.newTable(database, """
                CREATE TABLE {table} (id INT NOT NULL, day DATE NOT NULL, name VARCHAR(10), level INT NOT NULL) %s KEY(id, day)
                PARTITION BY RANGE(day) (PARTITION p VALUES LESS THAN ('2030-01-01')) DISTRIBUTED BY HASH(id) BUCKETS 2""".formatted(model));
        return new IsolationFlow(cluster, database, table);
    }

    static String good(final int id) {
        return record(id, "2024-01-01", "n" + id, 1);
    }

    /** No partition takes it. */
    static String late(final int id) {
        return record(id, "2031-01-01", "n" + id, 1);
    }

    /** Its expression gives NULL, which the column does not take. */
    static String unlucky(final int id) {
        return record(id, "2024-01-01", "n" + id, 13);
    }

    /** The client sees that. */
    static String tooLong(final int id) {
        return record(id, "2024-01-01", "longer than ten", 1);
    }

    static String record(final int id, final String day, final String name, final int score) {
        return "{\"id\":%d,\"day\":\"%s\",\"name\":\"%s\",\"score\":%d}".formatted(id, day, name, score);
    }

    /** Records 1 to {@code count}; no partition takes those whose number is a multiple. */
    static String records(final int count, final int badEvery) {
        return records(count, badEvery, IsolationFlow::late);
    }

    /** Records 1 to {@code count}; those whose number is a multiple are made by the other rule. */
    static String records(final int count, final int badEvery, final IntFunction<String> bad) {
        return IntStream.rangeClosed(1, count).mapToObj(id -> badEvery > 0 && id % badEvery == 0 ? bad.apply(id) : good(id))
                .collect(Collectors.joining(",", "[", "]"));
    }

    IsolationFlow with(final String property, final String value) {
        runner.with(property, value);
        return this;
    }

    /** Sends a FlowFile to wherever it goes. */
    void send(final String content) {
        send(PutRunner.flowFile(content));
    }

    void send(final MockFlowFile flowFile) {
        runner.nifi.enqueue(flowFile);
        trigger();
    }

    void trigger() {
        runner.nifi.clearTransferState();
        runner.nifi.run();
    }

    MockFlowFile only(final String relationship) {
        final List<MockFlowFile> flowFiles = runner.nifi.getFlowFilesForRelationship(relationship);
        assertThat(flowFiles).as("FlowFiles in [%s]; errors %s; failures %s", relationship, runner.nifi.getLogger().getErrorMessages(),
                runner.nifi.getFlowFilesForRelationship("failure").stream().map(MockFlowFile::getAttributes).toList()).hasSize(1);
        return flowFiles.getFirst();
    }

    /** Reasons of the rejected records by id. */
    Map<Integer, String> rejected() throws Exception {
        final Map<Integer, String> reasons = new TreeMap<>();
        for (final JsonNode record : JSON.readTree(only("rejected").toByteArray())) {
            assertThat(record.get("name").asText()).as("the record as it came in: %s", record).isNotEmpty();
            assertThat(reasons.put(record.get("id").asInt(), record.get("starrocks_error").asText())).as("a record that is rejected twice").isNull();
        }
        return reasons;
    }

    List<Integer> loaded() {
        return cluster.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, table)).stream().map(row -> ((Number) row.getFirst()).intValue()).toList();
    }

    /** No trial and no load is open. */
    void assertNothingIsOpen() {
        for (final RecordedRequest request : cluster.emulator().requests().all()) {
            request.header("label").ifPresent(label -> assertThat(cluster.emulator().labelState(database, label)).as(label)
                    .isNotIn(TransactionState.PREPARE, TransactionState.PREPARED));
        }
    }
}
