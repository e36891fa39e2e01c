package io.github.nifistarrocks.client.streamload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a load promises, with a StarRocks that behaves. */
class StreamLoadContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private final CallScope scope = new CallScope();
    private final String label = "test-" + UUID.randomUUID();
    private StarRocksClient client;
    private TableId table;

    @BeforeEach
    void open() {
        final String database = CLUSTER.newDatabase();
        CLUSTER.execute("CREATE TABLE " + database
                + ".t (k INT NOT NULL, v VARCHAR(20) NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 3 PROPERTIES('replication_num'='1')");
        table = new TableId(database, "t");
        client = StarRocksClient.open(config().build());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void loadedRowsAreVisible() throws Exception {
        final LoadOutcome outcome = client.load(request(), rows("{\"k\":1,\"v\":\"a\"}", "{\"k\":2,\"v\":null}"), scope);

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.SUCCESS);
            assertThat(committed.report().orElseThrow().loadedRows()).isEqualTo(2);
            assertThat(committed.report().orElseThrow().transactionId()).isPositive();
            assertThat(committed.message()).contains(label, table.toString());
        });
        assertThat(content()).containsExactly(List.of("1", "a"), List.of("2", "null"));
    }

    @Test
    void sameLabelLoadsOnce() throws Exception {
        client.load(request(), rows("{\"k\":1}"), scope);
        final LoadOutcome outcome = client.load(request(), rows("{\"k\":1}"), scope);

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_FINISHED);
            assertThat(committed.report()).isEmpty();
        });
        assertThat(content()).hasSize(1);
    }

    @Test
    void labelOfARejectedLoadMayBeUsedAgain() throws Exception {
        assertThat(client.load(request(), rows("{\"k\":null}"), scope)).isInstanceOf(LoadOutcome.Rejected.class);

        assertThat(client.load(request(), rows("{\"k\":1}"), scope)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(content()).hasSize(1);
    }

    @Test
    void rejectedRowsAreNamed() throws Exception {
        final LoadOutcome outcome = client.load(request(), rows("{\"k\":1,\"v\":\"good\"}", "{\"k\":null,\"v\":\"bad\"}"), scope);

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> {
            assertThat(rejected.rows()).hasSize(1);
            assertThat(rejected.rows().getFirst().reason()).contains("NULL");
            assertThat(rejected.report().orElseThrow().filteredRows()).isEqualTo(1);
            assertThat(rejected.message()).contains("refused 1 of 2 rows");
        });
        assertThat(content()).isEmpty();
    }

    @Test
    void rowsThatCannotBeReadLoadNothing() throws Exception {
        assertThatExceptionOfType(LoadBodyException.class).isThrownBy(() -> client.load(request(), out -> {
            out.write("{\"k\":1}\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            throw new IOException("record 100001 is broken");
        }, scope)).withMessageContaining(label).havingCause().withMessage("record 100001 is broken");

        final LoadOutcome again = loadUntilSettled("{\"k\":2}");
        assertThat(again).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(content()).containsExactly(List.of("2", "null"));
    }

    @Test
    void loadWithoutRowsIsRefusedByTheServer() throws Exception {
        assertThat(client.load(request(), rows(), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class,
                failed -> assertThat(failed.reason()).isEqualTo(Reason.EMPTY));
    }

    @Test
    void unknownTableIsNamed() throws Exception {
        final LoadRequest request = LoadRequest.builder(new TableId(table.database(), "nosuch"), label).header("format", "json").build();

        assertThat(client.load(request, rows("{\"k\":1}"), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(failed.message()).contains("nosuch");
        });
    }

    @Test
    void unknownDatabaseIsNamed() throws Exception {
        final LoadRequest request = LoadRequest.builder(new TableId("nosuchdb", "t"), label).header("format", "json").build();

        assertThat(client.load(request, rows("{\"k\":1}"), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class,
                failed -> assertThat(failed.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void wrongPasswordIsDenied() throws Exception {
        try (StarRocksClient stranger = StarRocksClient.open(config().credentials(CLUSTER.user(), "wrong").build())) {
            assertThat(stranger.load(request(), rows("{\"k\":1}"), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.DENIED);
                assertThat(failed.message()).contains("password").doesNotContain("wrong");
            });
        }
    }

    @Test
    void stateOfALabelIsReturned() throws Exception {
        client.load(request(), rows("{\"k\":1}"), scope);

        assertThat(client.labelState(table.database(), label, scope).state().isCommitted()).isTrue();
        assertThat(client.labelState(table.database(), label + "-other", scope).state()).isEqualTo(LabelState.State.UNKNOWN);
    }

    @Test
    void csvRowsAreLoaded() throws Exception {
        final LoadRequest request = LoadRequest.builder(table, label).header("format", "csv").header("column_separator", ",").build();

        assertThat(client.load(request, rows("1,a", "2,\\N"), scope)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(content()).containsExactly(List.of("1", "a"), List.of("2", "null"));
    }

    /** A load that was cut off is aborted by the server a moment later. */
    private LoadOutcome loadUntilSettled(final String row) throws Exception {
        LoadOutcome outcome = client.load(request(), rows(row), scope);
        for (int i = 0; i < 20 && outcome instanceof LoadOutcome.Throttled; i++) {
            outcome = client.load(request(), rows(row), scope);
        }
        return outcome;
    }

    private LoadRequest request() {
        return LoadRequest.builder(table, label).timeout(Duration.ofSeconds(60)).header("format", "json").build();
    }

    private static RequestBody rows(final String... rows) {
        return out -> {
            for (final String row : rows) {
                out.write((row + "\n").getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private List<List<String>> content() {
        return CLUSTER.query("select k, v from " + table + " order by k").stream().map(row -> row.stream().map(String::valueOf).toList()).toList();
    }

    private static StarRocksClientConfig.Builder config() {
        return StarRocksClientConfig.builder(CLUSTER.frontendUrls()).credentials(CLUSTER.user(), CLUSTER.password());
    }
}
