package io.github.nifistarrocks.client.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Statements over HTTP, and what their refusals mean. */
class SqlStatementsContractTest {

    private static final String SETTINGS = "ADMIN SHOW FRONTEND CONFIG LIKE 'label_%'";
    private static final String JSON_LINES = "application/x-ndjson; charset=utf-8";

    private final CallScope scope = new CallScope();
    private StarRocksEmulator emulator;
    private ClusterConnection connection;
    private SqlStatements statements;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.start();
        connection = ClusterConnection.open(StarRocksClientConfig.builder(emulator.frontendUrls()).build());
        statements = new SqlStatements(connection.frontends());
    }

    @AfterEach
    void close() {
        connection.close();
        emulator.close();
    }

    @Test
    void selectReturnsTheValuesOfEachRow() throws Exception {
        load();

        assertThat(statements.select("SELECT `STATE` FROM information_schema.loads WHERE `LABEL` = %s AND `DB_NAME` = 'demo'".formatted(
                SqlStatements.literal("label")), scope)).map(row -> row.path(0).asText()).containsExactly("FINISHED");
    }

    @Test
    void selectWithoutRowsReturnsNone() throws Exception {
        assertThat(statements.select("SELECT `STATE` FROM information_schema.loads WHERE `LABEL` = %s AND `DB_NAME` = 'demo'".formatted(
                SqlStatements.literal("it's a \\ label")), scope)).isEmpty();
    }

    @Test
    void showReturnsTheNamesOfTheColumns() throws Exception {
        final List<JsonNode> rows = statements.show(emulator.frontendUrls().getFirst(), SETTINGS, scope);

        assertThat(rows).map(row -> row.path("Key").asText()).contains("label_keep_max_num", "label_keep_max_second");
        assertThat(rows).allSatisfy(row -> assertThat(row.path("Value").asText()).isNotEmpty());
    }

    @Test
    void replyThatBreaksOffIsNoResult() {
        reply(200, "{\"connectionId\":16777224}\n{\"meta\":[{\"name\":\"k\",\"type\":\"int(11)\"}]}\n{\"data\":[1]}\n");

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> statements.select("SELECT k FROM demo.t", scope))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE)).withMessageContaining("breaks off");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "500 | Access denied; you need (at least one of) the SELECT privilege(s) on TABLE loads for this operation | DENIED",
            "401 | Access denied for u@127.0.0.1 | DENIED",
            "500 | Getting analyzing error. Detail message: Unknown table 'demo.nosuch'. | INVALID",
            "500 | Backend node not found. Check if any backend node is down. | UNAVAILABLE",
            "503 | the FE is starting | UNAVAILABLE",
            "200 | a refusal with the status of a success | UNAVAILABLE",
            "404 | no such path | PROTOCOL"})
    void refusalNamesTheStatementAndItsKind(final int status, final String message, final Kind kind) {
        reply(status, "{\"status\":\"FAILED\",\"msg\":\"%s\"}".formatted(message));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> statements.show(emulator.frontendUrls().getFirst(), SETTINGS, scope))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind)).withMessageContaining(message.substring(0, message.length() - 1));
    }

    private void reply(final int status, final String body) {
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(status, JSON_LINES, body));
    }

    private void load() throws Exception {
        emulator.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k VARCHAR(20)) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        try (StarRocksClient client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).build())) {
            assertThat(client.load(LoadRequest.builder(new TableId("demo", "t"), "label").header("format", "csv").build(),
                    out -> out.write("a\n".getBytes(StandardCharsets.UTF_8)), scope)).isInstanceOf(LoadOutcome.Committed.class);
        }
    }
}
