package io.github.nifistarrocks.processors.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.nifistarrocks.processors.proof.ChangeEvent.Row;

/** What a table has to hold after events: a plain map that is changed by one after the other. */
final class ReferenceTable {

    /** Values of name, qty, note and whether the row is deleted, by key. */
    private final Map<Long, Object[]> rows = new TreeMap<>();
    private final Deletes deletes;

    ReferenceTable(final Deletes deletes) {
        this.deletes = deletes;
    }

    void apply(final ChangeEvent event) {
        if (event.isDelete() || event.moves()) {
            delete(event.before().orElseThrow().id());
        }
        event.after().ifPresent(row -> write(row, event));
    }

    private void delete(final long id) {
        switch (deletes) {
            case HARD -> rows.remove(id);
            case SOFT -> rows.get(id)[3] = true;
            case IGNORE -> {
                // The row stays as it is.
            }
        }
    }

    private void write(final Row row, final ChangeEvent event) {
        final Object[] values = rows.computeIfAbsent(row.id(), id -> new Object[4]);
        values[0] = event.reported().contains("name") ? row.name() : values[0];
        values[1] = event.reported().contains("qty") ? row.qty() : values[1];
        values[2] = event.reported().contains("note") ? row.note() : values[2];
        values[3] = deletes == Deletes.SOFT ? false : null;
    }

    /** Rows of id, name, qty, note and the mark of deleted rows, by id. */
    List<List<Object>> rows() {
        return rows.entrySet().stream().map(row -> {
            final Object[] values = row.getValue();
            return Arrays.asList(row.getKey(), values[0], values[1], values[2], values[3]);
        }).toList();
    }

    /** The names of Delete Handling. */
    enum Deletes {
        HARD, SOFT, IGNORE
    }
}
