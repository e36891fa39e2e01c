package io.github.nifistarrocks.emulator.load;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.testing.WireClient;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MergeCommitTest {

    private static final String SHORT = "merge_commit_interval_ms: 50";
    private static final String LONG = "merge_commit_interval_ms: 60000";

    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = StarRocksEmulator.start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (id INT NOT NULL, name STRING) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2;");
        client = WireClient.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void replyComesWhenTheRowsAreVisibleAndHasNoRowCounts() throws IOException {
        final JsonNode reply = load("1,a\n", SHORT, "label: mine");

        assertThat(reply.path("Status").asText()).isEqualTo("Success");
        assertThat(reply.path("RequestId").asText()).isEqualTo("mine");
        assertThat(reply.path("Label").asText()).startsWith("merge_commit_");
        assertThat(reply.path("LoadBytes").asLong()).isEqualTo(4);
        assertThat(reply.has("NumberLoadedRows")).isFalse();
        assertThat(emulator.query("select id, name from d.t")).containsExactly(List.of(1, "a"));
        assertThat(emulator.labelState("d", reply.path("Label").asText())).isEqualTo(TransactionState.VISIBLE);
        assertThat(emulator.labelState("d", "mine")).isEqualTo(TransactionState.UNKNOWN);
    }

    @Test
    void requestThatIsSentTwiceIsLoadedTwice() throws IOException {
        load("1,a\n", SHORT, "label: same");
        assertThat(load("1,a\n", SHORT, "label: same").path("Status").asText()).isEqualTo("Success");

        assertThat(count()).isEqualTo(2);
    }

    @Test
    void requestsOfOneIntervalAreOneTransaction() throws IOException {
        final JsonNode first = load("1,a\n", LONG, "merge_commit_async: true");
        final JsonNode second = load("2,b\n", LONG, "merge_commit_async: true");
        final JsonNode other = load("3,c\n", LONG, "merge_commit_async: true", "strict_mode: true");

        assertThat(first.path("Status").asText()).isEqualTo("Success");
        assertThat(second.path("TxnId").asLong()).isEqualTo(first.path("TxnId").asLong());
        assertThat(other.path("TxnId").asLong()).isNotEqualTo(first.path("TxnId").asLong());
        assertThat(count()).isZero();
        assertThat(state(first)).isEqualTo("PREPARE");

        await(first, other);
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void oneInvalidRequestFailsAllThatAreMergedWithIt() throws IOException {
        final JsonNode valid = load("1,a\n", LONG, "merge_commit_async: true");
        final JsonNode invalid = load("nope\n", LONG, "merge_commit_async: true");
        await(valid);

        assertThat(invalid.path("Label").asText()).isEqualTo(valid.path("Label").asText());
        assertThat(state(valid)).isEqualTo("ABORTED");
        assertThat(count()).isZero();
    }

    @Test
    void failureNamesTheErrorLog() throws IOException {
        final JsonNode reply = load("nope\n", SHORT);

        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("Message").asText()).startsWith("Load is aborted, reason: too many filtered rows, tracking url: http://");
    }

    @Test
    void rowWithoutItsDelimiterRunsIntoTheNextBody() throws IOException {
        final JsonNode first = load("1,a", LONG, "merge_commit_async: true");
        load("2,b\n", LONG, "merge_commit_async: true");
        await(first);

        assertThat(state(first)).isEqualTo("ABORTED");
        assertThat(count()).isZero();
    }

    @Test
    void skipHeaderAndEmptyBodiesAreRefused() throws IOException {
        assertThat(load("1,a\n", SHORT, "skip_header: 1").path("Message").asText()).contains("skip_header");
        assertThat(load("", SHORT).path("Message").asText()).isEqualTo("The data can not be empty");
        assertThat(count()).isZero();
    }

    @Test
    void parallelIsNeeded() throws IOException {
        final JsonNode reply = client.load("d.t", "1,a\n", "enable_merge_commit: true", "merge_commit_interval_ms: 10");
        assertThat(reply.path("status").asText()).isEqualTo("FAILED");
        assertThat(reply.path("msg").asText()).isEqualTo("Batch write parallel must be set positive, but is null");
    }

    @Test
    void followerSendsToTheLeader() throws IOException {
        final WireClient follower = WireClient.of(emulator.frontends().get(1).url());
        final String[] headers = {"enable_merge_commit: true", SHORT, "merge_commit_parallel: 1", "column_separator: ,"};
        assertThat(follower.exchange("PUT", "/api/d/t/_stream_load", new byte[0], headers).headers().get("location"))
                .startsWith(emulator.frontendUrls().getFirst().toString());
        assertThat(follower.load("d.t", "1,a\n", headers).path("Status").asText()).isEqualTo("Success");
    }

    private JsonNode load(final String body, final String interval, final String... more) throws IOException {
        final String[] headers = new String[4 + more.length];
        System.arraycopy(new String[] {"enable_merge_commit: true", "merge_commit_parallel: 1", "column_separator: ,", interval}, 0, headers, 0, 4);
        System.arraycopy(more, 0, headers, 4, more.length);
        return client.load("d.t", body, headers);
    }

    /** Ends the intervals that are under way. */
    private void await(final JsonNode... replies) throws IOException {
        for (final JsonNode reply : replies) {
            while (List.of("PREPARE", "COMMITTED").contains(state(reply))) {
                emulator.faults().release();
            }
        }
    }

    private String state(final JsonNode reply) throws IOException {
        return client.get("/api/d/get_load_state?label=" + reply.path("Label").asText()).json().path("state").asText();
    }

    private long count() {
        return ((Number) emulator.query("select count(*) from d.t").getFirst().getFirst()).longValue();
    }
}
