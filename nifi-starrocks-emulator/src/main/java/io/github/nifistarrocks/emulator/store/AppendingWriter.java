package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.store.h2.Database;
import io.github.nifistarrocks.emulator.store.h2.StoreException;

/** For DUPLICATE KEY tables: rows go straight into the table, inside one H2 transaction. */
final class AppendingWriter implements RowWriter {

    private final Database database;
    private final TableStorage storage;
    private final Connection connection;
    private final RowInserter inserter;
    private final Set<Partition> touched = new LinkedHashSet<>();

    AppendingWriter(final Database database, final TableStorage storage) {
        this.database = database;
        this.storage = storage;
        this.connection = database.connect();
        try {
            connection.setAutoCommit(false);
            this.inserter = new RowInserter(connection, storage.sqlName(), List.of(TableStorage.ROW_ID), storage.table().columns());
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public Table table() {
        return storage.table();
    }

    @Override
    public void add(final Object[] row, final Partition partition, final Tablet tablet, final int op) {
        if (touched.isEmpty() || table().partitions().size() > 1) {
            touched.add(partition);
        }
        try {
            inserter.add(row, storage.newRowId(storage.ordinal(tablet)));
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void prepare() {
        try {
            inserter.flush();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void publish() {
        prepare();
        try {
            storage.endVersion(database);
            connection.commit();
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
        storage.table().advance(touched);
    }

    @Override
    public void discard() {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.close();
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }
}
