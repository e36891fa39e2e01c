package io.github.nifistarrocks.emulator.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The two tables of loads (FE: StreamLoadMgr, LoadsHistorySyncer), and who may read them. */
class LoadHistoryTest {

    private static final String LOADS = "information_schema.loads";
    private static final String HISTORY = "_statistics_.loads_history";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.builder().labelLimits(1, Duration.ofDays(3)).maxLoadTasks(3).clock(now::get).start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;"
                + "CREATE USER someone IDENTIFIED BY 'x'; GRANT INSERT ON d.t TO someone");
        client = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void loadIsShownAfterItsLabelIsForgotten() throws IOException {
        load("a");
        load("b");
        emulator.frontends().getFirst().sweepLabels();

        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.UNKNOWN);
        assertThat(states(LOADS, "a")).contains("{\"data\":[\"FINISHED\"]}");
    }

    @Test
    void runningAndFailedLoadsHaveTheirStates() throws IOException {
        client.transaction("begin", "", "db: d", "table: t", "label: open");
        client.load("d.t", "x\n", "label: bad", "strict_mode: true");

        assertThat(states(LOADS, "open")).contains("[\"BEFORE_LOAD\"]");
        assertThat(states(LOADS, "bad")).contains("[\"CANCELLED\"]");
    }

    @Test
    void refusedRepetitionReplacesTheTask() throws IOException {
        load("a");
        load("a");

        assertThat(states(LOADS, "a")).contains("[\"CANCELLED\"]").doesNotContain("FINISHED");
    }

    @Test
    void tooManyTasksDropAllFinishedOnes() throws IOException {
        for (final String label : new String[] {"a", "b", "c", "d", "e"}) {
            load(label);
        }

        assertThat(states(LOADS, "a")).doesNotContain("data");
        assertThat(states(LOADS, "e")).contains("FINISHED");
    }

    @Test
    void newLeaderDoesNotKnowTasks() throws IOException {
        load("a");
        emulator.electLeader(1);

        assertThat(states(LOADS, "a")).doesNotContain("data");
    }

    @Test
    void loadsOfMoreThanAMinuteAreCopied() throws IOException {
        load("a");
        now.updateAndGet(time -> time.plusSeconds(30));
        load("b");
        now.updateAndGet(time -> time.plusSeconds(31));
        emulator.copyLoadHistory();
        emulator.copyLoadHistory();

        assertThat(states(HISTORY, "a")).containsOnlyOnce("FINISHED");
        assertThat(states(HISTORY, "b")).doesNotContain("data");
    }

    @Test
    void historyNeedsThePrivilegeAndTasksDoNot() throws IOException {
        load("a");

        assertThat(sql(client.as("someone:x"), LOADS, "a").text()).contains("FINISHED");
        final WireClient.Answer refused = sql(client.as("someone:x"), HISTORY, "a");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.text()).contains("Access denied", "SELECT");
    }

    private String states(final String table, final String label) throws IOException {
        return sql(client, table, label).text();
    }

    private static WireClient.Answer sql(final WireClient client, final String table, final String label) throws IOException {
        return client.send("POST", "/api/v1/catalogs/default_catalog/sql",
                "{\"query\":\"select state from %s where label = '%s' and db_name='d'\"}".formatted(table, label).getBytes(StandardCharsets.UTF_8));
    }

    private void load(final String label) throws IOException {
        client.load("d.t", "1\n", "label: " + label);
    }
}
