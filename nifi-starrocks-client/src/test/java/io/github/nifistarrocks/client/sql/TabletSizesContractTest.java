package io.github.nifistarrocks.client.sql;

import java.util.List;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

class TabletSizesContractTest {

    private static final TableId TABLE = new TableId("d", "t");
    private static final String JSON_LINES = "application/x-ndjson; charset=utf-8";

    private static StarRocksEmulator emulator;
    private static StarRocksClient client;

    private final CallScope scope = new CallScope();

    @BeforeAll
    static void start() throws Exception {
        emulator = StarRocksEmulator.start();
        emulator.execute("""
                CREATE DATABASE d;
                CREATE TABLE d.t (k INT NOT NULL) DUPLICATE KEY (k)
                    PARTITION BY RANGE (k) (PARTITION low VALUES LESS THAN ("100"), PARTITION high VALUES LESS THAN ("1000"))
                    DISTRIBUTED BY HASH (k) BUCKETS 1 PROPERTIES ("replication_num" = "3");
                INSERT INTO d.t VALUES (1), (2), (3), (500);
                CREATE USER stranger IDENTIFIED BY 'x'
                """);
        client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).build());
    }

    @AfterAll
    static void stop() {
        client.close();
        emulator.close();
    }

    @AfterEach
    void clearFaults() {
        emulator.faults().clear();
    }

    @Test
    void replicasOfATabletCountOnce() throws Exception {
        assertThat(client.tabletSizes(TABLE, List.of(), scope).values()).containsExactlyInAnyOrder(300L, 100L);
    }

    @Test
    void tabletsOfPartitionsAreSelected() throws Exception {
        assertThat(client.tabletSizes(TABLE, List.of("HIGH"), scope).values()).containsExactly(100L);
    }

    @ParameterizedTest
    @CsvSource({"0B, 0", "1023B, 1023", "1KB, 1024", "1.5KB, 1536", "12.3MB, 12897484", "1GB, 1073741824", "2TB, 2199023255552", "1PB, 1125899906842624"})
    void sizesHaveUnits(final String text, final long bytes) throws Exception {
        reply("[{\"TabletId\":\"7\",\"DataSize\":\"%s\"}]".formatted(text));

        assertThat(client.tabletSizes(TABLE, List.of(), scope)).containsExactly(entry(7L, bytes));
    }

    @Test
    void largestReplicaCounts() throws Exception {
        reply("[{\"TabletId\":\"7\",\"DataSize\":\"1KB\"},{\"TabletId\":\"7\",\"DataSize\":\"3KB\"},{\"TabletId\":\"7\",\"DataSize\":\"2KB\"}]");

        assertThat(client.tabletSizes(TABLE, List.of(), scope)).containsExactly(entry(7L, 3072L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"TabletId":"7"}                       | [] as DataSize
            {"TabletId":"7","DataSize":"big"}      | [big] as DataSize
            {"TabletId":"x","DataSize":"1KB"}      | [x] as TabletId
            """)
    void otherRowsAreRefused(final String row, final String message) {
        reply("[%s]".formatted(row));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> client.tabletSizes(TABLE, List.of(), scope))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.PROTOCOL)).withMessageContaining(message);
    }

    @Test
    void userWithoutPrivilegesIsRefused() {
        try (StarRocksClient stranger = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("stranger", "x").build())) {
            assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> stranger.tabletSizes(TABLE, List.of(), scope))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
        }
    }

    private static void reply(final String rows) {
        emulator.faults().on(RequestKind.SQL).times(1).inject(new Fault.Reply(200, JSON_LINES,
                "{\"meta\":[],\"data\":%s,\"statistics\":{\"scanRows\":0,\"scanBytes\":0,\"returnRows\":1}}".formatted(rows)));
    }
}
