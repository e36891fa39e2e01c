package io.github.nifistarrocks.emulator.store;

import java.util.List;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.store.h2.Snapshot;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** A cursor over the rows of a tablet in a snapshot, which are read in blocks, since several cursors share the snapshot. */
final class SnapshotRowCursor implements RowCursor {

    private static final int BLOCK_ROWS = 4096;

    private final Snapshot snapshot;
    private final Source source;
    private long nextRowId;
    private List<Row> block = List.of();
    private int position = -1;

    private record Row(long id, Object[] values) {}

    /** The first and the last row id of a tablet. */
    record Range(long first, long last) {}

    /**
     * What the cursor reads.
     *
     * @param start of the query up to the range of row ids; its first column is the row id
     * @param end of the query from behind the range to the number of rows
     * @param types of the further columns
     * @param range of the tablet
     */
    record Source(String start, String end, List<ColumnType> types, Range range) {}

    SnapshotRowCursor(final Snapshot snapshot, final Source source) {
        this.snapshot = snapshot;
        this.source = source;
        this.nextRowId = source.range().first();
    }

    @Override
    public boolean next() {
        position++;
        if (position == block.size() && nextRowId <= source.range().last()) {
            fill();
        }
        return position < block.size();
    }

    @Override
    public Object value(final int column) {
        return block.get(position).values()[column];
    }

    @Override
    public void close() {
        block = List.of();
        nextRowId = source.range().last() + 1;
    }

    private void fill() {
        final String query = source.start() + nextRowId + " AND " + source.range().last() + source.end() + BLOCK_ROWS + " ROWS ONLY";
        block = snapshot.query(query, row -> {
            final Object[] values = new Object[source.types().size()];
            for (int column = 0; column < values.length; column++) {
                values[column] = StoredValues.get(row, column + 2, source.types().get(column));
            }
            return new Row(row.getLong(1), values);
        });
        position = 0;
        nextRowId = block.size() < BLOCK_ROWS ? source.range().last() + 1 : block.getLast().id() + 1;
    }
}
