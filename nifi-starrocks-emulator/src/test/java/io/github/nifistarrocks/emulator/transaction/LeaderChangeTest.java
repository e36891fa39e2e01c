package io.github.nifistarrocks.emulator.transaction;

import java.io.IOException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Another FE becomes the leader (CORRECTIONS 7 and 10; fe-recordings, 790-799). */
class LeaderChangeTest {

    private static final String TABLE = "CREATE DATABASE d; CREATE TABLE d.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;";
    private static final int ELECTIONS = 300;
    private static final String[] HEADERS = {"db: d", "table: t", "label: x"};

    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.builder().frontends(3).start();
        emulator.execute(TABLE);
        client = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void transactionThatIsNotPreparedIsLost() throws IOException {
        step("begin", "");
        step("load", "1\n");

        emulator.electLeader(1);

        assertThat(state("x")).isEqualTo("UNKNOWN");
        assertThat(step("prepare", "").path("Message").asText()).endsWith("No transaction found with db[d] and label[x]");
        assertThat(step("commit", "").path("Message").asText()).endsWith("No transaction found with db[d] and label[x]");
        assertThat(emulator.query("select * from d.t")).isEmpty();
        assertThat(client.load("d.t", "2\n", "label: x").path("Status").asText()).isEqualTo("Success");
    }

    /** Elections right after the redirect, while the request may not have ended at the FE. */
    @Test
    void requestThatAFollowerRedirectsHasNoEffectThere() throws IOException {
        for (int i = 1; i <= ELECTIONS; i++) {
            final int follower = i % 3;
            final String[] headers = {"db: d", "table: t", "label: x" + i};
            final WireClient.Answer redirect = WireClient.of(emulator.frontendUrls().get(follower)).exchange("POST", "/api/transaction/begin", new byte[0],
                    headers);
            assertThat(redirect.status()).isEqualTo(307);
            emulator.electLeader(follower);
            emulator.sendNextTo(2);
            client = WireClient.of(emulator.frontendUrls().get(follower));
            assertThat(client.exchange("PUT", "/api/d/t/_stream_load", new byte[0]).headers().get("location"))
                    .contains(":" + emulator.backends().get(2).httpPort() + "/");
        }
    }

    @Test
    void preparedTransactionIsCommittedByTheNextLeader() throws IOException {
        step("begin", "");
        step("load", "1\n");
        step("prepare", "");

        emulator.electLeader(2);

        assertThat(state("x")).isEqualTo("PREPARED");
        assertThat(step("commit", "").path("Status").asText()).isEqualTo("OK");
        assertThat(emulator.query("select * from d.t")).hasSize(1);
    }

    @Test
    void preparedTransactionIsNotCancelled() throws IOException {
        step("begin", "");
        step("load", "1\n");
        step("prepare", "");

        final JsonNode reply = client.send("POST", "/api/d/x/_cancel", new byte[0]).json();

        assertThat(reply.path("status").asText()).isEqualTo("FAILED");
        assertThat(reply.path("message").asText()).isEqualTo("Not implemented");
        assertThat(state("x")).isEqualTo("PREPARED");
    }

    @Test
    void loadThatRunsDuringTheChangeIsNotCommitted() throws IOException {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.CommitMeanwhile(() -> emulator.electLeader(1)));

        final JsonNode reply = client.load("d.t", "1\n", "label: y");

        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("Message").asText()).isEqualTo("transaction not found: " + reply.path("TxnId").asText());
        assertThat(state("y")).isEqualTo("UNKNOWN");
        assertThat(emulator.query("select * from d.t")).isEmpty();
    }

    @Test
    void leaderChangesBeforeARequest() throws IOException {
        step("begin", "");
        step("load", "1\n");
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("/commit").times(1).inject(new Fault.Meanwhile(() -> emulator.electLeader(1)));

        assertThat(step("commit", "").path("Status").asText()).isEqualTo("FAILED");
        assertThat(state("x")).isEqualTo("UNKNOWN");
    }

    @Test
    void followersSendToTheNextLeader() throws IOException {
        emulator.electLeader(2);

        final WireClient.Answer answer = WireClient.of(emulator.frontendUrls().getFirst()).exchange("GET", "/api/d/get_load_state?label=x", new byte[0]);

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.headers().get("location")).startsWith(emulator.frontendUrls().get(2).toString());
    }

    @Test
    void backendCannotBeginWithoutALeader() throws IOException {
        emulator.frontends().getFirst().stop();
        final WireClient follower = WireClient.of(emulator.frontendUrls().get(1));

        final JsonNode refused = follower.load("d.t", "1\n", "label: z");
        assertThat(refused.path("TxnId").asInt()).isEqualTo(-1);
        assertThat(refused.path("Message").asText()).startsWith("Couldn't open transport for ");

        emulator.electLeader(1);
        assertThat(follower.load("d.t", "1\n", "label: z").path("Status").asText()).isEqualTo("Success");
    }

    @Test
    void everyFrontendForgetsLabelsByItsOwnSweeps() throws IOException {
        try (StarRocksEmulator small = StarRocksEmulator.builder().labelLimits(2, Duration.ofDays(3)).start()) {
            small.execute(TABLE);
            for (final String label : new String[] {"a", "b", "c", "d"}) {
                WireClient.of(small).load("d.t", "1\n", "label: " + label);
            }

            small.frontends().getFirst().sweepLabels();
            assertThat(small.labelState("d", "b")).isEqualTo(TransactionState.UNKNOWN);
            assertThat(small.labelState("d", "c")).isEqualTo(TransactionState.VISIBLE);

            small.electLeader(1);
            assertThat(small.labelState("d", "b")).isEqualTo(TransactionState.VISIBLE);
        }
    }

    private JsonNode step(final String step, final String body) throws IOException {
        return client.transaction(step, body, HEADERS);
    }

    private String state(final String label) throws IOException {
        return client.send("GET", "/api/d/get_load_state?label=" + label, new byte[0]).json().path("state").asText();
    }
}
