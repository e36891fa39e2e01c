package io.github.nifistarrocks.emulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.testing.WireClient;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StarRocksEmulatorTest {

    private static final int LOADS = 60;
    private static final String TABLE = "CREATE DATABASE d; CREATE TABLE d.t (k INT, v STRING) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 2";

    @Test
    void anotherClusterStartsInUnderTwoSeconds() throws IOException {
        StarRocksEmulator.start().close();
        final long before = System.nanoTime();
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(emulator.frontendUrls()).hasSize(2);
            assertThat(emulator.backends()).hasSize(3);
        }
    }

    @Test
    void tableMayBeDefinedInJava() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            final List<Column> columns = List.of(Column.of("k", ColumnType.parse("INT")).asKey(), Column.of("v", ColumnType.string()));
            emulator.createTable(TableDefinition.primary(new TableName("d", "t"), columns).withBuckets(4).withReplicas(3));
            emulator.execute("INSERT INTO d.t VALUES (1, 'a'), (1, 'b')");

            assertThat(emulator.query("select * from d.t")).containsExactly(List.of(1, "b"));
            assertThat(emulator.catalog().table(new TableName("d", "t")).orElseThrow().tablets()).hasSize(4).allMatch(tablet -> tablet.backends().size() == 3);
        }
    }

    @Test
    void alteredTableHasTheSameRowsInOtherTablets() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE);
            emulator.execute("INSERT INTO d.t VALUES (1, '10'), (2, NULL)");
            final Table before = emulator.catalog().table(new TableName("d", "t")).orElseThrow();

            final List<Column> columns = List.of(Column.of("k", ColumnType.parse("BIGINT")), Column.of("v", ColumnType.parse("DECIMAL(9,2)")),
                    Column.of("added", ColumnType.string()).withDefault("x"));
            emulator.alterTable(TableDefinition.duplicate(new TableName("d", "t"), columns));

            final Table after = emulator.catalog().table(new TableName("d", "t")).orElseThrow();
            assertThat(emulator.query("select * from d.t order by k")).containsExactly(List.of(1L, new BigDecimal("10.00"), "x"), Arrays.asList(2L, null, "x"));
            assertThat(after.tablets()).extracting(Tablet::id).doesNotContainAnyElementsOf(before.tablets().stream().map(Tablet::id).toList());
        }
    }

    /** Loads that are committed while the table is altered are in the new tablets, and others are aborted. */
    @Test
    void noCommittedLoadIsLostWhileTheTableIsAltered() throws Exception {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE);
            final List<Column> columns = List.of(Column.of("k", ColumnType.parse("BIGINT")), Column.of("v", ColumnType.string()));
            final CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> LongStream.range(0, LOADS).forEach(key -> load(emulator, key)));
            for (int change = 0; change < 20 || !loading.isDone(); change++) {
                emulator.alterTable(TableDefinition.duplicate(new TableName("d", "t"), columns));
            }

            loading.get(2, TimeUnit.MINUTES);
            final List<Long> loaded = LongStream.range(0, LOADS).filter(key -> emulator.labelState("d", "load-" + key) == TransactionState.VISIBLE).boxed()
                    .toList();
            assertThat(loaded).isNotEmpty();
            assertThat(emulator.query("select k from d.t order by k")).extracting(row -> ((Number) row.getFirst()).longValue()).isEqualTo(loaded);
        }
    }

    private static void load(final StarRocksEmulator emulator, final long key) {
        try {
            WireClient.of(emulator.frontendUrls().getFirst()).load("d.t", key + "\tx\n", "label: load-" + key);
        } catch (IOException e) {
            // The load was aborted, and its connection closed.
        }
    }

    @Test
    void truncatedTableHasOtherTabletsAndNoRows() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE);
            emulator.execute("INSERT INTO d.t VALUES (1, '10'); CREATE VIEW d.w AS SELECT k FROM d.t;");
            final Table before = emulator.catalog().table(new TableName("d", "t")).orElseThrow();

            emulator.execute("TRUNCATE TABLE d.t;");

            final Table after = emulator.catalog().table(new TableName("d", "t")).orElseThrow();
            assertThat(emulator.query("select * from d.w")).isEmpty();
            assertThat(after.tablets()).extracting(Tablet::id).doesNotContainAnyElementsOf(before.tablets().stream().map(Tablet::id).toList());
            emulator.execute("INSERT INTO d.t VALUES (2, '20')");
            assertThat(emulator.query("select k from d.w")).hasSize(1);
        }
    }

    @Test
    void followerSendsClientsToTheLeaderOrABackend() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE);
            final WireClient follower = WireClient.of(emulator.frontendUrls().getLast());

            assertThat(follower.load("d.t", "1\ta\n", "label: x").path("Status").asText()).isEqualTo("Success");
            assertThat(follower.exchange("GET", "/api/d/get_load_state?label=x", new byte[0]).headers())
                    .containsEntry("location", emulator.frontendUrls().getFirst() + "/api/d/get_load_state?label=x");
            assertThat(follower.transaction("begin", "", "db: d", "table: t", "label: y").path("Status").asText()).isEqualTo("OK");
        }
    }

    @Test
    void transactionIsVisibleOnlyAfterCommit() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE);
            final WireClient client = WireClient.of(emulator);
            final String[] headers = {"db: d", "table: t", "label: x"};
            client.transaction("begin", "", headers);
            client.transaction("load", "1\ta\n", headers);
            client.transaction("load", "2\tb\n", headers);
            final JsonNode prepared = client.transaction("prepare", "", headers);

            assertThat(prepared.path("NumberLoadedRows").asInt()).isEqualTo(2);
            assertThat(emulator.query("select * from d.t")).isEmpty();
            assertThat(emulator.labelState("d", "x")).isEqualTo(TransactionState.PREPARED);

            client.transaction("commit", "", headers);
            assertThat(emulator.query("select k from d.t order by k")).containsExactly(List.of(1), List.of(2));
        }
    }

    @Test
    void backendThatDiesForgetsItsOpenTransactions() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().backends(1).start()) {
            emulator.execute(TABLE);
            final WireClient client = WireClient.of(emulator);
            client.transaction("begin", "", "db: d", "table: t", "label: x");
            emulator.backends().getFirst().stop();
            emulator.backends().getFirst().start();

            assertThat(client.transaction("load", "1\ta\n", "db: d", "table: t", "label: x").path("Status").asText()).isEqualTo("TXN_NOT_EXISTS");
            assertThat(emulator.labelState("d", "x")).isEqualTo(TransactionState.PREPARE);
        }
    }

    @Test
    void discardedLoadsAreCounted() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().discardLoads().start()) {
            emulator.execute(TABLE);
            final JsonNode reply = WireClient.of(emulator).load("d.t", "1\ta\nnot even csv\n3");

            assertThat(reply.path("Status").asText()).isEqualTo("Success");
            assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(3);
            assertThat(reply.path("LoadBytes").asInt()).isEqualTo(18);
            assertThat(emulator.query("select * from d.t")).isEmpty();
        }
    }

    @Test
    void requestsAreKeptWithoutCredentials() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE);
            WireClient.of(emulator).load("d.t", "1\ta\n", "label: x", "timezone: UTC");
            final List<RecordedRequest> loads = emulator.requests().to("_stream_load");

            assertThat(loads).extracting(RecordedRequest::bodyBytes).containsExactly(0L, 4L);
            assertThat(loads).allSatisfy(request -> assertThat(request.header("timezone")).contains("UTC"));
            assertThat(loads).allSatisfy(request -> assertThat(request.header("authorization")).isEmpty());
        }
    }

    @Test
    void backendsMayBeRegisteredUnderOtherNames() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().registeredHosts(index -> "be" + index + ".cluster.invalid").start()) {
            final String location = WireClient.of(emulator).exchange("PUT", "/api/d/t/_stream_load", new byte[0]).headers().get("location");

            assertThat(location).matches("http://be\\d\\.cluster\\.invalid:\\d+/api/d/t/_stream_load");
        }
    }

    @Test
    void seriesFillsTables() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE + "; INSERT INTO d.t SELECT generate_series, concat('v', generate_series) FROM TABLE(generate_series(1, 1000))");

            assertThat(emulator.query("select count(*), min(k), max(k) from d.t")).containsExactly(List.of(1000L, 1, 1000));
        }
    }

    @Test
    void sqlOverHttpSelectsAndShows() throws IOException {
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(TABLE + "; INSERT INTO d.t VALUES (1, 'a')");
            final WireClient client = WireClient.of(emulator);
            final String path = "/api/v1/catalogs/default_catalog/databases/d/sql";

            assertThat(client.send("POST", path, "{\"query\":\"select * from t;\"}".getBytes()).text()).contains("{\"data\":[1,\"a\"]}");
            assertThat(client.send("POST", path, "{\"query\":\"show backends\"}".getBytes()).json().path("data")).hasSize(3);
            assertThat(client.send("POST", path, "{\"query\":\"insert into t values (2, 'b')\"}".getBytes()).status()).isEqualTo(500);
        }
    }
}
