package io.github.nifistarrocks.emulator;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.catalog.View;
import io.github.nifistarrocks.emulator.cluster.ClusterState;
import io.github.nifistarrocks.emulator.load.ColumnDefaults;
import io.github.nifistarrocks.emulator.load.ColumnFilling;
import io.github.nifistarrocks.emulator.sql.H2Text;
import io.github.nifistarrocks.emulator.sql.ScriptParser;
import io.github.nifistarrocks.emulator.sql.Statement;
import io.github.nifistarrocks.emulator.store.RowCursor;
import io.github.nifistarrocks.emulator.store.RowSelection;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.RowWriter;
import io.github.nifistarrocks.emulator.store.WriteMode;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadKind;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;
import io.github.nifistarrocks.emulator.value.SqlValues;

/** Runs SQL scripts on catalog and store. */
final class ScriptRunner {

    private final Catalog catalog;
    private final Users users;
    private final RowStore store;
    private final TransactionManager transactions;

    ScriptRunner(final ClusterState cluster) {
        this.catalog = cluster.catalog();
        this.users = cluster.users();
        this.store = cluster.store();
        this.transactions = cluster.transactions();
    }

    void run(final String script) {
        ScriptParser.parse(script).forEach(this::run);
    }

    void createTable(final TableDefinition definition) {
        createDatabase(definition.name().database());
        store.createTable(catalog.addTable(definition));
    }

    void alterTable(final TableDefinition changed) {
        replaceTable(changed.name(), "table is altered", before -> {
            final List<Object[]> rows = rows(before);
            final RowWriter writer = store.writer(replaced(before, changed), WriteMode.replace());
            for (int number = 0; number < rows.size(); number++) {
                add(writer, converted(before, rows.get(number), writer.table()), number);
            }
            store.publish(List.of(writer));
        });
    }

    /** New tablets take the place of those with the rows (FE: LocalMetastore.truncateTable). */
    private void truncateTable(final TableName name) {
        replaceTable(name, "table is truncated", before -> store.replaceTablets(before, catalog.replaceTable(before.definition())));
    }

    /**
     * No load is lost: those that have not committed are aborted, and the rows of the others are in the table before. Nobody sees the time in between.
     *
     * @param replacement while no load writes
     */
    private void replaceTable(final TableName name, final String reason, final Consumer<Table> replacement) {
        boolean replaced = false;
        while (!replaced) {
            transactions.abortAll(name, reason);
            transactions.awaitCommitted(name);
            replaced = store.exclusively(() -> {
                if (transactions.isWritten(name)) {
                    return false;
                }
                replacement.accept(table(name));
                return true;
            });
        }
    }

    private Table replaced(final Table before, final TableDefinition definition) {
        store.dropTable(before);
        final Table after = catalog.replaceTable(definition);
        store.createTable(after);
        return after;
    }

    private List<Object[]> rows(final Table table) {
        final List<String> names = table.columns().stream().map(Column::name).toList();
        final List<Object[]> rows = new ArrayList<>();
        for (final Tablet tablet : table.tablets()) {
            try (RowCursor cursor = store.scan(table, new RowSelection(names, Optional.empty(), tablet.id()))) {
                while (cursor.next()) {
                    rows.add(IntStream.range(0, names.size()).mapToObj(cursor::value).toArray());
                }
            }
        }
        return rows;
    }

    private static Object[] converted(final Table before, final Object[] row, final Table after) {
        final Object[] converted = ColumnDefaults.of(after);
        for (int column = 0; column < converted.length; column++) {
            final Column target = after.columns().get(column);
            final int position = before.position(target.name());
            if (position >= 0) {
                final boolean same = before.columns().get(position).type().equals(target.type());
                converted[column] = same ? row[position] : SqlValues.convert(target.type(), row[position]);
            }
        }
        return converted;
    }

    private static void add(final RowWriter writer, final Object[] row, final long number) {
        final Table table = writer.table();
        final Partition partition = table.partitionOf(row).orElseThrow(() -> new IllegalArgumentException("A row is out of partition ranges"));
        writer.add(row, partition, table.tabletOf(partition, row, number), RowWriter.UPSERT);
    }

