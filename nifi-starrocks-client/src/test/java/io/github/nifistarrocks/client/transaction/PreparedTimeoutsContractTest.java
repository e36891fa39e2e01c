package io.github.nifistarrocks.client.transaction;

import java.time.Duration;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The part of a prepared timeout that a server keeps, by its version. */
class PreparedTimeoutsContractTest {

    private static final Duration REQUESTED = Duration.ofDays(7);
    private static final Duration ONE_DAY = Duration.ofDays(1);

    private final CallScope scope = new CallScope();
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.builder().version(StarRocksVersion.WITHOUT_PREPARED_TIMEOUTS).start();
        client = client(emulator);
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    private static StarRocksClient client(final StarRocksEmulator server) {
        return StarRocksClient.open(StarRocksClientConfig.builder(server.frontendUrls()).build());
    }

    @Test
    void serverThatIgnoresTheHeaderKeepsOneDay() throws Exception {
        assertThat(client.certainPreparedTimeout(REQUESTED, scope)).isEqualTo(ONE_DAY);
        assertThat(client.certainPreparedTimeout(ONE_DAY, scope)).isEqualTo(ONE_DAY);
        assertThat(client.certainPreparedTimeout(Duration.ofHours(1), scope)).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITHOUT_PREPARED_TIMEOUTS")
    void serverThatReadsTheHeaderKeepsAll(final StarRocksVersion version) throws Exception {
        try (StarRocksEmulator newer = StarRocksEmulator.builder().version(version).start(); StarRocksClient other = client(newer)) {
            assertThat(other.certainPreparedTimeout(REQUESTED, scope)).isEqualTo(REQUESTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"3.5.4-1a2b3c4,7", "3.5.10-1a2b3c4,7", "3.10.0,7", "4.0.0-pseudo-b60400e,7", "10.0.0-1,7", "3.5.3-1a2b3c4,1", "3.4.12-1,1", "2.5.20-1,1",
            "main-1a2b3c4,1",
            "3.5,1", "'',1", "99999.0.0,1"})
    void numberOfTheVersionDecides(final String version, final int days) throws Exception {
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(200, "application/x-ndjson; charset=utf-8", """
                {"meta":[{"name":"Variable_name","type":"varchar(20)"},{"name":"Value","type":"varchar(20)"}],\
                "data":[{"Variable_name":"version_comment","Value":"%s"}],"statistics":{"scanRows":0,"scanBytes":0,"returnRows":1}}""".formatted(version)));

        assertThat(client.certainPreparedTimeout(REQUESTED, scope)).isEqualTo(Duration.ofDays(days));
    }

    @Test
    void serverWithoutSqlOverHttpIsAskedOnce() throws Exception {
        final FaultRule missing = emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(404, "text/html", "Not found"));

        assertThat(client.certainPreparedTimeout(REQUESTED, scope)).isEqualTo(ONE_DAY);
        final long first = missing.hits();
        assertThat(client.certainPreparedTimeout(REQUESTED, scope)).isEqualTo(ONE_DAY);
        assertThat(missing.hits()).isEqualTo(first).isPositive();
    }
}
