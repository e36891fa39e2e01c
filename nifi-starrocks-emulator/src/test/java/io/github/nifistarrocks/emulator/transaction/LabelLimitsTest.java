package io.github.nifistarrocks.emulator.transaction;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The two limits of the sweeper (FE: DatabaseTransactionMgr.removeExpiredTxns). */
class LabelLimitsTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.builder().labelLimits(3, Duration.ofSeconds(100)).clock(now::get).start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;"
                + "CREATE DATABASE e; CREATE TABLE e.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;");
        client = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void labelIsKnownUntilASweep() throws IOException {
        load("d", "a");
        now.updateAndGet(time -> time.plusSeconds(1000));

        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.VISIBLE);
        assertThat(load("d", "a")).isEqualTo("Label Already Exists");
    }

    @Test
    void oldLabelsGo() throws IOException {
        load("d", "a");
        now.updateAndGet(time -> time.plusSeconds(100));
        sweep();
        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.VISIBLE);

        now.updateAndGet(time -> time.plusSeconds(1));
        sweep();
        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.UNKNOWN);
        assertThat(load("d", "a")).isEqualTo("Success");
    }

    @Test
    void oldestLabelsOfADatabaseGoWhenItHasTooMany() throws IOException {
        load("e", "other");
        load("d", "a");
        load("d", "b");
        load("d", "c");
        load("d", "e");
        sweep();

        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.UNKNOWN);
        assertThat(emulator.labelState("d", "b")).isEqualTo(TransactionState.VISIBLE);
        assertThat(emulator.labelState("e", "other")).isEqualTo(TransactionState.VISIBLE);
    }

    @Test
    void openTransactionsCountButStay() throws IOException {
        for (final String label : new String[] {"open1", "open2", "open3"}) {
            client.transaction("begin", "", "db: d", "table: t", "label: " + label);
        }
        load("d", "a");
        sweep();

        assertThat(emulator.labelState("d", "open1")).isEqualTo(TransactionState.PREPARE);
        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.UNKNOWN);
    }

    @Test
    void abortedLoadsCount() throws IOException {
        load("d", "a");
        for (final String label : new String[] {"bad1", "bad2", "bad3"}) {
            assertThat(client.load("d.t", "x\n", "label: " + label, "strict_mode: true").path("Status").asText()).isEqualTo("Fail");
        }
        sweep();

        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.UNKNOWN);
        assertThat(emulator.labelState("d", "bad1")).isEqualTo(TransactionState.ABORTED);
    }

    private void sweep() {
        emulator.frontends().getFirst().sweepLabels();
    }

    private String load(final String database, final String label) throws IOException {
        return client.load(database + ".t", "1\n", "label: " + label).path("Status").asText();
    }
}
