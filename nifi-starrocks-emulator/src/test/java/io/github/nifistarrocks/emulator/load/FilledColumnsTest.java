package io.github.nifistarrocks.emulator.load;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** AUTO_INCREMENT and generated columns (FE: Load.java, 310-460; StreamLoadScanNode, 318-331). */
class FilledColumnsTest {

    private static final String JSON = "format: json";
    private static final String COMMA = "column_separator: ,";

    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.start();
        emulator.execute("""
                CREATE DATABASE d;
                CREATE TABLE d.numbered (k INT, id BIGINT AUTO_INCREMENT COMMENT 'number') DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;
                CREATE TABLE d.computed (k INT, v INT, twice INT AS (v * 2), text STRING AS concat('<', v, '>') COMMENT 'shown') DUPLICATE KEY(k)
                  DISTRIBUTED BY HASH(k) BUCKETS 1;
                """);
        client = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void rowsAreNumberedWhenALoadDoesNotNameTheColumn() throws IOException {
        assertThat(client.load("d.numbered", "7\n8\n", COMMA).path("Status").asText()).isEqualTo("Success");

        assertThat(emulator.query("select k, id from d.numbered order by k")).containsExactly(List.of(7, 1L), List.of(8, 2L));
    }

    @Test
    void valueOfAJsonDocumentIsIgnoredWhenTheHeaderDoesNotNameTheColumn() throws IOException {
        client.load("d.numbered", "{\"k\":7,\"id\":99}", JSON);

        assertThat(emulator.query("select k, id from d.numbered")).containsExactly(List.of(7, 1L));
    }

    @Test
    void namedColumnTakesTheValue() throws IOException {
        client.load("d.numbered", "{\"k\":7,\"id\":99}", JSON, "columns: k, id");

        assertThat(emulator.query("select k, id from d.numbered")).containsExactly(List.of(7, 99L));
    }

    @Test
    void nullInANamedColumnIsRefused() throws IOException {
        final JsonNode reply = client.load("d.numbered", "{\"k\":7,\"id\":null}", JSON, "columns: k, id");

        assertThat(reply.path("NumberFilteredRows").asInt()).isEqualTo(1);
        final URI log = URI.create(reply.path("ErrorURL").asText());
        assertThat(WireClient.of(URI.create("http://" + log.getAuthority())).get(log.getRawPath() + "?" + log.getRawQuery()).text())
                .startsWith("Error: NULL value in auto increment column 'id'. Row: [7, NULL]");
    }

    @Test
    void generatedColumnsAreComputed() throws IOException {
        assertThat(client.load("d.computed", "1,5\n", COMMA).path("Status").asText()).isEqualTo("Success");

        assertThat(emulator.query("select k, v, twice, text from d.computed")).containsExactly(List.of(1, 5, 10, "<5>"));
    }

    @Test
    void valueOfAGeneratedColumnInADocumentIsIgnored() throws IOException {
        client.load("d.computed", "{\"k\":1,\"v\":5,\"twice\":99}", JSON);

        assertThat(emulator.query("select twice from d.computed")).containsExactly(List.of(10));
    }

    @Test
    void generatedColumnMayNotBeNamed() throws IOException {
        final JsonNode reply = client.load("d.computed", "{\"k\":1,\"v\":5,\"twice\":99}", JSON, "columns: k, v, twice");

        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("Message").asText()).isEqualTo("generated column: twice can not be specified");
    }

    @Test
    void insertFillsTheColumns() {
        emulator.execute("INSERT INTO d.numbered (k) VALUES (7); INSERT INTO d.computed VALUES (1, 5);");

        assertThat(emulator.query("select id from d.numbered")).containsExactly(List.of(1L));
        assertThat(emulator.query("select twice from d.computed")).containsExactly(List.of(10));
    }

    @Test
    void schemaShowsWhichColumnIsNumberedButNotWhichIsGenerated() throws IOException {
        final JsonNode numbered = schema("numbered").get(1);
        assertThat(numbered.path("isAutoIncrement").asBoolean()).isTrue();
        assertThat(numbered.path("isAllowNull").asBoolean()).isFalse();
        assertThat(numbered.path("defaultValueType").asText()).isEqualTo("NULL");
        final JsonNode generated = schema("computed").get(2);
        assertThat(generated.path("isAutoIncrement").asBoolean()).isFalse();
        assertThat(generated.path("isAllowNull").asBoolean()).isTrue();
        assertThat(generated.path("defaultValueType").asText()).isEqualTo("NULL");
    }

    private JsonNode schema(final String table) throws IOException {
        return client.get("/api/v2/catalogs/default_catalog/databases/d/tables/%s/schema".formatted(table)).json().path("result").path("columns");
    }
}
