package io.github.nifistarrocks.emulator.store;

import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.store.h2.Database;

/** Keeps the number of rows only, and adds it to that of the table when it is published. Counting is safe for use by several threads. */
public final class CountingWriter implements RowWriter {

    private final Database database;
    private final TableStorage storage;
    private final AtomicLong rows = new AtomicLong();

    CountingWriter(final Database database, final TableStorage storage) {
        this.database = database;
        this.storage = storage;
    }

    /** Counts rows without reading them. */
    public void add(final long count) {
        rows.addAndGet(count);
    }

    @Override
    public Table table() {
        return storage.table();
    }

    @Override
    public void add(final Object[] row, final Partition partition, final Tablet tablet, final int op) {
        add(1);
    }

    @Override
    public void prepare() {}

    @Override
    public void publish() {
        storage.addDiscarded(rows.getAndSet(0));
        storage.endVersion(database);
        storage.table().advance(storage.table().partitions());
    }

    @Override
    public void discard() {
        rows.set(0);
    }
}
