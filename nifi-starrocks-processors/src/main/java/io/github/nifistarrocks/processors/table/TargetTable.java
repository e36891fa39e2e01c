package io.github.nifistarrocks.processors.table;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;

/**
 * A table that rows are loaded into.
 *
 * @param id its name
 * @param schema its columns; empty when the server does not report them
 * @param schemaFailure why the server does not report them; empty when it does
 */
public record TargetTable(TableId id, Optional<TableSchema> schema, Optional<StarRocksException> schemaFailure) {

    public static TargetTable known(final TableSchema schema) {
        return new TargetTable(schema.table(), Optional.of(schema), Optional.empty());
    }

    public static TargetTable unknown(final TableId id, final StarRocksException schemaFailure) {
        return new TargetTable(id, Optional.empty(), Optional.of(schemaFailure));
    }

    /** Whether the table holds one row for each key, so that the last of several changes of one key decides. */
    public boolean hasUniqueKeys() {
        return schema.map(TableSchema::keys).filter(keys -> keys == TableSchema.Keys.PRIMARY || keys == TableSchema.Keys.UNIQUE).isPresent();
    }

    /** Whether the table is known to keep all rows, whatever their key is. */
    public boolean appendsRows() {
        return schema.map(TableSchema::keys).filter(keys -> keys == TableSchema.Keys.DUPLICATE).isPresent();
    }

    /** Whether the table is known not to be a PRIMARY KEY table. Only such a table accepts deletes and partial updates. */
    public boolean lacksPrimaryKey() {
        return schema.map(TableSchema::keys).filter(keys -> keys != TableSchema.Keys.PRIMARY && keys != TableSchema.Keys.UNKNOWN).isPresent();
    }

    /** Whether the server does not report the key: it needs the privilege to select from the table, and version 3.3. */
    public boolean hidesKeys() {
        return schema.map(TableSchema::keys).filter(keys -> keys != TableSchema.Keys.UNKNOWN).isEmpty();
    }

    /** Whether a column is known to have the name, in any case. */
    public boolean hasColumn(final String name) {
        return schema.stream().flatMap(known -> known.columns().stream()).anyMatch(column -> column.name().equalsIgnoreCase(name));
    }

    /** Names of the key columns; empty when they are not known. */
    public List<String> keyColumns() {
        return schema.map(known -> known.columns().stream().filter(TableColumn::key).map(TableColumn::name).toList()).orElse(List.of());
    }
}
