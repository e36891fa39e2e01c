package io.github.nifistarrocks.emulator.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.store.h2.Database;
import io.github.nifistarrocks.emulator.store.h2.Snapshot;
import io.github.nifistarrocks.emulator.value.StoredValues;

/**
 * One H2 table per StarRocks table. Its hidden key {@code __row} holds the tablet's place in the upper bits, so that a tablet is one range of the table's own
 * order.
 */
final class TableStorage {

    static final String ROW_ID = "__row";
    private static final int SEQUENCE_BITS = 40;

    private final Table table;
    private final Map<Long, Integer> ordinals = new HashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong discarded = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Long> rowIds = new HashMap<>();
    private final KeptVersions versions;

    TableStorage(final Table table) {
        this.table = table;
        this.versions = new KeptVersions(table);
        for (final Tablet tablet : table.tablets()) {
            ordinals.put(tablet.id(), ordinals.size());
        }
    }

    Table table() {
        return table;
    }

    String sqlName() {
        return sqlName(table);
    }

    boolean isKeyed() {
        return table.keysType() != KeysType.DUPLICATE;
    }

    /** Held while rows of a table with unique keys are merged. */
    ReentrantLock lock() {
        return lock;
    }

    /** Where the visible row of a key is; only to be touched with the lock. A key of one column is its value, one of several their list. */
    Map<Object, Long> rowIds() {
        return rowIds;
    }

    /** The versions that plans read. */
    KeptVersions versions() {
        return versions;
    }

    /** To be called right before the rows of a load become visible. */
    void endVersion(final Database database) {
        versions.end(() -> Snapshot.of(database, sqlName()));
    }

    /** Rows that were loaded and only counted. */
    long discarded() {
        return discarded.get();
    }

    void addDiscarded(final long rows) {
        discarded.addAndGet(rows);
    }

    int ordinal(final Tablet tablet) {
        return ordinals.get(tablet.id());
    }

    long newRowId(final int ordinal) {
        return firstRowId(ordinal) + sequence.incrementAndGet();
    }

    String rangeOf(final long tabletId) {
        final int ordinal = ordinals.get(tabletId);
        return "\"%s\" BETWEEN %d AND %d".formatted(ROW_ID, firstRowId(ordinal), firstRowId(ordinal + 1) - 1);
    }

    /** @param condition behind those of the tablet */
    SnapshotRowCursor.Source blocks(final List<Column> columns, final long tabletId, final String condition) {
        final int ordinal = ordinals.get(tabletId);
        final String query = "SELECT \"%s\", %s FROM %s WHERE \"%s\" BETWEEN ".formatted(ROW_ID, names(columns), sqlName(), ROW_ID);
        return new SnapshotRowCursor.Source(query, condition + " ORDER BY \"%s\" FETCH FIRST ".formatted(ROW_ID), columns.stream().map(Column::type).toList(),
                new SnapshotRowCursor.Range(firstRowId(ordinal), firstRowId(ordinal + 1) - 1));
    }

    void create(final Database database) {
        final String columns = table.columns().stream().map(TableStorage::definition).collect(Collectors.joining(", "));
        database.execute("CREATE TABLE %s (\"%s\" BIGINT INVISIBLE NOT NULL PRIMARY KEY, %s)".formatted(sqlName(), ROW_ID, columns));
    }

    static String sqlName(final Table table) {
        return Database.quote(table.name().database()) + "." + Database.quote(table.name().table());
    }

    static String definition(final Column column) {
        return Database.quote(column.name()) + " " + StoredValues.sqlType(column.type());
    }

    static String names(final List<Column> columns) {
        return columns.stream().map(column -> Database.quote(column.name())).collect(Collectors.joining(", "));
    }

    private static long firstRowId(final int ordinal) {
        return (long) ordinal << SEQUENCE_BITS;
    }
}
