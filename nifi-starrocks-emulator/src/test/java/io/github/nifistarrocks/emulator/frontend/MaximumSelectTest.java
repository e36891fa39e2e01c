package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code SELECT max(column)} over HTTP: values as a BE writes them (BE: cast_type_to_json_str), and refusals of the FE. */
class MaximumSelectTest {

    private static StarRocksEmulator emulator;
    private static WireClient client;

    @BeforeAll
    static void start() throws IOException {
        emulator = StarRocksEmulator.start();
        emulator.execute("""
                CREATE DATABASE d;
                CREATE TABLE d.t (k INT NOT NULL, ti TINYINT, bi BIGINT, li LARGEINT, de DECIMAL(20, 4), da DATE, dt DATETIME, vc VARCHAR(20)) DUPLICATE KEY (k)
                    PARTITION BY RANGE (k) (PARTITION low VALUES LESS THAN ("100"), PARTITION high VALUES LESS THAN ("1000"))
                    DISTRIBUTED BY HASH (k) BUCKETS 2;
                CREATE TABLE d.nothing (k INT) DUPLICATE KEY (k) DISTRIBUTED BY HASH (k) BUCKETS 1;
                INSERT INTO d.t VALUES (1, -7, -9223372036854775808, -170141183460469231731687303715884105728, -1.5, DATE '2024-02-29',
                    TIMESTAMP '2024-02-29 10:20:30', 'a''b');
                INSERT INTO d.t VALUES (500, 3, 9223372036854775807, 170141183460469231731687303715884105727, 12.25, DATE '2025-01-01',
                    TIMESTAMP '2025-01-01 00:00:00.000001', NULL);
                CREATE USER someone IDENTIFIED BY 'x';
                GRANT INSERT ON d.t TO someone
                """);
        client = WireClient.of(emulator);
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            max(k)               | d.t                        | [500]
            max(`ti`), MAX(`bi`) | d.t                        | [3,9223372036854775807]
            max(li)              | d.t                        | ["170141183460469231731687303715884105727"]
            max(li)              | d.t where k < 100          | ["-170141183460469231731687303715884105728"]
            max(de)              | d.t                        | ["12.2500"]
            max(da), max(dt)     | d.t                        | ["2025-01-01","2025-01-01 00:00:00.000001"]
            max(dt)              | `d`.`t` where (`k` = 1)    | ["2024-02-29 10:20:30"]
            max(vc)              | d.t                        | ["a\\u0027b"]
            max(k), max(dt)      | d.t partition (`low`)      | [1,"2024-02-29 10:20:30"]
            max(k)               | d.t partition (low, HIGH)  | [500]
            max(k), max(vc)      | d.t where k > 500          | [null,null]
            max(k)               | d.nothing                  | [null]
            """)
    void maximaAreOneRow(final String maxima, final String from, final String row) throws IOException {
        final WireClient.Answer answer = sql(client, "select %s from %s".formatted(maxima, from));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text().lines()).contains("{\"data\":%s}".formatted(row)).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select max(k) from x.t                  | Unknown database 'x'
            select max(k) from d.x                  | Unknown table 'd.x'
            select max(x) from d.t                  | Column 'x' cannot be resolved
            select max(k) from d.t partition (x)    | Unknown partition 'x' in table 't'
            """)
    void analyzerRefusesUnknownNames(final String sql, final String message) throws IOException {
        final WireClient.Answer answer = sql(client, sql);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("Getting analyzing error").contains(message.replace("'", "\\u0027"));
    }

    @Test
    void userNeedsSelect() throws IOException {
        final WireClient.Answer answer = sql(client.as("someone:x"), "select max(k) from d.t");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("Access denied; you need (at least one of) the SELECT privilege(s) on TABLE t for this operation");
    }

    @Test
    void frontendThatIsBehindKnowsTheVersionsOfThen() throws IOException {
        final TableName table = new TableName("d", "growing");
        emulator.execute("""
                CREATE TABLE d.growing (k LARGEINT, note VARCHAR(5)) DUPLICATE KEY (k) DISTRIBUTED BY HASH (k) BUCKETS 2;
                INSERT INTO d.growing VALUES (1, 'a')
                """);
        emulator.delayMetadata(0, table);
        emulator.execute("INSERT INTO d.growing VALUES (2, NULL)");

        assertThat(sql(client, "select max(k), max(note) from d.growing where k > 0").text()).contains("{\"data\":[\"1\",\"a\"]}");
        final String older = plan(table);
        emulator.catchUpMetadata();

        assertThat(sql(client, "select max(k) from d.growing").text()).contains("{\"data\":[\"2\"]}");
        assertThat(older).contains("\"version\":2");
        assertThat(plan(table)).contains("\"version\":3");
    }

    private static String plan(final TableName table) throws IOException {
        return client.send("POST", "/api/%s/%s/_query_plan".formatted(table.database(), table.table()),
                "{\"sql\":\"select k from d.growing\"}".getBytes(StandardCharsets.UTF_8)).text();
    }

    @Test
    void queryNeedsABackend() throws IOException {
        emulator.backends().forEach(EmulatorBackend::stop);
        try {
            final WireClient.Answer answer = sql(client, "select max(k) from d.t");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).contains("Backend node not found");
        } finally {
            for (final EmulatorBackend backend : emulator.backends()) {
                backend.start();
            }
        }
    }

    private static WireClient.Answer sql(final WireClient client, final String sql) throws IOException {
        return client.send("POST", "/api/v1/catalogs/default_catalog/sql",
                JsonNodeFactory.instance.objectNode().put("query", sql).toString().getBytes(StandardCharsets.UTF_8));
    }
}
