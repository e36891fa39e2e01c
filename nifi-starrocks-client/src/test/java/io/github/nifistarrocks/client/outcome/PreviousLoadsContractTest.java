package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreviousLoad;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LabelUse;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LoadStyle;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the state of a label and the load history prove of a previous load. */
class PreviousLoadsContractTest {

    private static final TableId TABLE = new TableId("it's", "t");

    private final CallScope scope = new CallScope();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.builder().user("loader", "secret").maxLoadTasks(2).clock(now::get).start();
        emulator.execute("CREATE DATABASE `it's`; CREATE TABLE `it's`.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        client = StarRocksClient.open(StarRocksClientConfig.builder(List.of(emulator.frontendUrls().getFirst())).credentials("loader", "secret")
                .outcomeTimeout(Duration.ofMillis(300)).build());
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    @Test
    void knownLabelIsCommitted() throws Exception {
        load("a");

        assertCommitted(find("a"), Evidence.LABEL_FINISHED);
    }

    @Test
    void forgottenLabelIsFoundAmongTheTasksOfTheLeader() throws Exception {
        load("a");
        emulator.forgetLabels();

        assertCommitted(find("a"), Evidence.LOAD_HISTORY);
    }

    @Test
    void forgottenTaskIsFoundInTheHistoryTable() throws Exception {
        load("a");
        now.updateAndGet(time -> time.plusSeconds(61));
        emulator.copyLoadHistory();
        for (final String other : List.of("b", "c", "d")) {
            load(other);
        }
        emulator.forgetLabels();

        assertCommitted(find("a"), Evidence.LOAD_HISTORY);
    }

    @Test
    void taskThatWasNotCopiedInTimeIsAHole() throws Exception {
        load("a");
        for (final String other : List.of("b", "c", "d")) {
            load(other);
        }
        emulator.forgetLabels();

        assertForgotten(find("a"), "does not show it");
    }

    @Test
    void refusedRepetitionHidesTheCommit() throws Exception {
        load("a");
        load("a");
        emulator.forgetLabels();

        assertForgotten(find("a"), "does not show it");
    }

    @Test
    void labelOfAnotherDatabaseProvesNothing() throws Exception {
        emulator.execute("CREATE DATABASE other; CREATE TABLE other.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        client.load(LoadRequest.builder(new TableId("other", "t"), "a").header("format", "json").build(), PreviousLoadsContractTest::row, scope);
        emulator.forgetLabels();

        assertForgotten(find("a"), "does not show it");
    }

    @Test
    void deniedHistoryIsLeftAlone() throws Exception {
        emulator.faults().on(RequestKind.SQL).inject(sqlFailure("Access denied; you need (at least one of) the SELECT privilege(s) on TABLE loads_history"));

        assertForgotten(find("a"), "cannot be read");
        assertForgotten(find("b"), "cannot be read");
        assertThat(emulator.requests().to("/sql")).hasSize(2);
    }

    @Test
    void historyOfAnOlderReleaseIsLeftAlone() throws Exception {
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(404, "text/html", "<html>Not Found</html>"));

        assertForgotten(find("a"), "cannot be read");
    }

    @Test
    void missingHistoryTableDoesNotHideTheTasks() throws Exception {
        load("a");
        emulator.forgetLabels();
        emulator.faults().on(RequestKind.SQL).where("loads_history").inject(sqlFailure("Getting analyzing error. Detail message: Unknown database"));

        assertCommitted(find("a"), Evidence.LOAD_HISTORY);
    }

    @Test
    void nothingIsSentWhileTheHistoryIsOutOfOrder() throws Exception {
        emulator.faults().on(RequestKind.SQL).inject(sqlFailure("Backend node not found. Check if any backend node is down."));

        assertThat(find("a")).isInstanceOfSatisfying(PreviousLoad.Settled.class,
                settled -> assertThat(settled.outcome()).as("no back-off of other loads").isInstanceOfSatisfying(LoadOutcome.Unknown.class,
                        unknown -> assertThat(unknown.message()).contains("was not sent in this attempt", "load history cannot be read now",
                                "Backend node not found")));
    }

    @Test
    void nothingIsSentWhileTheStateOfTheLabelIsUnknown() throws Exception {
        emulator.faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order"));

        assertThat(find("a")).isInstanceOfSatisfying(PreviousLoad.Settled.class,
                settled -> assertThat(settled.outcome()).isInstanceOf(LoadOutcome.Throttled.class));
        assertThat(emulator.requests().to("/sql")).isEmpty();
    }

    @Test
    void cutOffHistoryProvesNothing() throws Exception {
        load("a");
        emulator.forgetLabels();
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(200, "application/x-ndjson", "{\"connectionId\":1}\n{\"meta\":[]}\n"));

        assertThat(find("a")).isInstanceOf(PreviousLoad.Settled.class);
    }

    @Test
    void abortedLabelIsNotCommitted() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());
        load("a");

        assertThat(find("a")).isInstanceOf(PreviousLoad.Aborted.class);
    }

    /** Yesterday's file had the same name, and so the same label of the user. */
    @Test
    void historyOfASharedLabelProvesNothing() throws Exception {
        load("orders");
        emulator.forgetLabels();

        assertForgotten(client.previousLoad(request("orders"), LoadStyle.STREAM_LOAD, LabelUse.SHARED, scope), "an older load with this label");
    }

    @Test
    void tablesInOneTransactionAreNotLookedUp() throws Exception {
        assertThat(client.previousLoad(request("a"), LoadStyle.SEVERAL_TABLES, LabelUse.UNIQUE, scope)).isInstanceOf(PreviousLoad.Forgotten.class);
        assertThat(emulator.requests().to("/sql")).isEmpty();
    }

    /** Another attempt under a label derived from it may be committed as well. */
    @Test
    void committedLabelOfTablesInOneTransactionIsLeftToTheirLoad() throws Exception {
        load("a");

        assertThat(client.previousLoad(request("a"), LoadStyle.SEVERAL_TABLES, LabelUse.UNIQUE, scope)).isInstanceOf(PreviousLoad.Unfinished.class);
    }

    private PreviousLoad find(final String label) throws Exception {
        return client.previousLoad(request(label), LoadStyle.STREAM_LOAD, LabelUse.UNIQUE, scope);
    }

    private void load(final String label) throws Exception {
        client.load(request(label), PreviousLoadsContractTest::row, scope);
    }

    private static LoadRequest request(final String label) {
        return LoadRequest.builder(TABLE, label).header("format", "json").build();
    }

    private static void row(final OutputStream out) throws IOException {
        out.write("{\"k\":1}".getBytes(StandardCharsets.UTF_8));
    }

    private static void assertCommitted(final PreviousLoad found, final Evidence evidence) {
        assertThat(found).isInstanceOfSatisfying(PreviousLoad.Settled.class,
                settled -> assertThat(settled.outcome()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
                    assertThat(committed.evidence()).isEqualTo(evidence);
                    assertThat(committed.bySameCall()).isFalse();
                }));
    }

    private static void assertForgotten(final PreviousLoad found, final String history) {
        assertThat(found).isInstanceOfSatisfying(PreviousLoad.Forgotten.class, forgotten -> assertThat(forgotten.history()).contains(history));
    }

    private static Fault sqlFailure(final String message) {
        return new Fault.Reply(500, "application/x-ndjson; charset=utf-8", "{\"status\":\"FAILED\",\"msg\":\"%s\"}".formatted(message));
    }
}
