package io.github.nifistarrocks.client.schema;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The newer interface replies HTTP 500 without a message when the user has no SELECT (fe-recordings, 700). The older one gives the reason (701). */
class TableSchemaContractTest {

    private static final TableId TABLE = new TableId("demo", "t");

    private StarRocksEmulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = StarRocksEmulator.builder().start();
        emulator.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        emulator.execute("CREATE USER 'inserter' IDENTIFIED BY 'insert-only'; GRANT INSERT ON TABLE demo.t TO USER 'inserter'");
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void missingPrivilegeIsNamed() {
        final StarRocksException thrown = failure(StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("inserter", "insert-only"));

        assertThat(thrown.kind()).isEqualTo(Kind.DENIED);
        assertThat(thrown).hasMessageContainingAll("The request for the schema of [demo.t]", "Access denied", "SELECT on the table");
    }

    @Test
    void errorWithoutAReasonIsNoMissingPrivilege() {
        emulator.faults().on(RequestKind.SCHEMA).where("/api/v2/").inject(new Fault.Reply(500, "application/json", "{\"code\":\"500\"}"));

        final StarRocksException thrown = failure(StarRocksClientConfig.builder(emulator.frontendUrls()));

        assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(thrown).hasMessageContainingAll("HTTP 500", "no reason given", "fe.log");
    }

    private static StarRocksException failure(final StarRocksClientConfig.Builder config) {
        try (StarRocksClient client = StarRocksClient.open(config.build())) {
            return catchThrowableOfType(StarRocksException.class, () -> client.tableSchema(TABLE, new CallScope()));
        }
    }
}
