package io.github.nifistarrocks.emulator.scan;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.thrift.TPrimitiveType;
import com.starrocks.thrift.TScanBatchResult;
import com.starrocks.thrift.TScanColumnDesc;
import com.starrocks.thrift.TScanOpenParams;
import com.starrocks.thrift.TScanOpenResult;
import com.starrocks.thrift.TStatus;
import com.starrocks.thrift.TStatusCode;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScanServiceTest {

    private static final String SQL = "select id, name, day from demo.t";

    private final ScanCluster cluster = new ScanCluster();
    private Table table;

    @BeforeEach
    void createTable() {
        final List<Column> columns = List.of(Column.of("id", ColumnType.of(TypeKind.BIGINT)), Column.of("name", ColumnType.string()),
                Column.of("day", ColumnType.of(TypeKind.DATE)));
        table = cluster.create(TableDefinition.duplicate(new TableName("demo", "t"), columns).withBuckets(4).withReplicas(2));
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    private void load(final int rows) {
        cluster.load(table, LongStream.range(0, rows)
                .mapToObj(id -> new Object[] {id, id % 10 == 0 ? null : "name " + id, LocalDate.EPOCH.plusDays(id % 1000)}).toList());
    }

    @Test
    void everyRowIsReadOnceOverAllTablets() {
        load(3000);

        final List<List<Object>> rows = cluster.readAll(table, SQL, 100);

        assertThat(rows).hasSize(3000);
        assertThat(rows.stream().map(List::getFirst)).doesNotHaveDuplicates();
        assertThat(rows).contains(ArrowRows.row(10L, null, "1970-01-11"), ArrowRows.row(2999L, "name 2999", "1972-09-26"));
    }

    @Test
    void oneScannerReadsSeveralTablets() throws TException {
        load(3000);
        final JsonNode plan = cluster.plan(table, SQL);
        final List<Long> held = table.tablets().stream().filter(tablet -> tablet.backends().contains(0)).map(tablet -> tablet.id()).toList();

        try (ScanClient client = cluster.connect(0)) {
            final List<List<Object>> rows = client.readAll(opaque(plan), held, 4096);

            final long expected = held.stream().mapToLong(this::rowsOf).sum();
            assertThat(held).hasSizeGreaterThan(1);
            assertThat(rows).hasSize((int) expected);
        }
    }

    private long rowsOf(final long tablet) {
        try (ScanClient client = cluster.connect(table, tablet)) {
            return client.readAll(opaque(cluster.plan(table, SQL)), List.of(tablet), 4096).size();
        }
    }

    @Test
    void filterIsEvaluatedByTheBackend() {
        load(200);

        final List<List<Object>> rows = cluster.readAll(table, "select `name` from `demo`.`t` x where x.id between 11 and 13 or name = \"name 99\"", 100);

        assertThat(rows).containsExactlyInAnyOrder(ArrowRows.row("name 11"), ArrowRows.row("name 12"), ArrowRows.row("name 13"), ArrowRows.row("name 99"));
    }

    @Test
    void selectedColumnsCarryLabelsAndTypesInSelectOrder() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, "select day as d, id from demo.t");
        final long tablet = tabletOf(plan);

        try (ScanClient client = cluster.connect(table, tablet)) {
            final TScanOpenResult opened = client.open(opaque(plan), List.of(tablet), 10);

            assertThat(opened.getSelected_columns()).extracting(TScanColumnDesc::getName).containsExactly("d", "id");
            assertThat(opened.getSelected_columns()).extracting(TScanColumnDesc::getType).containsExactly(TPrimitiveType.DATE, TPrimitiveType.BIGINT);
        }
    }

    @Test
    void fieldsOfTheBatchAreNamedAfterTheColumnNotTheLabel() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, "select day as d, id as id2, id from demo.t");
        final long tablet = tabletOf(plan);

        try (ScanClient client = cluster.connect(table, tablet)) {
            final TScanOpenResult opened = client.open(opaque(plan), List.of(tablet), 10);
            final ArrowRows batch = ArrowRows.read(client.next(opened.getContext_id(), 0).getRows());

            assertThat(batch.schema().getFields()).extracting(Field::getName).containsExactly("day", "id", "id");
        }
    }

    @Test
    void batchHasAtMostBatchSizeRows() throws TException {
        load(3000);
        assertThat(batchSizes(7)).allMatch(rows -> rows >= 1 && rows <= 7);
    }

    @Test
    void batchHasAsManyRowsAsAreAskedFor() throws TException {
        load(30_000);
        assertThat(batchSizes(65_535)).hasSize(1).allMatch(rows -> rows > 4096);
        assertThat(batchSizes(5_000)).hasSize(2).startsWith(5_000);
    }

    private List<Integer> batchSizes(final int batchSize) throws TException {
        final JsonNode plan = cluster.plan(table, SQL);
        final long tablet = tabletOf(plan);
        final List<Integer> sizes = new ArrayList<>();
        try (ScanClient client = cluster.connect(table, tablet)) {
            final TScanOpenResult opened = client.open(opaque(plan), List.of(tablet), batchSize);
            TScanBatchResult batch = client.next(opened.getContext_id(), 0);
            while (!batch.isEos()) {
                sizes.add(ArrowRows.read(batch.getRows()).rows().size());
                batch = client.next(opened.getContext_id(), sizes.stream().mapToLong(Integer::longValue).sum());
            }
        }
        return sizes;
    }

    @Test
    void endComesAloneAndIsRepeated() throws TException {
        load(5);
        final JsonNode plan = cluster.plan(table, SQL);
        final long tablet = table.tablets().stream().filter(candidate -> rowsOf(candidate.id()) > 0).findFirst().orElseThrow().id();

        try (ScanClient client = cluster.connect(table, tablet)) {
            final String context = client.open(opaque(plan), List.of(tablet), 100).getContext_id();
            final TScanBatchResult data = client.next(context, 0);
            final int rows = ArrowRows.read(data.getRows()).rows().size();

            assertThat(data.isEos()).isFalse();
            for (int repeat = 0; repeat < 2; repeat++) {
                final TScanBatchResult end = client.next(context, rows);
                assertThat(end.isEos()).isTrue();
                assertThat(end.isSetRows()).isFalse();
                assertThat(end.getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            }
        }
    }

    @Test
    void emptyTabletEndsAtOnce() throws TException {
        load(1);
        final JsonNode plan = cluster.plan(table, SQL);
        final long empty = table.tablets().stream().filter(candidate -> rowsOf(candidate.id()) == 0).findFirst().orElseThrow().id();

        try (ScanClient client = cluster.connect(table, empty)) {
            final String context = client.open(opaque(plan), List.of(empty), 100).getContext_id();

            assertThat(client.next(context, 0).isEos()).isTrue();
        }
    }

    @Test
    void rowOrderDiffersFromOpenToOpen() {
        load(2000);
        final JsonNode plan = cluster.plan(table, SQL);
        final long tablet = tabletOf(plan);

        try (ScanClient client = cluster.connect(table, tablet)) {
            final List<List<Object>> first = client.readAll(opaque(plan), List.of(tablet), 100);
            final List<List<Object>> second = client.readAll(opaque(plan), List.of(tablet), 100);

            assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
            assertThat(new HashSet<>(second.subList(0, 100))).isNotEqualTo(Set.copyOf(first.subList(0, 100)));
        }
    }

    @Test
    void offsetHasToBeTheRowsHandedOut() throws TException {
        load(1000);
        final JsonNode plan = cluster.plan(table, SQL);
        final long tablet = tabletOf(plan);

        try (ScanClient client = cluster.connect(table, tablet)) {
            final String context = client.open(opaque(plan), List.of(tablet), 10).getContext_id();
            client.next(context, 0);

            assertStatus(client.next(context, 0).getStatus(), TStatusCode.NOT_FOUND, "context_id=" + context + ", send_offset=0, context_offset=10");
        }
    }

    @Test
    void unknownContextIsNotFound() throws TException {
        try (ScanClient client = cluster.connect(0)) {
            assertStatus(client.next("unknown", 0).getStatus(), TStatusCode.NOT_FOUND, "context_id: unknown not found");
        }
    }

    @Test
    void tabletOutsideThePlanIsNotFound() throws TException {
        load(10);
        try (ScanClient client = cluster.connect(0)) {
            final TScanOpenResult opened = client.open(opaque(cluster.plan(table, SQL)), List.of(77L), 10);

            assertStatus(opened.getStatus(), TStatusCode.NOT_FOUND, "tablet_id: 77 not found");
        }
    }

    @Test
    void tabletWithoutReplicaHereIsNotFoundAndLeavesAContextBehind() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, SQL);
        final long elsewhere = table.tablets().stream().filter(tablet -> !tablet.backends().contains(0)).findFirst().orElseThrow().id();

        try (ScanClient client = cluster.connect(0)) {
            final TScanOpenResult opened = client.open(opaque(plan), List.of(elsewhere), 10);

            assertStatus(opened.getStatus(), TStatusCode.INTERNAL_ERROR, missing(elsewhere));
            assertThat(cluster.engine().openScanners()).isEqualTo(1);
            client.closeScanner(opened.getContext_id());
            assertThat(cluster.engine().openScanners()).isZero();
        }
    }

    @Test
    void scannerThatFailedToOpenHasNoBatches() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, SQL);
        final long elsewhere = table.tablets().stream().filter(tablet -> !tablet.backends().contains(0)).findFirst().orElseThrow().id();

        try (ScanClient client = cluster.connect(0)) {
            final String context = client.open(opaque(plan), List.of(elsewhere), 10).getContext_id();

            assertStatus(client.next(context, 0).getStatus(), TStatusCode.INTERNAL_ERROR, "fragment_instance_id does not exists");
        }
    }

    @Test
    void everyReplicaServesTheTablet() {
        load(1000);
        final JsonNode plan = cluster.plan(table, SQL);
        final long tablet = tabletOf(plan);

        final List<Integer> sizes = table.tablet(tablet).backends().stream().map(backend -> {
            try (ScanClient client = cluster.connect(backend)) {
                return client.readAll(opaque(plan), List.of(tablet), 100).size();
            }
        }).toList();

        assertThat(sizes).hasSize(2).allMatch(size -> size > 0).containsOnly(sizes.getFirst());
    }

    @Test
    void batchSizeIsRequired() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, SQL);
        final TScanOpenParams params = ScanClient.params(opaque(plan), List.of(tabletOf(plan)), 1);
        params.unsetBatch_size();

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            final TScanOpenResult opened = client.open(params);

            assertStatus(opened.getStatus(), TStatusCode.INVALID_ARGUMENT, "batch_size is not set");
            assertThat(opened.getContext_id()).isNotBlank();
        }
    }

    @Test
    void batchSizeHasARange() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, SQL);

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            assertStatus(client.open(opaque(plan), List.of(tabletOf(plan)), 65_536).getStatus(), TStatusCode.INVALID_ARGUMENT,
                    "batch_size is out of range, it must be in the range (0, 65535], current value is [65536]");
            assertStatus(client.open(opaque(plan), List.of(tabletOf(plan)), 0).getStatus(), TStatusCode.INVALID_ARGUMENT,
                    "batch_size is out of range, it must be in the range (0, 65535], current value is [0]");
        }
    }

    @Test
    void changedPlanIsRefused() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, SQL);

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            final TScanOpenResult opened = client.open("AAAA" + opaque(plan), List.of(tabletOf(plan)), 10);

            assertStatus(opened.getStatus(), TStatusCode.INVALID_ARGUMENT,
                    "query_plan_info: deserialize error, should not be modified after returned StarRocks FE processed");
        }
    }

    @Test
    void plannedExpressionIsRefusedByTheBackend() throws TException {
        load(10);
        final JsonNode plan = cluster.plan(table, "select id + 1, upper(name) as n from demo.t");

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            assertStatus(client.open(opaque(plan), List.of(tabletOf(plan)), 10).getStatus(), TStatusCode.INVALID_ARGUMENT, "output expr is not slot ref");
        }
    }

    @Test
    void idleContextExpires() throws TException {
        load(1000);
        final JsonNode plan = cluster.plan(table, SQL);
        final TScanOpenParams params = ScanClient.params(opaque(plan), List.of(tabletOf(plan)), 10);
        params.setKeep_alive_min((short) 1);
        params.setQuery_timeout(3600);

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            final String context = client.open(params).getContext_id();
            cluster.pass(Duration.ofSeconds(50));
            assertThat(client.next(context, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            cluster.pass(Duration.ofSeconds(50));
            assertThat(client.next(context, 10).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            cluster.pass(Duration.ofSeconds(61));
            assertStatus(client.next(context, 20).getStatus(), TStatusCode.NOT_FOUND, "context_id: " + context + " not found");
        }
        assertThat(cluster.engine().openScanners()).isZero();
    }

    @Test
    void queryTimeoutCountsFromTheOpening() throws TException {
        load(1000);
        final JsonNode plan = cluster.plan(table, SQL);

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            final String context = client.open(opaque(plan), List.of(tabletOf(plan)), 10).getContext_id();
            cluster.pass(Duration.ofSeconds(61));

            assertThat(client.next(context, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.CANCELLED);
        }
    }

    @Test
    void scanWithoutQueryTimeoutIsOverAtOnce() throws TException {
        load(1000);
        final JsonNode plan = cluster.plan(table, SQL);
        final TScanOpenParams params = ScanClient.params(opaque(plan), List.of(tabletOf(plan)), 10);
        params.unsetQuery_timeout();

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            final String context = client.open(params).getContext_id();
            cluster.pass(Duration.ofSeconds(2));

            assertThat(client.next(context, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.CANCELLED);
        }
    }

    @Test
    void closingIsAlwaysOkAndForgetsTheScanner() throws TException {
        load(1000);
        final JsonNode plan = cluster.plan(table, SQL);

        try (ScanClient client = cluster.connect(table, tabletOf(plan))) {
            final String context = client.open(opaque(plan), List.of(tabletOf(plan)), 10).getContext_id();
            assertThat(cluster.engine().openScanners()).isEqualTo(1);

            assertThat(client.closeScanner(context).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            assertThat(client.closeScanner(context).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            assertThat(cluster.engine().openScanners()).isZero();
            assertThat(client.next(context, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.NOT_FOUND);
        }
    }

    @Test
    void closingAnUnknownScannerIsOk() throws TException {
        try (ScanClient client = cluster.connect(0)) {
            assertThat(client.closeScanner("unknown").getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            assertThat(client.closeScanner(null).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        }
    }

    @Test
    void bitmapColumnFailsTheScan() throws TException {
        final Table sketches = cluster.create(TableDefinition.duplicate(new TableName("demo", "sketches"),
                List.of(Column.of("id", ColumnType.of(TypeKind.INT)), Column.of("users", ColumnType.of(TypeKind.BITMAP)))));
        cluster.load(sketches, List.<Object[]>of(new Object[] {1, new byte[] {1}}));
        final JsonNode plan = cluster.plan(sketches, "select * from demo.sketches");

        try (ScanClient client = cluster.connect(sketches, tabletOf(plan))) {
            assertStatus(client.open(opaque(plan), List.of(tabletOf(plan)), 10).getStatus(), TStatusCode.INVALID_ARGUMENT, "Unknown logical type(25)");
        }
    }

    @Test
    void wideTypesFailTheScanOfTheRecordedVersion() throws TException {
        final List<Column> columns = List.of(Column.of("id", ColumnType.of(TypeKind.INT)), Column.of("amount", ColumnType.decimal(40, 2)),
                Column.of("raw", ColumnType.array(ColumnType.varbinary(10))));
        try (ScanCluster older = new ScanCluster(StarRocksVersion.RECORDED)) {
            final Table wide = older.create(TableDefinition.duplicate(new TableName("demo", "wide"), columns));
            older.load(wide, List.<Object[]>of(new Object[] {1, BigDecimal.ONE, List.of()}));

            try (ScanClient client = older.connect(0)) {
                assertStatus(open(older, wide, "amount", client).getStatus(), TStatusCode.INVALID_ARGUMENT, "Unknown logical type(26)");
                assertStatus(open(older, wide, "raw", client).getStatus(), TStatusCode.INVALID_ARGUMENT, "Unknown logical type(46)");
                assertThat(open(older, wide, "id", client).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
            }
        }
    }

    private static TScanOpenResult open(final ScanCluster cluster, final Table table, final String column, final ScanClient client) throws TException {
        final JsonNode plan = cluster.plan(table, "select %s from %s".formatted(column, table.name()));
        return client.open(opaque(plan), List.of(tabletOf(plan)), 10);
    }

    private static String missing(final long tablet) {
        return "failed to get tablet. tablet_id=%d, with schema_hash=0, reason=tablet does not exist".formatted(tablet);
    }

    private static void assertStatus(final TStatus status, final TStatusCode code, final String message) {
        assertThat(status.getStatus_code()).isEqualTo(code);
        assertThat(status.getError_msgs()).containsExactly(message);
    }

    private static String opaque(final JsonNode plan) {
        return plan.get("opaqued_query_plan").asText();
    }

    private static long tabletOf(final JsonNode plan) {
        return Long.parseLong(ScanCluster.firstTablet(plan).orElseThrow());
    }
}
