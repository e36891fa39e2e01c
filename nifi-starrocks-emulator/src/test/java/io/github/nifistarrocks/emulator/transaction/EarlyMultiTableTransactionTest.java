package io.github.nifistarrocks.emulator.transaction;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Transactions of several tables of the recorded versions (CORRECTIONS 12). */
class EarlyMultiTableTransactionTest {

    @ParameterizedTest
    @EnumSource(names = {"RECORDED", "RECORDED_WITH_LABELS"})
    void labelIsKnownAfterTheCommitOnlyWhenTheTransactionManagerGetsIt(final StarRocksVersion version) throws IOException {
        try (StarRocksEmulator emulator = start(version)) {
            step(emulator, "begin", "a");
            load(emulator, "a", "1\n");
            assertThat(step(emulator, "commit", "a").path("Status").asText()).isEqualTo("OK");

            assertThat(emulator.query("select * from d.t")).hasSize(1);
            assertThat(emulator.labelState("d", "a")).isEqualTo(version == StarRocksVersion.RECORDED ? TransactionState.UNKNOWN : TransactionState.VISIBLE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED", "RECORDED_WITH_LABELS"})
    void secondTransactionOfADatabaseNeedsALabelOfItsOwn(final StarRocksVersion version) throws IOException {
        try (StarRocksEmulator emulator = start(version)) {
            for (final String label : new String[] {"a", "b"}) {
                step(emulator, "begin", label);
                load(emulator, label, "1\n");
            }
            step(emulator, "commit", "a");

            assertThat(step(emulator, "commit", "b").path("Status").asText())
                    .isEqualTo(version == StarRocksVersion.RECORDED ? "LABEL_ALREADY_EXISTS" : "OK");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED", "RECORDED_WITH_LABELS"})
    void rollbackEndsNothingAndTheNextAttemptAddsToTheRows(final StarRocksVersion version) throws IOException {
        try (StarRocksEmulator emulator = start(version)) {
            step(emulator, "begin", "a");
            load(emulator, "a", "1\n");
            assertThat(step(emulator, "rollback", "a").path("Message").asText()).isEqualTo("stream load a abort fail");
            assertThat(step(emulator, "begin", "a").path("Status").asText()).isEqualTo("OK");
            load(emulator, "a", "1\n");
            step(emulator, "commit", "a");

            assertThat(emulator.query("select * from d.t")).hasSize(2);
        }
    }

    /** The tasks of the tables are not told that the transaction is committed (FE: StreamLoadTask.prepareChannel; recording 716). */
    @ParameterizedTest
    @EnumSource(names = {"RECORDED", "RECORDED_WITH_LABELS"})
    void committedTransactionRefusesEveryFurtherStepAndStaysCommitted(final StarRocksVersion version) throws IOException {
        try (StarRocksEmulator emulator = start(version)) {
            step(emulator, "begin", "a");
            load(emulator, "a", "1\n");
            final String id = step(emulator, "commit", "a").path("TxnId").asText();

            assertThat(step(emulator, "commit", "a").path("Message").asText()).endsWith("when channel is ready for prepare, cur state is PREPARING}");
            assertThat(WireClient.of(emulator).transaction("load", "1\n", "transaction_type: multi", "db: d", "table: t", "label: a").path("Message").asText())
                    .endsWith("when channel is loading}");
            assertThat(step(emulator, "rollback", "a").path("Abort fail reason").asText()).isEqualTo("transaction not found: " + id);
            assertThat(emulator.query("select * from d.t")).hasSize(1);
        }
    }

    /** Recordings 795 to 798. */
    @ParameterizedTest
    @EnumSource(names = {"RECORDED", "RECORDED_WITH_LABELS"})
    void sessionIsLostWithTheLeader(final StarRocksVersion version) throws IOException {
        try (StarRocksEmulator emulator = start(version)) {
            step(emulator, "begin", "a");
            load(emulator, "a", "1\n");
            emulator.electLeader(1);

            assertThat(step(emulator, "rollback", "a").toString()).isEqualTo("{\"Status\":\"OK\",\"Message\":\"\"}");
            for (final String step : new String[] {"begin", "commit"}) {
                assertThat(step(emulator, step, "a").path("Message").asText()).endsWith("because \"context\" is null");
            }
            assertThat(emulator.query("select * from d.t")).isEmpty();
        }
    }

    private static StarRocksEmulator start(final StarRocksVersion version) throws IOException {
        final StarRocksEmulator emulator = StarRocksEmulator.builder().version(version).start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;");
        return emulator;
    }

    private static JsonNode step(final StarRocksEmulator emulator, final String step, final String label) throws IOException {
        return WireClient.of(emulator).transaction(step, "", "transaction_type: multi", "db: d", "label: " + label);
    }

    private static void load(final StarRocksEmulator emulator, final String label, final String rows) throws IOException {
        assertThat(WireClient.of(emulator).transaction("load", rows, "transaction_type: multi", "db: d", "table: t", "label: " + label).path("Status").asText())
                .isEqualTo("OK");
    }
}
