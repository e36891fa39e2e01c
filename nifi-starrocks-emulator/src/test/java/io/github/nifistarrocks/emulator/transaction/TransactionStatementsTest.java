package io.github.nifistarrocks.emulator.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an FE reports of its limits for labels, and of its transactions (FE: ConfigBase.getConfigInfo, TransProcDir). */
class TransactionStatementsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private StarRocksEmulator emulator;
    private WireClient leader;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.builder().labelLimits(7, Duration.ofSeconds(100)).clock(() -> NOW).start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1; CREATE USER 'u' IDENTIFIED BY 'p';");
        leader = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void settingsAreShownByPattern() throws IOException {
        final JsonNode data = data("ADMIN SHOW FRONTEND CONFIG LIKE 'label_keep_%';");

        assertThat(data).hasSize(2);
        assertThat(data.get(0).path("Key").asText()).isEqualTo("label_keep_max_num");
        assertThat(data.get(0).path("Value").asText()).isEqualTo("7");
        assertThat(data.get(1).path("Value").asText()).isEqualTo("100");
    }

    @Test
    void transactionsAreCountedAndListed() throws IOException {
        leader.load("d.t", "1\n", "label: a");
        leader.load("d.t", "x\n", "label: b", "strict_mode: true");
        leader.transaction("begin", "", "db: d", "table: t", "label: c");

        final String id = data("SHOW PROC '/transactions'").get(0).path("DbId").asText();
        final JsonNode states = data("SHOW PROC '/transactions/%s'".formatted(id));
        assertThat(states.get(0).path("Number").asText()).isEqualTo("1");
        assertThat(states.get(1).path("Number").asText()).isEqualTo("2");
        final JsonNode finished = data("SHOW PROC '/transactions/%s/finished'".formatted(id));
        assertThat(finished).extracting(row -> row.path("Label").asText()).containsExactly("b", "a");
        assertThat(finished).extracting(row -> row.path("FinishTime").asText()).containsOnly("2026-01-01 12:00:00");
    }

    @Test
    void otherUsersNeedOperate() throws IOException {
        final WireClient.Answer answer = ask(leader.as("u:p"), "ADMIN SHOW FRONTEND CONFIG LIKE 'label_%'");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("Access denied; you need (at least one of) the OPERATE privilege(s) on SYSTEM for this operation.");
    }

    @Test
    void followerShowsItsSettingsButNoTransactions() throws IOException {
        final WireClient follower = WireClient.of(emulator.frontendUrls().get(1));

        assertThat(ask(follower, "ADMIN SHOW FRONTEND CONFIG").status()).isEqualTo(200);
        final WireClient.Answer answer = ask(follower, "SHOW PROC '/transactions'");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("non-master FE can not read!");
    }

    private JsonNode data(final String sql) throws IOException {
        return new ObjectMapper().readTree(ask(leader, sql).text()).path("data");
    }

    private static WireClient.Answer ask(final WireClient client, final String sql) throws IOException {
        return client.send("POST", "/api/v1/catalogs/default_catalog/sql", "{\"query\":\"%s\"}".formatted(sql).getBytes(StandardCharsets.UTF_8),
                "content-type: application/json");
    }
}