    private void run(final Statement statement) {
        switch (statement) {
            case Statement.CreateDatabase create -> createDatabase(create.name());
            case Statement.DropDatabase drop -> dropDatabase(drop.name());
            case Statement.CreateTable create -> {
                if (!create.onlyIfMissing() || catalog.table(create.definition().name()).isEmpty()) {
                    store.createTable(catalog.addTable(create.definition()));
                }
            }
            case Statement.DropTable drop -> dropTable(drop);
            case Statement.Truncate truncate -> truncateTable(truncate.name());
            case Statement.CreateView create -> createView(new View(create.name(), create.query()));
            case Statement.DropView drop -> catalog.removeView(drop.name()).ifPresent(store::dropView);
            case Statement.CreateUser create -> users.add(new User(create.name(), create.password()));
            case Statement.Grant grant -> users.find(grant.user())
                    .orElseThrow(() -> new IllegalArgumentException("No user " + grant.user())).grant(grant.privileges(), grant.on());
            case Statement.Insert insert -> insert(insert);
        }
    }

    private void createDatabase(final String name) {
        catalog.addDatabase(name);
        store.createSchema(name);
    }

    private void dropDatabase(final String name) {
        catalog.tables(name).forEach(table -> transactions.abortAll(table.name(), "table is dropped"));
        catalog.removeDatabase(name);
        store.dropSchema(name);
    }

    private void dropTable(final Statement.DropTable drop) {
        transactions.abortAll(drop.name(), "table is dropped");
        catalog.removeTable(drop.name()).ifPresentOrElse(store::dropTable, () -> {
            if (!drop.onlyIfThere()) {
                throw new IllegalArgumentException("Unknown table '%s'".formatted(drop.name()));
            }
        });
    }

    private void createView(final View view) {
        store.createView(view);
        catalog.addView(view);
    }

    private void insert(final Statement.Insert insert) {
        final Table table = table(insert.table());
        final List<Column> targets = insert.columns().isEmpty()
                ? table.columns().stream().filter(column -> !column.isGenerated()).toList()
                : insert.columns().stream().map(name -> table.column(name).orElseThrow(() -> new IllegalArgumentException("No column " + name))).toList();
        final RowWriter writer = store.writer(table, WriteMode.replace());
        try (Connection connection = store.connect();
                java.sql.Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery(H2Text.of(insert.source()))) {
            final LoadTransaction transaction = transactions.begin(table.name(), "insert_" + UUID.randomUUID(), TransactionManager.DEFAULT_TIMEOUT_SECONDS,
                    LoadKind.TRANSACTION);
            transaction.attach(writer);
            copy(rows, targets, writer, filling(table, targets, connection));
            transactions.commit(transaction, Duration.ZERO);
        } catch (SQLException e) {
            writer.discard();
            throw new StoreException(e);
        } catch (LabelUsedException | TransactionException e) {
            writer.discard();
            throw new IllegalStateException(e);
        }
    }

    private static ColumnFilling filling(final Table table, final List<Column> targets, final Connection connection) {
        final boolean[] provided = new boolean[table.columns().size()];
        targets.forEach(column -> provided[table.position(column.name())] = true);
        return new ColumnFilling(table, provided, connection);
    }

    private static void copy(final ResultSet rows, final List<Column> targets, final RowWriter writer, final ColumnFilling filling) throws SQLException {
        final Table table = writer.table();
        final Object[] template = ColumnDefaults.of(table);
        long number = 0;
        while (rows.next()) {
            final Object[] row = template.clone();
            for (int i = 0; i < targets.size(); i++) {
                row[table.position(targets.get(i).name())] = SqlValues.convert(targets.get(i).type(), SqlValues.read(rows, i + 1));
            }
            filling.fill(row, RowWriter.UPSERT);
            add(writer, row, number++);
        }
    }

    private Table table(final TableName name) {
        return catalog.table(name).orElseThrow(() -> new IllegalArgumentException("Unknown table '%s'".formatted(name)));
    }
}
