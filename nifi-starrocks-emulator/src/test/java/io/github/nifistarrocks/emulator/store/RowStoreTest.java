package io.github.nifistarrocks.emulator.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.sql.ScriptParser;
import io.github.nifistarrocks.emulator.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RowStoreTest {

    private final Catalog catalog = new Catalog(3);
    private final RowStore store = new RowStore();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void rowsAreSeenOnlyAfterPublish() {
        final Table table = table("CREATE TABLE d.t (k INT, v STRING) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 4");
        final RowWriter writer = store.writer(table, WriteMode.replace());
        add(table, writer, 1, "a");
        add(table, writer, 2, "b");

        assertThat(count(table)).isZero();
        assertThat(table.visibleVersion()).isEqualTo(1);

        writer.publish();

        assertThat(count(table)).isEqualTo(2);
        assertThat(table.visibleVersion()).isEqualTo(2);
    }

    @Test
    void discardedRowsAreNeverSeen() {
        final Table table = table("CREATE TABLE d.t (k INT, v STRING) PRIMARY KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 2");
        final RowWriter writer = store.writer(table, WriteMode.replace());
        add(table, writer, 1, "a");
        writer.discard();

        assertThat(count(table)).isZero();
    }

    @Test
    void rowsOfAPrimaryKeyTableAreReplacedAndDeletedInTheirOrder() {
        final Table table = table("CREATE TABLE d.t (k INT, v STRING) PRIMARY KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 2");
        final RowWriter first = store.writer(table, WriteMode.replace());
        add(table, first, 1, "a");
        add(table, first, 2, "b");
        add(table, first, 1, "c");
        first.publish();
        final RowWriter second = store.writer(table, WriteMode.replace());
        add(table, second, 3, "x");
        delete(table, second, 2);
        delete(table, second, 3);
        second.publish();

        assertThat(store.query("select k, v from d.t order by k")).containsExactly(List.of(1, "c"));
    }

    @Test
    void partialUpdateKeepsOtherColumnsAndNewKeysGetDefaults() {
        final Table table = table("CREATE TABLE d.t (k INT, v STRING, n INT DEFAULT \"7\") PRIMARY KEY(k) DISTRIBUTED BY HASH(k)");
        final RowWriter first = store.writer(table, WriteMode.replace());
        add(table, first, 1, "a", 1);
        first.publish();
        final RowWriter second = store.writer(table,
                new WriteMode(Optional.of(new boolean[] {true, true, false}), new Object[] {null, null, 7}, Optional.empty()));
        add(table, second, 1, "b", null);
        add(table, second, 2, "c", null);
        second.publish();

        assertThat(store.query("select * from d.t order by k")).containsExactly(List.of(1, "b", 1), List.of(2, "c", 7));
    }

    @Test
    void mergeConditionKeepsTheGreaterRow() {
        final Table table = table("CREATE TABLE d.t (k INT, version INT) PRIMARY KEY(k) DISTRIBUTED BY HASH(k)");
        final WriteMode mode = new WriteMode(Optional.empty(), new Object[0], Optional.of(1));
        final RowWriter writer = store.writer(table, mode);
        add(table, writer, 1, 5);
        add(table, writer, 1, 3);
        add(table, writer, 2, 1);
        add(table, writer, 2, 1);
        writer.publish();

        assertThat(store.query("select * from d.t order by k")).containsExactly(List.of(1, 5), List.of(2, 1));
    }

    @Test
    void aggregatesAreMerged() {
        final Table table = table("CREATE TABLE d.t (k INT, s BIGINT SUM, m INT MAX, r STRING REPLACE) AGGREGATE KEY(k) DISTRIBUTED BY HASH(k)");
        for (int i = 1; i <= 3; i++) {
            final RowWriter writer = store.writer(table, WriteMode.replace());
            add(table, writer, 1, (long) i, 4 - i, "r" + i);
            writer.publish();
        }

        assertThat(store.query("select * from d.t")).containsExactly(List.of(1, 6L, 3, "r3"));
    }

    @Test
    void scanFiltersInStarRocksSqlAndKeepsToItsTablets() {
        final Table table = table("CREATE TABLE d.t (k INT, day DATE, v STRING, tags ARRAY<STRING>) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 4");
        final RowWriter writer = store.writer(table, WriteMode.replace());
        for (int i = 0; i < 100; i++) {
            add(table, writer, i, LocalDate.of(2026, 1, 1 + i % 28), i % 2 == 0 ? "it's" : "x", Arrays.asList("a", null));
        }
        writer.publish();

        final List<Object> seen = new ArrayList<>();
        for (final Tablet tablet : table.tablets()) {
            final int before = seen.size();
            try (RowCursor rows = store.scan(table,
                    new RowSelection(List.of("tags", "k"), Optional.of("`v` = \"it's\" and day >= '2026-01-01'"), tablet.id()))) {
                while (rows.next()) {
                    assertThat(rows.value(0)).isEqualTo(Arrays.asList("a", null));
                    seen.add(rows.value(1));
                }
            }
            assertThat(seen.size() - before).isPositive().isLessThan(50);
        }
        assertThat(seen).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void scanReadsTheRowsThatWereVisibleWhenItBegan() {
        final Table table = table("CREATE TABLE d.t (k INT, v STRING) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        publish(table, 1, 2, 3);
        final Tablet tablet = table.tablets().getFirst();
        final long version = store.plannedVersions(table, List.of(tablet)).get(tablet.id());
        try (RowCursor begun = store.scan(table, new RowSelection(List.of("k"), Optional.empty(), tablet.id()), version)) {
            publish(table, 4);
            assertThat(begun.next()).isTrue();
            publish(table, 5);
            assertThat(keys(begun)).containsExactly(2, 3);
        }
        try (RowCursor later = store.scan(table, new RowSelection(List.of("k"), Optional.empty(), tablet.id()), version)) {
            assertThat(keys(later)).containsExactly(1, 2, 3);
        }
    }

    private void publish(final Table table, final int... keys) {
        final RowWriter writer = store.writer(table, WriteMode.replace());
        Arrays.stream(keys).forEach(key -> add(table, writer, key, "a"));
        writer.publish();
    }

    private static List<Object> keys(final RowCursor rows) {
        final List<Object> keys = new ArrayList<>();
        while (rows.next()) {
            keys.add(rows.value(0));
        }
        return keys;
    }

    @Test
    void valuesOfAllTypesComeBackAsTheyWere() {
        final Table table = table("CREATE TABLE d.t (k INT, l LARGEINT, d DECIMAL(76,10), at DATETIME, "
                + "b VARBINARY, s STRUCT<a INT, b DATETIME>, j JSON) DUPLICATE KEY(k)");
        final LocalDateTime at = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 123_456_000);
        final Object[] row = {1, BigInteger.TWO.pow(120).negate(), new BigDecimal("1".repeat(60) + ".0123456789"), at, new byte[] {0, -1},
                Arrays.asList(1, at), "{\"a\":1}"};
        final RowWriter writer = store.writer(table, WriteMode.replace());
        add(table, writer, row);
        writer.publish();

        try (RowCursor rows = store.scan(table, new RowSelection(table.columns().stream().map(column -> column.name()).toList(), Optional.empty(),
                table.tablets().getFirst().id()))) {
            assertThat(rows.next()).isTrue();
            for (int i = 0; i < row.length; i++) {
                assertThat(rows.value(i)).isEqualTo(row[i]);
            }
            assertThat(rows.next()).isFalse();
        }
    }

    private Table table(final String ddl) {
        catalog.addDatabase("d");
        store.createSchema("d");
        final Table table = catalog.addTable(((Statement.CreateTable) ScriptParser.parse(ddl).getFirst()).definition());
        store.createTable(table);
        return table;
    }

    private long count(final Table table) {
        return table.tablets().stream().mapToLong(tablet -> store.count(table, tablet.id())).sum();
    }

    private static void add(final Table table, final RowWriter writer, final Object... row) {
        final Partition partition = table.partitionOf(row).orElseThrow();
        writer.add(row, partition, table.tabletOf(partition, row, 0), RowWriter.UPSERT);
    }

    private static void delete(final Table table, final RowWriter writer, final int key) {
        final Object[] row = new Object[table.columns().size()];
        row[0] = key;
        final Partition partition = table.partitionOf(row).orElseThrow();
        writer.add(row, partition, table.tabletOf(partition, row, 0), RowWriter.DELETE);
    }
}
