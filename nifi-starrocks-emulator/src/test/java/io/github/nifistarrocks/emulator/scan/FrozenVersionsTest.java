package io.github.nifistarrocks.emulator.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.thrift.TScanBatchResult;
import com.starrocks.thrift.TStatus;
import com.starrocks.thrift.TStatusCode;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.store.CountingWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A plan is read at the versions that it names, whatever happens to the table afterwards. */
class FrozenVersionsTest {

    private static final TableName NAME = new TableName("demo", "t");
    private static final List<Column> COLUMNS = List.of(Column.of("id", ColumnType.of(TypeKind.INT)).asKey(), Column.of("name", ColumnType.string()));

    private final ScanCluster cluster = new ScanCluster();

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    @Test
    void rowsThatAreLoadedAfterThePlanAreNotRead() {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS).withBuckets(3));
        load(table, 0, 50, "first");
        final String plan = plan(table);
        load(table, 50, 80, "second");
        load(table, 80, 90, "third");

        assertThat(read(table, plan)).hasSize(50).allMatch(row -> "first".equals(row.getLast()));
        assertThat(read(table, plan(table))).hasSize(90);
    }

    @Test
    void rowsThatAreUpdatedAfterThePlanAreReadAsTheyWere() {
        final Table table = cluster.create(TableDefinition.primary(NAME, COLUMNS).withBuckets(2));
        load(table, 0, 5_000, "before");
        final String plan = plan(table);
        load(table, 10, 6_000, "after");

        assertThat(read(table, plan)).hasSize(5_000).allMatch(row -> "before".equals(row.getLast()));
        assertThat(read(table, plan(table)).stream().filter(row -> "after".equals(row.getLast()))).hasSize(5_990);
    }

    @Test
    void rowsThatAreOnlyCountedEndAVersion() {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS));
        load(table, 0, 50, "first");
        final String plan = plan(table);
        final CountingWriter counted = cluster.store().countingWriter(table);
        counted.add(10);
        counted.publish();
        load(table, 50, 80, "second");

        assertThat(read(table, plan)).hasSize(50);
    }

    @Test
    void everyPlanReadsItsOwnVersion() {
        final Table table = cluster.create(TableDefinition.primary(NAME, COLUMNS));
        final List<String> plans = new ArrayList<>();
        for (int load = 1; load <= 5; load++) {
            load(table, 0, load * 10, "load " + load);
            plans.add(plan(table));
        }

        for (int load = 1; load <= 5; load++) {
            final String name = "load " + load;
            assertThat(read(table, plans.get(load - 1))).hasSize(load * 10).allMatch(row -> name.equals(row.getLast()));
        }
    }

    @Test
    void scannerThatIsOpenGoesOnThroughLoads() throws TException {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS).withReplicas(3));
        load(table, 0, 25, "first");
        try (ScanClient client = cluster.connect(0)) {
            final String context = client.open(plan(table), tablets(table), 10).getContext_id();
            int rows = ArrowRows.read(client.next(context, 0).getRows()).rows().size();
            load(table, 25, 60, "second");

            for (TScanBatchResult batch = client.next(context, rows); !batch.isEos(); batch = client.next(context, rows)) {
                rows += ArrowRows.read(batch.getRows()).rows().size();
            }
            assertThat(rows).isEqualTo(25);
        }
    }

    @Test
    void compactedVersionIsGone() throws TException {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS));
        load(table, 0, 10, "first");
        final String plan = plan(table);
        load(table, 10, 20, "second");
        cluster.store().compact(table);

        assertStatus(open(table, plan), TStatusCode.OLAP_ERR_VERSION_ALREADY_MERGED,
                "capture_consistent_versions error: version already been compacted. tablet_id: %d, version: 2 tablet_max_version:3"
                        .formatted(table.tablets().getFirst().id()));
        assertThat(read(table, plan(table))).hasSize(20);
    }

    @Test
    void compactedVersionOfAPrimaryKeyTableIsNotFound() throws TException {
        final Table table = cluster.create(TableDefinition.primary(NAME, COLUMNS));
        load(table, 0, 10, "first");
        final String plan = plan(table);
        load(table, 0, 10, "second");
        cluster.store().compact(table);

        final TStatus status = open(table, plan);
        assertThat(status.getStatus_code()).isEqualTo(TStatusCode.NOT_FOUND);
        assertThat(status.getError_msgs().getFirst()).startsWith("get_applied_rowsets(version 2) failed tablet:" + table.tablets().getFirst().id());
    }

    @Test
    void newestVersionSurvivesACompaction() {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS));
        load(table, 0, 10, "first");
        final String plan = plan(table);
        cluster.store().compact(table);
        load(table, 10, 20, "second");

        assertThat(read(table, plan)).hasSize(10);
    }

    @Test
    void openScannerSurvivesACompaction() throws TException {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS).withBuckets(2).withReplicas(3));
        load(table, 0, 50, "first");
        try (ScanClient client = cluster.connect(0)) {
            final String context = client.open(plan(table), tablets(table), 100).getContext_id();
            load(table, 50, 90, "second");
            cluster.store().compact(table);

            long rows = 0;
            for (TScanBatchResult batch = client.next(context, 0); !batch.isEos(); batch = client.next(context, rows)) {
                rows += ArrowRows.read(batch.getRows()).rows().size();
            }
            assertThat(rows).isEqualTo(50);
        }
    }

    @Test
    void tabletsOfADroppedTableAreMissing() throws TException {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS));
        load(table, 0, 10, "first");
        final String plan = plan(table);
        cluster.catalog().removeTable(NAME);
        cluster.store().dropTable(table);

        assertMissing(open(table, plan), table);
    }

    @Test
    void tabletsOfATableThatIsCreatedAgainAreMissing() throws TException {
        final Table table = cluster.create(TableDefinition.duplicate(NAME, COLUMNS));
        load(table, 0, 10, "first");
        final String plan = plan(table);
        cluster.catalog().removeTable(NAME);
        cluster.store().dropTable(table);
        final Table again = cluster.create(TableDefinition.duplicate(NAME, COLUMNS.subList(0, 1)));

        assertMissing(open(table, plan), table);
        assertThat(again.tablets()).doesNotContainAnyElementsOf(table.tablets());
    }

    private void load(final Table table, final int from, final int to, final String name) {
        cluster.load(table, IntStream.range(from, to).mapToObj(id -> new Object[] {id, name}).toList());
    }

    private String plan(final Table table) {
        final JsonNode reply = cluster.plan(table, "select id, name from demo.t");
        return reply.get("opaqued_query_plan").asText();
    }

    private static List<Long> tablets(final Table table) {
        return table.tablets().stream().map(tablet -> tablet.id()).toList();
    }

    private List<List<Object>> read(final Table table, final String plan) {
        final List<List<Object>> rows = new ArrayList<>();
        table.tablets().forEach(tablet -> {
            try (ScanClient client = cluster.connect(table, tablet.id())) {
                rows.addAll(client.readAll(plan, List.of(tablet.id()), 1000));
            }
        });
        return rows;
    }

    private TStatus open(final Table table, final String plan) throws TException {
        final long tablet = table.tablets().getFirst().id();
        try (ScanClient client = cluster.connect(table, tablet)) {
            return client.open(plan, List.of(tablet), 10).getStatus();
        }
    }

    private static void assertMissing(final TStatus status, final Table table) {
        assertStatus(status, TStatusCode.INTERNAL_ERROR,
                "failed to get tablet. tablet_id=%d, with schema_hash=0, reason=tablet does not exist".formatted(table.tablets().getFirst().id()));
    }

    private static void assertStatus(final TStatus status, final TStatusCode code, final String message) {
        assertThat(status.getStatus_code()).isEqualTo(code);
        assertThat(status.getError_msgs()).containsExactly(message);
    }
}
