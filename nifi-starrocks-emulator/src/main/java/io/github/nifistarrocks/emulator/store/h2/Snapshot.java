package io.github.nifistarrocks.emulator.store.h2;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The committed rows of all tables at the time when it was taken. Its queries run one after the other. */
public final class Snapshot implements AutoCloseable {

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();

    private Snapshot(final Connection connection) {
        this.connection = connection;
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @param table any one; H2 takes the snapshot with the first query of the transaction */
    public static Snapshot of(final Database database, final String table) {
        final Connection connection = database.connect();
        try {
            Database.execute(connection, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
            connection.setAutoCommit(false);
            final Snapshot snapshot = new Snapshot(connection);
            snapshot.query("SELECT 1 FROM %s FETCH FIRST ROW ONLY".formatted(table), row -> row.getInt(1));
            return snapshot;
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    public <T> List<T> query(final String sql, final RowReader<T> reader) {
        final List<T> rows = new ArrayList<>();
        lock.lock();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new StoreException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        } finally {
            lock.unlock();
        }
    }
}
