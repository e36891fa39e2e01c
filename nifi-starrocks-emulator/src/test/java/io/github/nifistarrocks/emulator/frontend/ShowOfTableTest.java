package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.StarRocksEmulatorBuilder;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** SHOW PARTITIONS and SHOW TABLET over HTTP: columns and values as the source has them (FE: PartitionsProcDir, LocalTabletsProcDir, LakeTabletsProcDir). */
class ShowOfTableTest {

    private static final TableName TABLE = new TableName("d", "t");

    @Test
    void eachPartitionHasItsVersion() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder())) {
            emulator.execute("INSERT INTO d.t VALUES (1); INSERT INTO d.t VALUES (2)");

            final List<JsonNode> rows = rows(sql(WireClient.of(emulator), "show partitions from `d`.`t`"));

            assertThat(column(rows, "PartitionName")).containsExactly("low", "high");
            assertThat(column(rows, "VisibleVersion")).containsExactly("3", "1");
            assertThat(column(rows, "DataVersion")).containsExactly("3", "1");
            assertThat(column(rows, "PartitionId")).doesNotHaveDuplicates().allMatch(id -> Long.parseLong(id) > 0);
            assertThat(rows.getFirst().fieldNames()).toIterable().startsWith("PartitionId", "PartitionName", "VisibleVersion", "VisibleVersionTime")
                    .endsWith("DataVersion", "VersionEpoch", "VersionTxnType", "TabletBalanced");
        }
    }

    @Test
    void truncatedTableHasOtherPartitionIds() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder())) {
            final List<String> before = column(rows(sql(WireClient.of(emulator), "SHOW PARTITIONS FROM d.t")), "PartitionId");
            emulator.execute("TRUNCATE TABLE d.t");

            final List<JsonNode> rows = rows(sql(WireClient.of(emulator), "SHOW PARTITIONS FROM d.t"));

            assertThat(column(rows, "PartitionId")).doesNotContainAnyElementsOf(before);
            assertThat(column(rows, "VisibleVersion")).containsExactly("1", "1");
        }
    }

    @Test
    void inASharedDataClusterOnlyTheVisibleVersionCountsCompactions() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder().sharedData())) {
            emulator.execute("INSERT INTO d.t VALUES (1)");
            emulator.compact(TABLE);

            final List<JsonNode> rows = rows(sql(WireClient.of(emulator), "SHOW PARTITIONS FROM d.t"));

            assertThat(column(rows, "VisibleVersion")).containsExactly("3", "1");
            assertThat(column(rows, "DataVersion")).containsExactly("2", "1");
            assertThat(rows.getFirst().fieldNames()).toIterable().startsWith("PartitionId", "PartitionName", "CompactVersion", "VisibleVersion", "NextVersion");
        }
    }

    @Test
    void earlySharedDataClusterHasNoDataVersion() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder().sharedData().dataVersions(false))) {
            final List<JsonNode> rows = rows(sql(WireClient.of(emulator), "SHOW PARTITIONS FROM d.t"));

            assertThat(rows.getFirst().fieldNames()).toIterable().endsWith("AvgCS", "P50CS", "MaxCS");
        }
    }

    @Test
    void frontendThatIsBehindShowsTheVersionsThatItKnows() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder())) {
            emulator.delayMetadata(0, TABLE);
            emulator.execute("INSERT INTO d.t VALUES (1)");

            assertThat(column(rows(sql(WireClient.of(emulator), "SHOW PARTITIONS FROM d.t")), "VisibleVersion")).containsExactly("1", "1");
        }
    }

    @Test
    void eachReplicaOfATabletIsARow() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder())) {
            emulator.execute("CREATE TABLE d.r (k INT) DUPLICATE KEY (k) DISTRIBUTED BY HASH (k) BUCKETS 1 PROPERTIES (\"replication_num\" = \"3\");"
                    + "INSERT INTO d.r VALUES " + String.join(", ", Stream.generate(() -> "(1)").limit(1100).toList()));

            final List<JsonNode> rows = rows(sql(WireClient.of(emulator), "SHOW TABLET FROM `d`.`r`"));

            assertThat(rows).hasSize(3).allSatisfy(row -> {
                assertThat(row.path("DataSize").asText()).isEqualTo("107.4KB");
                assertThat(row.path("RowCount").asText()).isEqualTo("1100");
            });
            assertThat(column(rows, "TabletId").stream().distinct()).hasSize(1);
            assertThat(column(rows, "BackendId")).doesNotHaveDuplicates();
        }
    }

    @Test
    void tabletsOfPartitionsAreSelectedByName() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder().sharedData())) {
            final List<JsonNode> rows = rows(sql(WireClient.of(emulator), "SHOW TABLET FROM d.t PARTITION (`low`)"));

            assertThat(rows).hasSize(2);
            assertThat(rows.getFirst().fieldNames()).toIterable().containsExactly("TabletId", "BackendId", "DataSize", "RowCount", "MinVersion",
                    "VirtualBuckets");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SHOW PARTITIONS FROM no.t      | Unknown database 'no'
            SHOW PARTITIONS FROM d.no      | Table[no] does not exists or is not OLAP/Paimon table
            SHOW TABLET FROM d.t PARTITION (no) | Unknown partition: no
            """)
    void namesThatAreMissingAreRefused(final String statement, final String message) throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder())) {
            final WireClient.Answer answer = sql(WireClient.of(emulator), statement);

            assertThat(answer.status()).isEqualTo(500);
            assertThat(new ObjectMapper().readTree(answer.text()).path("message").asText()).contains(message);
        }
    }

    @Test
    void userWithoutAnyPrivilegeOnTheTableIsRefused() throws IOException {
        try (StarRocksEmulator emulator = start(StarRocksEmulator.builder())) {
            emulator.execute("CREATE USER inserter IDENTIFIED BY 'x'; GRANT INSERT ON d.t TO inserter; CREATE USER stranger IDENTIFIED BY 'x'");

            assertThat(sql(WireClient.of(emulator).as("inserter:x"), "SHOW PARTITIONS FROM d.t").status()).isEqualTo(200);
            final WireClient.Answer refused = sql(WireClient.of(emulator).as("stranger:x"), "SHOW PARTITIONS FROM d.t");
            assertThat(refused.status()).isEqualTo(500);
            assertThat(refused.text()).contains("Access denied", "ANY privilege(s) on TABLE t");
        }
    }

    private static StarRocksEmulator start(final StarRocksEmulatorBuilder builder) throws IOException {
        final StarRocksEmulator emulator = builder.start();
        emulator.execute("""
                CREATE DATABASE d;
                CREATE TABLE d.t (k INT NOT NULL) DUPLICATE KEY (k)
                    PARTITION BY RANGE (k) (PARTITION low VALUES LESS THAN ("100"), PARTITION high VALUES LESS THAN ("1000"))
                    DISTRIBUTED BY HASH (k) BUCKETS 2
                """);
        return emulator;
    }

    private static List<JsonNode> rows(final WireClient.Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        final List<JsonNode> rows = new ArrayList<>();
        new ObjectMapper().readTree(answer.text()).path("data").forEach(rows::add);
        return rows;
    }

    private static List<String> column(final List<JsonNode> rows, final String name) {
        return rows.stream().map(row -> row.path(name).asText()).toList();
    }

    private static WireClient.Answer sql(final WireClient client, final String statement) throws IOException {
        final String body = JsonNodeFactory.instance.objectNode().put("query", statement).toString();
        return client.send("POST", "/api/v1/catalogs/default_catalog/sql", body.getBytes(StandardCharsets.UTF_8));
    }
}
