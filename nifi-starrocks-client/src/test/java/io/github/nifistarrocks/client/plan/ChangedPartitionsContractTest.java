package io.github.nifistarrocks.client.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.partition.ReadPartitions;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Plans of changed partitions: their versions, their plan, and the FE that returns both. */
class ChangedPartitionsContractTest {

    private static final TableId EVENTS = new TableId("shop", "events");
    private static final TableName EVENTS_NAME = new TableName("shop", "events");

    private static StarRocksEmulator emulator;

    private final CallScope scope = new CallScope();
    private StarRocksClient client;

    @BeforeAll
    static void start() throws Exception {
        emulator = StarRocksEmulator.builder().frontends(2).start();
        emulator.execute("CREATE DATABASE shop; CREATE USER writer IDENTIFIED BY 'x'");
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @BeforeEach
    void open() {
        emulator.execute("""
                CREATE TABLE shop.events (id BIGINT NOT NULL, note VARCHAR(10)) DUPLICATE KEY (id)
                    PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN ("100"), PARTITION mid VALUES LESS THAN ("200"), PARTITION high VALUES LESS THAN ("300"))
                    DISTRIBUTED BY HASH (id) BUCKETS 2;
                INSERT INTO shop.events VALUES (1, 'a'), (101, 'b')
                """);
        emulator.requests().clear();
        client = open(emulator);
    }

    @AfterEach
    void close() {
        emulator.faults().clear();
        emulator.catchUpMetadata();
        client.close();
        emulator.execute("DROP TABLE shop.events");
    }

    private static StarRocksClient open(final StarRocksEmulator cluster) {
        return StarRocksClient.open(StarRocksClientConfig.builder(cluster.frontendUrls()).connectTimeout(Duration.ofSeconds(5)).build());
    }

    @Test
    void firstPlanHasAllPartitionsWithRows() throws Exception {
        final ChangedPartitions changed = plan(ReadPartitions.none()).orElseThrow();

        assertThat(changed.changes().names()).containsExactly("low", "mid");
        assertThat(changed.plan().sql()).isEqualTo("select * from `shop`.`events` partition (`low`, `mid`)");
        assertThat(changed.plan().tablets()).hasSize(4);
    }

    @Test
    void laterPlanHasOnlyTheChangedPartition() throws Exception {
        final ReadPartitions read = read();
        emulator.execute("INSERT INTO shop.events VALUES (102, 'c')");

        final ChangedPartitions changed = plan(read).orElseThrow();

        assertThat(changed.changes().names()).containsExactly("mid");
        assertThat(changed.plan().tablets()).hasSize(2);
        assertThat(plan(changed.changes().read())).isEmpty();
    }

    @Test
    void changeBetweenVersionsAndPlanIsAChangeAgain() throws Exception {
        final ReadPartitions read = read();
        emulator.execute("INSERT INTO shop.events VALUES (102, 'c')");
        emulator.faults().on(RequestKind.QUERY_PLAN).times(1)
                .inject(new Fault.Meanwhile(() -> emulator.execute("INSERT INTO shop.events VALUES (2, 'd'), (103, 'e')")));

        final ReadPartitions after = plan(read).orElseThrow().changes().read();

        assertThat(plan(after).orElseThrow().changes().names()).containsExactly("low", "mid");
    }

    @Test
    void frontendThatIsBehindIsLeftForTheNext() throws Exception {
        emulator.delayMetadata(0, EVENTS_NAME);
        emulator.execute("INSERT INTO shop.events VALUES (102, 'c')");
        final ReadPartitions read = readAt(1);

        for (int i = 0; i < emulator.frontends().size(); i++) {
            assertThat(plan(read)).isEmpty();
        }
    }

    @Test
    void withoutAFrontendThatKnowsTheVersionsNothingIsPlanned() throws Exception {
        emulator.delayMetadata(0, EVENTS_NAME);
        emulator.execute("INSERT INTO shop.events VALUES (102, 'c')");
        final ReadPartitions read = readAt(1);

        try (StarRocksClient behind = at(0)) {
            assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> behind.planChangedPartitions(all(), read, scope))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .withMessageContaining("it knows version [2] of partition [mid] of [shop.events], and version [3] was read before");
        }
    }

