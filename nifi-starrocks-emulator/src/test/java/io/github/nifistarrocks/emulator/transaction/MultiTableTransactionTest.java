package io.github.nifistarrocks.emulator.transaction;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MultiTableTransactionTest {

    private static final String MULTI = "transaction_type: multi";
    private static final String DB = "db: shop";

    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.start();
        create(emulator);
        client = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void tablesOfOneTransactionBecomeVisibleWithTheCommit() throws IOException {
        assertThat(begin("m1").toString()).isEqualTo("{\"Status\":\"OK\",\"Message\":\"\"}");
        assertThat(state("m1")).isEqualTo("UNKNOWN");

        final JsonNode loaded = load("m1", "orders", "1,a\n");
        assertThat(loaded.path("Status").asText()).isEqualTo("OK");
        assertThat(load("m1", "lines", "1,x\n").path("TxnId")).isEqualTo(loaded.path("TxnId"));
        assertThat(load("m1", "orders", "2,b\n").path("Status").asText()).isEqualTo("OK");
        assertThat(count("orders") + count("lines")).isZero();

        final JsonNode committed = step("commit", "m1");

        assertThat(committed.path("Status").asText()).isEqualTo("OK");
        assertThat(committed.path("TxnId")).isEqualTo(loaded.path("TxnId"));
        assertThat(committed.has("NumberTotalRows")).isFalse();
        assertThat(state("m1")).isEqualTo("VISIBLE");
        assertThat(count("orders")).isEqualTo(2);
        assertThat(count("lines")).isEqualTo(1);
    }

    /** FE: com.starrocks.load.streamload.StreamLoadKvParams. */
    @Test
    void quotesAndHeaderLinesAreReadAsTheirHeadersDescribeThem() throws IOException {
        begin("q1");
        load("q1", "orders", "id,name\n1,\"a^\"\"\n", "enclose: \"", "escape: ^", "skip_header: 1");
        step("commit", "q1");

        assertThat(emulator.query("SELECT * FROM shop.orders")).hasToString("[[1, a\"]]");
    }

    @Test
    void queriesSeeTheRowsOfAllTablesOrOfNone() throws Exception {
        emulator.execute("INSERT INTO shop.orders VALUES (0, 'first'); INSERT INTO shop.lines VALUES (0, 'first');");
        final CompletableFuture<Boolean> torn = CompletableFuture.supplyAsync(() -> {
            boolean different = false;
            for (long orders = count("orders"); orders < 20; orders = count("orders")) {
                different |= count("lines") < orders;
            }
            return different;
        });
        for (int i = 1; i < 20; i++) {
            begin("v" + i);
            load("v" + i, "lines", i + ",x\n");
            load("v" + i, "orders", i + ",a\n");
            step("commit", "v" + i);
        }
        assertThat(torn.get()).isFalse();
    }

    @Test
    void repeatedBeginIsRefusedAndLeavesTheTransactionAsItIs() throws IOException {
        begin("m2");
        final long id = load("m2", "orders", "1,a\n").path("TxnId").asLong();

        final JsonNode again = begin("m2");

        assertThat(again.path("Status").asText()).isEqualTo("LABEL_ALREADY_EXISTS");
        assertThat(again.path("Message").asText()).isEqualTo("Transaction already started with label [m2], txnId: " + id);
        assertThat(again.path("ExistingJobStatus").asText()).isEqualTo("BEGIN");
        assertThat(step("commit", "m2").path("Status").asText()).isEqualTo("OK");
        assertThat(begin("m2").path("ExistingJobStatus").asText()).isEqualTo("COMMITED");
    }

    @Test
    void repeatedCommitIsFineAndRollbackComesTooLate() throws IOException {
        begin("m3");
        final long id = load("m3", "orders", "1,a\n").path("TxnId").asLong();
        step("commit", "m3");

        final JsonNode again = step("commit", "m3");
        assertThat(again.path("Status").asText()).isEqualTo("OK");
        assertThat(again.path("Message").asText()).isEqualTo("Transaction %d has already committed, label is m3".formatted(id));
        final JsonNode rollback = step("rollback", "m3");
        assertThat(rollback.path("Status").asText()).isEqualTo("FAILED");
        assertThat(rollback.path("Message").asText()).endsWith("Can not abort VISIBLE transaction %d, label is m3".formatted(id));
    }

    @Test
    void rolledBackTransactionLeavesNothingAndItsLabelIsUsedUpUntilItsTaskIsCleaned() throws IOException {
        begin("m4");
        final long id = load("m4", "orders", "1,a\n").path("TxnId").asLong();
        assertThat(step("rollback", "m4").path("Message").asText()).isEqualTo("stream load m4 abort");
        assertThat(step("rollback", "m4").path("Status").asText()).isEqualTo("OK");
        assertThat(step("commit", "m4").path("Message").asText()).endsWith("Can not commit CANCELLED transaction %d, label is m4".formatted(id));
        assertThat(state("m4")).isEqualTo("ABORTED");

        final JsonNode late = load("m4", "orders", "1,a\n");
        assertThat(late.path("Status").asText()).isEqualTo("FAILED");
        assertThat(late.path("Message").asText()).startsWith("stream load task m4 has already been cancelled");

        final JsonNode again = begin("m4");
        assertThat(again.path("Status").asText()).isEqualTo("LABEL_ALREADY_EXISTS");
        assertThat(again.path("Message").asText()).isEqualTo("Transaction already started with label [m4], txnId: " + id);
        assertThat(again.path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");

        emulator.cleanMultiTableTasks();
        assertThat(begin("m4").path("Status").asText()).isEqualTo("OK");
        load("m4", "orders", "5,e\n");
        step("commit", "m4");
        assertThat(emulator.query("select id from shop.orders")).containsExactly(List.of(5));
    }

    @Test
    void prepareIsNotSupported() throws IOException {
        begin("m5");
        assertThat(step("prepare", "m5").path("Message").asText()).endsWith("Unsupported operation: TXN_PREPARE");
        load("m5", "orders", "1,a\n");
        assertThat(step("commit", "m5").path("Status").asText()).isEqualTo("OK");
    }

    @Test
    void commitOfNothingIsFineAndUnknownToTheTransactionManager() throws IOException {
        begin("m6");
        assertThat(step("commit", "m6").path("Status").asText()).isEqualTo("OK");
        assertThat(state("m6")).isEqualTo("UNKNOWN");
        assertThat(begin("m6").path("ExistingJobStatus").asText()).isEqualTo("COMMITED");
    }

    @Test
    void tooManyInvalidRowsOfOneTableEndTheWholeTransaction() throws IOException {
        begin("m7");
        load("m7", "orders", "1,a\n");
        assertThat(load("m7", "lines", "1,x\nnope\n").path("Status").asText()).isEqualTo("OK");

        final JsonNode reply = step("commit", "m7");

        assertThat(reply.path("Status").asText()).isEqualTo("FAILED");
        assertThat(reply.path("Message").asText()).startsWith("STREAM_LOAD_TASK:")
                .contains("error_msg{cancel stream task for exception: abnormal data more than max filter rate, tracking_url: http://");
        final URI log = URI.create(reply.path("Message").asText().replaceAll(".*tracking_url: (\\S+)}", "$1"));
        assertThat(WireClient.of(URI.create("http://" + log.getAuthority())).get(log.getRawPath() + "?" + log.getRawQuery()).text())
                .isEqualTo(
                        "Error: Target column count: 2 doesn't match source value column count: 1. Column separator: ',', Row delimiter: '\\n'. Row: nope\n");
        assertThat(begin("m7").path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");
        assertThat(count("orders")).isZero();
    }

    @Test
    void tableWithoutAValidRowEndsTheWholeTransaction() throws IOException {
        begin("m8");
        load("m8", "orders", "1,a\n");
        load("m8", "lines", "nope\n", "max_filter_ratio: 1");

        assertThat(step("commit", "m8").path("Message").asText()).contains("No partitions have data available for loading");
        assertThat(count("orders")).isZero();
    }

    /** A load that fails cancels its task (FE: StreamLoadMgr.executeLoadTask). */
    @Test
    void unknownTableAndUnknownLabelAreRefusedByTheFrontend() throws IOException {
        begin("m9");
        assertThat(load("m9", "nothing", "1,a\n").path("Message").asText())
                .isEqualTo("class com.starrocks.common.MetaNotFoundException: Failed to find table nothing in db shop");
        assertThat(load("never", "orders", "1,a\n").path("Message").asText()).endsWith("stream load task never does not exist");
        assertThat(begin("m9").path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void cancelFromOutsideFindsATransactionFromItsFirstLoadOn() throws IOException {
        begin("m10");
        assertThat(client.send("POST", "/api/shop/x/_cancel?label=m10", new byte[0]).text()).contains("transaction not found: m10");
        load("m10", "orders", "1,a\n");
        assertThat(client.send("POST", "/api/shop/x/_cancel?label=m10", new byte[0]).text()).contains("Success");
        assertThat(step("commit", "m10").path("Message").asText()).contains("Can not commit CANCELLED transaction");
        assertThat(count("orders")).isZero();
    }

    @Test
    void loadsOfOneTableAreSerialAndThoseOfOthersAreNot() throws Exception {
        begin("m11");
        final URI backend = redirect("m11", "orders");
        try (Socket socket = new Socket(backend.getHost(), backend.getPort())) {
            socket.getOutputStream().write(("PUT /api/transaction/load HTTP/1.1\r\nHost: x\r\nAuthorization: Basic cm9vdDo=\r\n" + MULTI + "\r\n" + DB
                    + "\r\nlabel: m11\r\ntable: orders\r\ncolumn_separator: ,\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(25)).asString().startsWith("HTTP/1.1 100");

            assertThat(load("m11", "orders", "2,b\n").path("Status").asText()).isEqualTo("TXN_IN_PROCESSING");
            assertThat(load("m11", "lines", "2,b\n").path("Status").asText()).isEqualTo("OK");

            socket.getOutputStream().write("1,a\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(step("commit", "m11").path("Status").asText()).isEqualTo("OK");
        assertThat(emulator.query("select id from shop.orders")).containsExactly(List.of(1));
    }

    @Test
    void loadsOfOneTableGoToOneBackend() throws IOException {
        begin("m12");
        final URI first = redirect("m12", "orders");
        for (int i = 0; i < 10; i++) {
            assertThat(redirect("m12", "orders")).isEqualTo(first);
        }
    }

    @Test
    void deathOfABackendLosesTheTransaction() throws IOException {
        begin("m13");
        emulator.sendNextTo(0);
        load("m13", "orders", "1,a\n");
        load("m13", "lines", "1,x\n");
        emulator.backends().get(0).stop();

        assertThat(step("commit", "m13").path("Status").asText()).isEqualTo("FAILED");
        assertThat(begin("m13").path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");
        assertThat(count("orders") + count("lines")).isZero();
    }

    @Test
    void timeoutRunsFromBegin() throws IOException {
        client.transaction("begin", "", MULTI, DB, "label: m14", "timeout: 1");
        load("m14", "orders", "1,a\n");
        emulator.faults().sleep(Duration.ofMillis(1100));

        assertThat(begin("m14").path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");
        assertThat(step("commit", "m14").path("Status").asText()).isEqualTo("FAILED");
    }

    @Test
    void lateVisibilityIsNotReported() throws IOException {
        begin("m15");
        load("m15", "orders", "1,a\n");
        emulator.faults().on(RequestKind.FE_TRANSACTION).after(0).times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(1)));

        assertThat(step("commit", "m15").path("Status").asText()).isEqualTo("OK");
        assertThat(state("m15")).isEqualTo("COMMITTED");
        assertThat(step("commit", "m15").path("Message").asText()).contains("has already committed");
    }

    @Test
    void labelIsOneForAllDatabases() throws IOException {
        emulator.execute("CREATE DATABASE other;");
        begin("m18");

        assertThat(client.transaction("begin", "", MULTI, "db: other", "label: m18").path("ExistingJobStatus").asText()).isEqualTo("BEGIN");
    }

    /** FE: GlobalStateMgr.replayJournal, StreamLoadMgr.cancelUnDurableTaskAfterRestart, StreamLoadMultiStmtTask.tryRollbackNow. */
    @ParameterizedTest
    @CsvSource({"UP_TO_DATE, stream load m20 abort", "BEHIND, 'Transaction %d has already aborted, label is m20'"})
    void newLeaderEndsTheTaskOfACommittedTransaction(final Election election, final String message) throws IOException {
        begin("m20");
        final long id = load("m20", "orders", "1,a\n").path("TxnId").asLong();
        step("commit", "m20");
        emulator.electLeader(0, election);
        emulator.forgetLabels();

        assertThat(step("rollback", "m20").path("Message").asText()).isEqualTo(message.formatted(id));
        assertThat(step("rollback", "m20").path("Message").asText()).contains("has already aborted");
        assertThat(count("orders")).isEqualTo(1);
    }

    /** FE: StreamLoadMultiStmtTask.isTxnCommittedInTxnManager. */
    @Test
    void newLeaderFindsACommittedTransactionByItsCommit() throws IOException {
        begin("m21");
        load("m21", "orders", "1,a\n");
        step("commit", "m21");
        emulator.electLeader(1);

        assertThat(step("commit", "m21").path("Status").asText()).isEqualTo("OK");
        assertThat(step("rollback", "m21").path("Message").asText()).contains("Can not abort VISIBLE");
        assertThat(count("orders")).isEqualTo(1);
    }

    @Test
    void labelOfAnotherLoadIsFoundByTheFirstLoad() throws IOException {
        client.load("shop.orders", "9,z\n", "column_separator: ,", "label: m19");
        begin("m19");

        assertThat(load("m19", "orders", "1,a\n").path("Message").asText()).contains("Label [m19] has already been used");
        assertThat(step("commit", "m19").path("Message").asText()).contains("Can not commit CANCELLED transaction");
        assertThat(count("orders")).isEqualTo(1);
    }

    @Test
    void leaderThatIsBehindCancels() throws IOException {
        begin("m20");
        load("m20", "orders", "1,a\n");
        emulator.electLeader(1, Election.BEHIND);

        assertThat(begin("m20").path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");
        assertThat(load("m20", "orders", "1,a\n").path("Message").asText()).contains("has already been cancelled");
        assertThat(step("commit", "m20").path("Status").asText()).isEqualTo("FAILED");
        assertThat(count("orders")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "commit"})
    void sessionIsLostWithTheLeader(final String step) throws IOException {
        begin("m22");
        load("m22", "orders", "1,a\n");
        emulator.electLeader(1);

        assertThat(begin("m22").path("ExistingJobStatus").asText()).isEqualTo("BEGIN");
        final JsonNode refused = step.equals("load") ? load("m22", "orders", "2,b\n") : step("commit", "m22");

        assertThat(refused.path("Message").asText()).contains("because \"context\" is null");
        assertThat(begin("m22").path("ExistingJobStatus").asText()).isEqualTo("CANCELLED");
        assertThat(step("commit", "m22").path("Message").asText()).contains("Can not commit CANCELLED");
        assertThat(count("orders")).isZero();
    }

    @Test
    void followerSendsEveryStepToTheLeader() throws IOException {
        final WireClient follower = WireClient.of(emulator.frontends().get(1).url());
        assertThat(follower.transaction("begin", "", MULTI, DB, "label: m16").path("Status").asText()).isEqualTo("OK");
        assertThat(follower.transaction("load", "1,a\n", MULTI, DB, "label: m16", "table: orders", "column_separator: ,").path("Status").asText())
                .isEqualTo("OK");
        assertThat(follower.transaction("commit", "", MULTI, DB, "label: m16").path("Status").asText()).isEqualTo("OK");
        assertThat(count("orders")).isEqualTo(1);
    }

    @Test
    void olderReleaseIgnoresTheHeaderAndFailsToBeginWithoutATable() throws IOException {
        try (StarRocksEmulator older = StarRocksEmulator.builder().multiTableTransactions(false).start()) {
            create(older);
            final JsonNode reply = WireClient.of(older).transaction("begin", "", MULTI, DB, "label: m17");

            assertThat(reply.path("Status").asText()).isEqualTo("ANALYSIS_ERROR");
            assertThat(reply.path("Message").asText()).isEqualTo("unknown table \"shop.\"");
            assertThat(older.labelState("shop", "m17")).isEqualTo(TransactionState.UNKNOWN);
        }
    }

    private static void create(final StarRocksEmulator cluster) {
        cluster.execute("""
                CREATE DATABASE shop;
                CREATE TABLE shop.orders (id INT NOT NULL, name STRING) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3;
                CREATE TABLE shop.lines (id INT NOT NULL, name STRING) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3;
                """);
    }

    private JsonNode begin(final String label) throws IOException {
        return step("begin", label);
    }

    private JsonNode step(final String step, final String label) throws IOException {
        return client.transaction(step, "", MULTI, DB, "label: " + label);
    }

    private JsonNode load(final String label, final String table, final String csv, final String... more) throws IOException {
        final Stream<String> headers = Stream.of(MULTI, DB, "label: " + label, "table: " + table, "column_separator: ,");
        return client.transaction("load", csv, Stream.concat(headers, Stream.of(more)).toArray(String[]::new));
    }

    private URI redirect(final String label, final String table) throws IOException {
        return URI.create(client.exchange("PUT", "/api/transaction/load", new byte[0], MULTI, DB, "label: " + label, "table: " + table).headers()
                .get("location"));
    }

    private String state(final String label) throws IOException {
        return client.get("/api/shop/get_load_state?label=" + label).json().path("state").asText();
    }

    private long count(final String table) {
        return ((Number) emulator.query("select count(*) from shop." + table).getFirst().getFirst()).longValue();
    }
}
