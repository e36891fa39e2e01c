package io.github.nifistarrocks.emulator.fault;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.testing.WireClient;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultsTest {

    private StarRocksEmulator emulator;
    private Faults faults;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.start();
        faults = emulator.faults();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT, v STRING) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 2");
    }

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void ruleCountsItsRequests() throws IOException {
        final FaultRule rule = faults.on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());

        assertThat(load("a").path("Status").asText()).isEqualTo("Success");
        assertThat(load("b").path("Message").asText()).contains("because of too many versions, current/limit: 1001/1000");
        assertThat(load("c").path("Status").asText()).isEqualTo("Success");
        assertThat(rule.hits()).isEqualTo(1);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void ruleMayLookAtTheLabel() throws IOException {
        faults.on(RequestKind.BE_STREAM_LOAD).where("bad").inject(Fault.memoryLimit());

        assertThat(load("good").path("Status").asText()).isEqualTo("Success");
        assertThat(load("bad").path("Message").asText()).startsWith("Memory of process exceed limit");
    }

    @Test
    void resetBeforeCommitLeavesNothing() {
        faults.on(RequestKind.BE_STREAM_LOAD).inject(new Fault.ResetBeforeCommit());

        assertThatThrownBy(() -> load("a")).isInstanceOf(IOException.class);
        assertThat(rows()).isZero();
        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void resetAfterCommitLosesOnlyTheReply() throws IOException {
        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());

        assertThatThrownBy(() -> load("a")).isInstanceOf(IOException.class);
        assertThat(rows()).isEqualTo(1);
        final JsonNode again = load("a");
        assertThat(again.path("Status").asText()).isEqualTo("Label Already Exists");
        assertThat(again.path("ExistingJobStatus").asText()).isEqualTo("FINISHED");
    }

    @Test
    void resetsBeforeAndInTheBodyLeaveNothing() {
        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetBeforeBody());
        assertThatThrownBy(() -> load("a")).isInstanceOf(IOException.class);
        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.UNKNOWN);

        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetInBody(2));
        assertThatThrownBy(() -> load("b")).isInstanceOf(IOException.class);
        assertThat(emulator.labelState("d", "b")).isEqualTo(TransactionState.ABORTED);
        assertThat(rows()).isZero();
    }

    @Test
    void truncatedReplyEndsEarly() {
        faults.on(RequestKind.BE_STREAM_LOAD).inject(new Fault.TruncateReply(100));

        assertThatThrownBy(() -> load("a")).isInstanceOf(IOException.class).hasMessageContaining("ends early");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void replyGoesOnUntilTheClientIsGone() throws IOException {
        faults.on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.EndlessReply("HTTP/1.1 200 OK\r\n", "X-Filler: 1\r\n"));
        final URI server = emulator.frontendUrls().getFirst();

        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /api/d/t/_query_plan HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            final String head = new String(socket.getInputStream().readNBytes(3_000_000), StandardCharsets.US_ASCII);

            assertThat(head).hasSize(3_000_000).startsWith("HTTP/1.1 200 OK\r\nX-Filler: 1\r\nX-Filler: 1\r\n").doesNotContain("\r\n\r\n");
        }
        assertThat(load("a").path("Status").asText()).isEqualTo("Success");
    }

    @Test
    void publishTimeoutIsCommittedAndVisibleLater() throws IOException {
        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(10)));
        final JsonNode reply = load("a");

        assertThat(reply.path("Status").asText()).isEqualTo("Publish Timeout");
        assertThat(emulator.labelState("d", "a")).isEqualTo(TransactionState.COMMITTED);
        assertThat(rows()).isZero();

        faults.release();
        await(() -> emulator.labelState("d", "a") == TransactionState.VISIBLE);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void publishDelayHoldsTheReplyUntilTheDataIsVisible() throws IOException {
        faults.on(RequestKind.BE_STREAM_LOAD).inject(new Fault.PublishDelay(Duration.ofMillis(50)));

        assertThat(load("a").path("Status").asText()).isEqualTo("Success");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void usedLabelsAreReportedInAllTheirForms() throws IOException {
        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.LabelExists(Fault.LabelForm.RUNNING));
        assertThat(load("a").path("ExistingJobStatus").asText()).isEqualTo("RUNNING");

        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.LabelExists(Fault.LabelForm.AS_FAIL));
        final JsonNode reply = load("a");
        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("Message").asText()).endsWith("cancel stream task for exception: Label [a] has already been used.");
        assertThat(reply.has("ExistingJobStatus")).isFalse();
    }

    @Test
    void runningLimitIsReportedBeforeTheBody() throws IOException {
        faults.on(RequestKind.BE_STREAM_LOAD).inject(Fault.tooManyRunningTransactions());

        assertThat(load("a").path("Message").asText()).isEqualTo("current running txns on db 10001 is 1000, larger than limit 1000");
    }

    @Test
    void redirectMayLeadElsewhere() throws IOException {
        faults.on(RequestKind.FE_STREAM_LOAD).inject(new Fault.RedirectTo(URI.create("https://elsewhere.invalid:1")));
        final WireClient.Answer answer = WireClient.of(emulator).exchange("PUT", "/api/d/t/_stream_load", new byte[0]);

        assertThat(answer.headers()).containsEntry("location", "https://elsewhere.invalid:1/api/d/t/_stream_load");
    }

    @Test
    void otherRepliesReplaceTheRealOne() throws IOException {
        faults.on(RequestKind.LOAD_STATE).inject(new Fault.Reply(502, "text/html", "<html>bad gateway</html>"));
        final WireClient.Answer answer = WireClient.of(emulator).get("/api/d/get_load_state?label=a");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).isEqualTo("<html>bad gateway</html>");
    }

    @Test
    void closingTheEmulatorEndsDelays() throws InterruptedException {
        faults.on(RequestKind.HEALTH).inject(new Fault.Delay(Duration.ofMinutes(10)));
        final CountDownLatch ended = new CountDownLatch(1);
        final AtomicReference<Exception> failure = new AtomicReference<>();
        Thread.ofVirtual().start(() -> {
            try {
                WireClient.of(emulator).get("/api/health");
            } catch (IOException e) {
                failure.set(e);
            }
            ended.countDown();
        });
        emulator.close();

        assertThat(ended.await(120, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void deadBackendIsNotChosenUnlessItDiedUnnoticed() throws IOException {
        // Its only tablet is on the first BE.
        emulator.execute("CREATE TABLE d.one (k INT, v STRING) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;");
        emulator.backends().get(1).stop();
        emulator.backends().get(2).stop();
        assertThat(loadOne("a").path("Status").asText()).isEqualTo("Success");

        emulator.backends().get(0).dieUnnoticed();
        assertThatThrownBy(() -> loadOne("b")).isInstanceOf(IOException.class);

        emulator.backends().get(0).stop();
        assertThat(loadOne("c").path("Message").asText()).isEqualTo("class com.starrocks.common.DdlException: No backend alive.");

        final int port = emulator.backends().get(0).httpPort();
        emulator.backends().get(0).start();
        assertThat(emulator.backends().get(0).httpPort()).isEqualTo(port);
        assertThat(loadOne("d").path("Status").asText()).isEqualTo("Success");
    }

    private JsonNode loadOne(final String label) throws IOException {
        return WireClient.of(emulator).load("d.one", "1\ta\n", "label: " + label);
    }

    private JsonNode load(final String label) throws IOException {
        return WireClient.of(emulator).load("d.t", "1\ta\n", "label: " + label);
    }

    private long rows() {
        return ((Number) emulator.query("select count(*) from d.t").getFirst().getFirst()).longValue();
    }

    private void await(final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
