package io.github.nifistarrocks.processors.tableload;

import java.util.Iterator;
import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowSource;

/** The rows of several tables in sequence. Each table is a separate reading of the FlowFile. */
public final class TableLoadParts implements LoadParts, AutoCloseable {

    private final RowSource source;
    private final TableLoadSender sender;
    private final Iterator<TableLoad> loads;
    private Optional<Reading> reading = Optional.empty();
    private long sent;

    public TableLoadParts(final RowSource source, final TableLoadSender sender, final Iterator<TableLoad> loads) {
        this.source = source;
        this.sender = sender;
        this.loads = loads;
    }

    @Override
    public Optional<LoadPart> next() throws Exception {
        while (reading.isEmpty() || !reading.get().body.hasMore()) {
            close();
            if (!loads.hasNext()) {
                return Optional.empty();
            }
            reading = Optional.of(open(loads.next()));
        }
        final Reading current = reading.get();
        return Optional.of(new LoadPart(current.load.table().id(), current.load.headers(), current.body));
    }

    private Reading open(final TableLoad load) throws InvalidRecordException {
        final RowCursor rows = source.open();
        return new Reading(load, rows, sender.body(rows, load));
    }

    /** Rows of the tables that are complete. */
    public long sent() {
        return sent;
    }

    @Override
    public void close() {
        if (reading.isPresent()) {
            sent += reading.get().body.sent();
            reading.get().rows.close();
            reading = Optional.empty();
        }
    }

    private record Reading(TableLoad load, RowCursor rows, RowsBody body) {}
}
