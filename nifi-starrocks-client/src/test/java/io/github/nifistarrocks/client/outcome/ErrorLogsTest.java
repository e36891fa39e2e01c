package io.github.nifistarrocks.client.outcome;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.streamload.ScriptedCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorLogsTest {

    @Test
    void eachLineIsARow() {
        assertThat(ErrorLogs.parse("Error: NULL value in non-nullable column 'c'. Row: [1, NULL, 'x']\nError: Invalid UTF-8 row. Row: ab\n")).containsExactly(
                new RejectedRow("NULL value in non-nullable column 'c'", "[1, NULL, 'x']"), new RejectedRow("Invalid UTF-8 row", "ab"));
    }

    @Test
    void reasonMayHoldAFullStop() {
        assertThat(ErrorLogs.parse("Error: The row is out of partition ranges. Please add a new partition.. Row: [1]"))
                .containsExactly(new RejectedRow("The row is out of partition ranges. Please add a new partition.", "[1]"));
    }

    @Test
    void rowMayHoldLineEnds() {
        assertThat(ErrorLogs.parse("Error: bad. Row: {\"a\":\n1}\nError: worse. Row: 2")).containsExactly(new RejectedRow("bad", "{\"a\":\n1}"),
                new RejectedRow("worse", "2"));
    }

    @Test
    void lineOfAnotherFormIsKept() {
        assertThat(ErrorLogs.parse("something else")).containsExactly(new RejectedRow("something else", ""));
    }

    @Test
    void emptyLogHasNoRows() {
        assertThat(ErrorLogs.parse("\n")).isEmpty();
    }

    @Test
    void logThatIsTooLongIsReadUpToItsLastWholeRow() throws Exception {
        final String row = "Error: NULL value in non-nullable column 'c'. Row: {\"text\":\"" + "x".repeat(100_000) + "\"}\n";
        try (ScriptedCluster cluster = new ScriptedCluster()) {
            cluster.handler(exchange -> exchange.reply(200, row.repeat(50)));
            final StarRocksClientConfig config = StarRocksClientConfig.builder(List.of(URI.create(cluster.url()))).build();
            try (ClusterConnection connection = ClusterConnection.open(config)) {
                final List<RejectedRow> rows = new ErrorLogs(connection).fetch(cluster.url() + "/api/_load_error_log?file=x",
                        new CallScope());

                assertThat(rows).hasSizeBetween(40, 42).allSatisfy(rejected -> assertThat(rejected.row()).hasSizeGreaterThan(100_000).endsWith("\"}"));
            }
        }
    }

    @Test
    void errorLogIsRequestedWithoutThePassword() throws Exception {
        final List<String> heads = new CopyOnWriteArrayList<>();
        try (ScriptedCluster cluster = new ScriptedCluster()) {
            cluster.handler(exchange -> {
                heads.add(exchange.head());
                exchange.reply(200, "Error: invalid. Row: 1\n");
            });
            final StarRocksClientConfig config = StarRocksClientConfig.builder(List.of(URI.create(cluster.url()))).credentials("loader", "secret").build();
            try (ClusterConnection connection = ClusterConnection.open(config)) {
                assertThat(new ErrorLogs(connection).fetch(cluster.url() + "/api/_load_error_log?file=x", new CallScope())).hasSize(1);
            }
        }
        assertThat(heads).singleElement().asString().contains("GET /api/_load_error_log").doesNotContainIgnoringCase("authorization");
    }
}
