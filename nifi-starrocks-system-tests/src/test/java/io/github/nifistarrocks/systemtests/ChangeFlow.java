package io.github.nifistarrocks.systemtests;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.NifiGroup;
import io.github.nifistarrocks.systemtests.nifi.NifiQueue;

/**
 * One of the flows of {@code docs/flows} that bring change events into a PRIMARY KEY table, in a NiFi.
 */
final class ChangeFlow implements AutoCloseable {
    static final String SOURCE = "Sample events";
    static final String PUT = "PutStarRocks";

    private static final String CONTENT = "generate-ff-custom-text";

    private final TestBed bed;
    private final Kind kind;
    private final String database;
    private final NifiGroup group;

    private ChangeFlow(final TestBed bed, final Kind kind, final String database) {
        this.bed = bed;
        this.kind = kind;
        this.database = database;
        this.group = bed.nifi().importFlow(Workspace.flow(kind.file), kind.toString());
    }

    /** The flows, each with its parameter context and the table that its sample events change. */
    enum Kind {
        MYSQL("mysql-cdc.json", "starrocks-mysql-cdc", "orders", List.of("id", "customer", "amount", "ordered_at", "paid"), """
                id BIGINT NOT NULL, customer VARCHAR(20) NULL, amount DECIMAL(10, 2) NULL, ordered_at DATETIME NULL, paid BOOLEAN NULL"""),
        DEBEZIUM("debezium.json", "starrocks-debezium", "customers", List.of("id", "name", "credit", "born", "seen_at", "notes"), """
                id BIGINT NOT NULL, name VARCHAR(20) NOT NULL, credit DECIMAL(12, 2) NULL, born DATE NULL, seen_at DATETIME NULL, notes STRING NULL""");

        private final String file;
        private final String parameters;
        private final String table;
        private final List<String> columns;
        private final String definition;

        Kind(final String file, final String parameters, final String table, final List<String> columns, final String definition) {
            this.file = file;
            this.parameters = parameters;
            this.table = table;
            this.columns = columns;
            this.definition = definition;
        }

        String file() {
            return file;
        }
    }

    /** Creates the table, imports the flow and sets its parameters; its services are enabled, its processors stopped. */
    static ChangeFlow create(final TestBed bed, final Kind kind, final String database) {
        bed.starRocks().execute("CREATE DATABASE " + database);
        bed.starRocks().execute("CREATE TABLE %s.%s (%s) PRIMARY KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 3".formatted(database, kind.table, kind.definition));
        final ChangeFlow flow = new ChangeFlow(bed, kind, database);
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("fe.urls", bed.starRocks().frontendUrls().stream().map(URI::toString).collect(Collectors.joining(",")));
        values.put("user", TestBed.USER);
        values.put("password", bed.password());
        values.put("database", database);
        values.put("table", kind.table);
        bed.nifi().setParameters(kind.parameters, values);
        flow.group.enableServices();
        return flow;
    }

    NifiGroup group() {
        return group;
    }

    /** Lets the source make one FlowFile, and waits until it is in the queue of PutStarRocks, which is stopped. */
    void queueSample() {
        final int before = waiting();
        group.runOnce(SOURCE);
        Await.value("a further FlowFile in the queue", TestBed.LIMIT, this::waiting, count -> count == before + 1);
        group.stop(SOURCE);
    }

    /** The same with another content. */
    void queue(final String events) {
        group.setProperties(SOURCE, Map.of(CONTENT, events));
        queueSample();
    }

    int waiting() {
        return group.queue(SOURCE, "success").flowFiles();
    }

    /** Starts PutStarRocks and waits until it has nothing left to do. */
    void load() {
        group.start(PUT);
        Await.value("the queue of PutStarRocks to be empty", TestBed.LIMIT, this::waiting, count -> count == 0);
        group.stop(PUT);
    }

    /** FlowFiles that need intervention. */
    List<Map<String, String>> routedTo(final String relationship) {
        final NifiQueue queue = group.queue(PUT, relationship);
        return queue.flowFiles() == 0 ? List.of() : queue.list();
    }

    /** The rows of the table by the order of their keys, values as text. */
    List<List<String>> rows() {
        return bed.starRocks().query("select %s from %s.%s order by id".formatted(String.join(", ", kind.columns), database, kind.table)).stream()
                .map(row -> row.stream().map(value -> value == null ? "NULL" : value.toString()).toList())
                .toList();
    }

    @Override
    public void close() {
        group.delete();
        bed.nifi().deleteParameters(kind.parameters);
    }
}
