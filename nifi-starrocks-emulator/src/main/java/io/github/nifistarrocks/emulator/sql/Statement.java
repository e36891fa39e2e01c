package io.github.nifistarrocks.emulator.sql;

import java.util.List;
import java.util.Set;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;

/** The statements of a script. */
public sealed interface Statement {

    record CreateDatabase(String name) implements Statement {}

    record DropDatabase(String name) implements Statement {}

    record CreateTable(TableDefinition definition, boolean onlyIfMissing) implements Statement {}

    record DropTable(TableName name, boolean onlyIfThere) implements Statement {}

    record Truncate(TableName name) implements Statement {}

    record CreateView(TableName name, String query) implements Statement {}

    record DropView(TableName name) implements Statement {}

    record CreateUser(String name, String password) implements Statement {}

    record Grant(Set<Privilege> privileges, TableName on, String user) implements Statement {}

    /**
     * @param columns empty means all
     * @param source a VALUES clause or a query, as written
     */
    record Insert(TableName table, List<String> columns, String source) implements Statement {}
}
