package io.github.nifistarrocks.emulator.store.h2;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A private H2 database in memory. Every connection is the caller's to close. */
public final class Database implements AutoCloseable {

    private static final String DATABASE_SETTINGS = ";MODE=MySQL;DATABASE_TO_UPPER=FALSE"
            + ";CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
    private static final String SESSION_SETTINGS = ";LOCK_TIMEOUT=60000;NON_KEYWORDS=VALUE,VALUES,KEY,DAY,MONTH,YEAR,HOUR,MINUTE,SECOND,USER,LEFT,RIGHT,"
            + "INTERVAL,ROW,ROWNUM,CURRENT_USER,SYMMETRIC,ASYMMETRIC,TO,END";

    static {
        // Otherwise H2 looks up every value in a shared cache, which takes a tenth of the time of a load.
        System.setProperty("h2.objectCache", "false");
    }

    private final String url = "jdbc:h2:mem:starrocks-" + UUID.randomUUID();
    private final Connection keeper;
    private final ReadWriteLock visibility = new ReentrantReadWriteLock();

    public Database() {
        try {
            keeper = DriverManager.getConnection(url + SESSION_SETTINGS + DATABASE_SETTINGS, "sa", "");
            SqlFunctions.register(keeper);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /** Its write lock is held while the tables of one transaction become visible, one after the other; its read lock while a query begins. */
    public ReadWriteLock visibility() {
        return visibility;
    }

    public Connection connect() {
        try {
            return DriverManager.getConnection(url + SESSION_SETTINGS, "sa", "");
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /** A connection whose queries return rows while they are found, instead of collecting them first. */
    public Connection connectLazily() {
        final Connection connection = connect();
        execute(connection, "SET LAZY_QUERY_EXECUTION 1");
        return connection;
    }

    public void execute(final String sql) {
        try (Connection connection = connect()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (!keeper.isClosed()) {
                execute(keeper, "SHUTDOWN IMMEDIATELY");
                keeper.close();
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    public static void execute(final Connection connection, final String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    public static String quote(final String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
