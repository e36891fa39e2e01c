package io.github.nifistarrocks.emulator.load;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Parts of transactions whose connection breaks, with rows that are kept and with rows that are only counted. */
class CutLoadsTest {

    private static final String MULTI = "transaction_type: multi";
    private static final String SINGLE = "x: y";

    private StarRocksEmulator emulator;
    private WireClient client;

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, MULTI})
    void halfAPartCannotBeCommitted(final String kind) throws IOException {
        start(false);
        step("begin", "cut", "", kind);
        step("load", "cut", "1,a\n", kind);
        emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetInBody(6));
        assertThatThrownBy(() -> step("load", "cut", "2,b\n3,c\n", kind)).isInstanceOf(IOException.class);

        assertThat(client.get("/api/d/get_load_state?label=cut").json().path("state").asText()).isEqualTo("ABORTED");
        assertThat(step("commit", "cut", "", kind).path("Status").asText()).isEqualTo("FAILED");
        assertThat(count()).isZero();
        assertThat(emulator.query("select count(*) from d.t").getFirst().getFirst()).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, MULTI})
    void onlyRowsOfCommittedTransactionsAreCounted(final String kind) throws IOException {
        start(true);
        step("begin", "good", "", kind);
        for (int part = 0; part < 50; part++) {
            step("load", "good", "1,a\n2,b\n", kind);
        }
        assertThat(count()).isZero();
        step("begin", "back", "", kind);
        step("load", "back", "1,a\n", kind);
        step("rollback", "back", "", kind);
        step("begin", "cut", "", kind);
        step("load", "cut", "1,a\n", kind);
        emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetInBody(6));
        assertThatThrownBy(() -> step("load", "cut", "2,b\n3,c\n", kind)).isInstanceOf(IOException.class);

        assertThat(step("commit", "good", "", kind).path("Status").asText()).isEqualTo("OK");

        assertThat(count()).isEqualTo(100);
        assertThat(emulator.discardedRows(new TableName("d", "t"))).isEqualTo(100);
    }

    private void start(final boolean discarding) throws IOException {
        emulator = (discarding ? StarRocksEmulator.builder().discardLoads() : StarRocksEmulator.builder()).start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (id INT NOT NULL, name STRING) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2;");
        client = WireClient.of(emulator);
    }

    private JsonNode step(final String step, final String label, final String body, final String kind) throws IOException {
        return client.transaction(step, body, "db: d", "table: t", "label: " + label, "column_separator: ,", kind);
    }

    /** Asked by another process. */
    private long count() throws IOException {
        return client.get("/api/d/t/_count").json().path("size").asLong();
    }
}
