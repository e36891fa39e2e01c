package io.github.nifistarrocks.processors.table;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;

/**
 * A table into which rows go.
 *
 * @param id its name
 * @param schema its columns; nothing when the server does not tell them
 * @param trouble why the server does not tell them; nothing when it does
 */
public record TargetTable(TableId id, Optional<TableSchema> schema, Optional<StarRocksException> trouble) {

    public static TargetTable known(final TableSchema schema) {
        return new TargetTable(schema.table(), Optional.of(schema), Optional.empty());
    }

    public static TargetTable unknown(final TableId id, final StarRocksException trouble) {
        return new TargetTable(id, Optional.empty(), Optional.of(trouble));
    }

    /** Whether a key has one row only, so that of several changes of one key the last counts. */
    public boolean hasUniqueKeys() {
        return schema.map(TableSchema::keys).filter(keys -> keys == TableSchema.Keys.PRIMARY || keys == TableSchema.Keys.UNIQUE).isPresent();
    }

    /** Whether the table is known not to be a PRIMARY KEY table, which alone takes deletes and partial updates. */
    public boolean lacksPrimaryKey() {
        return schema.map(TableSchema::keys).filter(keys -> keys != TableSchema.Keys.PRIMARY && keys != TableSchema.Keys.UNKNOWN).isPresent();
    }

    /** Whether the server tells no key: not to users who may not select from the table, and to nobody before version 3.3. */
    public boolean hidesKeys() {
        return schema.map(TableSchema::keys).filter(keys -> keys != TableSchema.Keys.UNKNOWN).isEmpty();
    }

    /** Names of the key columns; empty when they are not known. */
    public List<String> keyColumns() {
        return schema.map(known -> known.columns().stream().filter(TableColumn::key).map(TableColumn::name).toList()).orElse(List.of());
    }
}