    @Test
    void planWithOlderVersionsThanThoseOfThePartitionsIsRefused() {
        emulator.faults().on(RequestKind.SQL).times(1).inject(new Fault.Reply(200, "application/x-ndjson; charset=utf-8",
                """
                {"meta":[],"data":[{"PartitionId":"7","PartitionName":"low","VisibleVersion":"3"}],"statistics":{"scanRows":0,"scanBytes":0,"returnRows":1}}"""));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> plan(ReadPartitions.none()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE)).withMessageContaining("Name the FEs themselves in FE URLs");
    }

    @Test
    void planWithoutTabletsOfAPartitionWithRowsIsRefused() {
        emulator.faults().on(RequestKind.SQL).times(1).inject(new Fault.Reply(200, "application/x-ndjson; charset=utf-8",
                """
                {"meta":[],"data":[{"PartitionId":"7","PartitionName":"high","VisibleVersion":"2"}],"statistics":{"scanRows":0,"scanBytes":0,"returnRows":1}}"""));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> plan(ReadPartitions.none()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE)).withMessageContaining("They were just truncated");
    }

    @Test
    void partitionThatDisappearsMeanwhileIsPlannedLater() {
        emulator.faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.Meanwhile(() -> emulator.execute("""
                DROP TABLE shop.events;
                CREATE TABLE shop.events (id BIGINT NOT NULL, note VARCHAR(10)) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 2
                """)));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> plan(ReadPartitions.none()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .withMessageStartingWith("Partition [low] of [shop.events] was dropped while it was planned");
    }

    @Test
    void filterMayExcludeAllTablets() throws Exception {
        final PlanRequest nothing = new PlanRequest(EVENTS, List.of(), Optional.of("id > 250"));

        final ChangedPartitions changed = client.planChangedPartitions(nothing, ReadPartitions.none(), scope).orElseThrow();

        assertThat(changed.plan().tablets()).isEmpty();
    }

    @Test
    void truncatedTableIsAPlanWithoutTablets() throws Exception {
        final ReadPartitions read = read();
        emulator.execute("TRUNCATE TABLE shop.events");

        final ChangedPartitions changed = plan(read).orElseThrow();

        assertThat(changed.changes().names()).containsExactly("low", "mid", "high");
        assertThat(changed.plan().tablets()).isEmpty();
        assertThat(plan(changed.changes().read())).isEmpty();
    }

    @Test
    void tableWithoutPartitionsIsReadAsAWhole() throws Exception {
        emulator.execute("""
                CREATE TABLE shop.plain (id INT) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 3;
                INSERT INTO shop.plain VALUES (1)
                """);
        final PlanRequest plain = new PlanRequest(new TableId("shop", "plain"), List.of(), Optional.empty());

        final ChangedPartitions changed = client.planChangedPartitions(plain, ReadPartitions.none(), scope).orElseThrow();

        assertThat(changed.plan().tablets()).hasSize(3);
        assertThat(changed.plan().sql()).endsWith("partition (`plain`)");
        assertThat(client.planChangedPartitions(plain, changed.changes().read(), scope)).isEmpty();
        emulator.execute("DROP TABLE shop.plain");
    }

    @Test
    void userWithoutPrivilegesIsRefused() {
        try (StarRocksClient denied = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("writer", "x").build())) {
            assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> denied.planChangedPartitions(all(), ReadPartitions.none(), scope))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
        }
    }

    @Test
    void compactionOfASharedDataClusterIsNotRead() throws Exception {
        try (StarRocksEmulator shared = StarRocksEmulator.builder().sharedData().start(); StarRocksClient sharedClient = open(shared)) {
            shared.execute("""
                    CREATE DATABASE shop;
                    CREATE TABLE shop.events (id BIGINT NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 2;
                    INSERT INTO shop.events VALUES (1)
                    """);
            final ReadPartitions read = sharedClient.planChangedPartitions(all(), ReadPartitions.none(), scope).orElseThrow().changes().read();
            shared.compact(EVENTS_NAME);
            assertThat(sharedClient.planChangedPartitions(all(), read, scope)).isEmpty();

            shared.execute("INSERT INTO shop.events VALUES (2)");

            assertThat(sharedClient.planChangedPartitions(all(), read, scope).orElseThrow().changes().names()).containsExactly("events");
        }
    }

    private static StarRocksClient at(final int frontend) {
        return StarRocksClient.open(StarRocksClientConfig.builder(List.of(emulator.frontendUrls().get(frontend))).build());
    }

    private ReadPartitions readAt(final int frontend) throws Exception {
        try (StarRocksClient single = at(frontend)) {
            return single.planChangedPartitions(all(), ReadPartitions.none(), scope).orElseThrow().changes().read();
        }
    }

    private ReadPartitions read() throws Exception {
        return plan(ReadPartitions.none()).orElseThrow().changes().read();
    }

    private Optional<ChangedPartitions> plan(final ReadPartitions read) throws Exception {
        return client.planChangedPartitions(all(), read, scope);
    }

    private static PlanRequest all() {
        return new PlanRequest(EVENTS, List.of(), Optional.empty());
    }
}
