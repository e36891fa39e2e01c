package io.github.nifistarrocks.emulator.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.load.csv.CsvFormat;
import io.github.nifistarrocks.emulator.load.json.DebeziumEnvelope;
import io.github.nifistarrocks.emulator.load.json.JsonFields;
import io.github.nifistarrocks.emulator.load.json.JsonFormat;
import io.github.nifistarrocks.emulator.load.json.column.JsonColumn;
import io.github.nifistarrocks.emulator.load.source.Compression;
import io.github.nifistarrocks.emulator.load.source.LoadFormat;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.WriteMode;
import io.github.nifistarrocks.emulator.store.h2.StoreException;

/** Maps the fields of a load to the columns of its table. The constructor runs all checks of the FE's planner and throws its messages. */
public final class LoadPlan implements AutoCloseable {

    private final Table table;
    private final LoadOptions options;
    private final Connection connection;
    private final ColumnMapping mapping;
    private final ColumnFilling filling;
    private final Compression compression;
    private final boolean strict;
    private final Set<Partition> partitions;
    private final Optional<Expression> where;
    private final Optional<Integer> mergeColumn;

    /** @throws LoadRefusedException with the text of the first check that fails */
    public LoadPlan(final Table table, final LoadOptions options, final RowStore store) throws LoadRefusedException {
        this.table = table;
        this.options = options;
        this.connection = store.connect();
        boolean complete = false;
        try {
            this.compression = options.compression();
            LoadChecks.timezone(options);
            this.strict = options.bool("strict_mode", "Invalid strict mode format. Must be bool type");
            LoadChecks.partialUpdate(options, table);
            this.partitions = partitions();
            this.mapping = ColumnMapping.of(table, options, connection);
            this.filling = new ColumnFilling(table, mapping.provided(), connection);
            final Optional<String> condition = options.text("where");
            this.where = condition.isPresent() ? Optional.of(Expression.ofTable(connection, condition.get(), table)) : Optional.empty();
            this.mergeColumn = LoadChecks.mergeColumn(options, table, mapping.provided());
            DebeziumEnvelope.isRequested(options);
            if (options.format() == LoadFormat.CSV) {
                LoadChecks.csvTypes(table, mapping);
                CsvFormat.of(options);
            } else {
                JsonFormat.of(options);
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** How rows are merged with rows of the same key. */
    public WriteMode writeMode() {
        final Optional<boolean[]> provided = options.isPartialUpdate() ? Optional.of(mapping.provided()) : Optional.empty();
        return new WriteMode(provided, ColumnDefaults.of(table), mergeColumn);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    Table table() {
        return table;
    }

    LoadOptions options() {
        return options;
    }

    ColumnMapping mapping() {
        return mapping;
    }

    ColumnFilling filling() {
        return filling;
    }

    Compression compression() {
        return compression;
    }

    /** The fields of a JSON row; the operation is a number, and what only expressions use is text. */
    JsonFields jsonFields() {
        final List<JsonColumn> fields = new ArrayList<>();
        for (int i = 0; i < mapping.fields().size(); i++) {
            final String name = mapping.fields().get(i);
            final ColumnType other = name.equals(SourceRow.OP) ? ColumnType.of(TypeKind.TINYINT) : ColumnType.varchar(ColumnType.MAX_LENGTH);
            fields.add(new JsonColumn(name, mapping.columnOf(i).map(Column::type).orElse(other)));
        }
        return new JsonFields(fields, !strict);
    }

    boolean isStrict() {
        return strict;
    }

    boolean mayLoadInto(final Partition partition) {
        return partitions.contains(partition);
    }

    Optional<Expression> where() {
        return where;
    }

    private Set<Partition> partitions() throws LoadRefusedException {
        final Optional<String> names = options.text("partitions");
        if (names.isPresent() && options.text("temporary_partitions").isPresent()) {
            throw new LoadRefusedException("Can not specify both partitions and temporary partitions");
        }
        if (names.isEmpty()) {
            return new HashSet<>(table.partitions());
        }
        final List<Partition> found = new ArrayList<>();
        for (final String name : names.get().split(",")) {
            final String trimmed = name.strip().replace("`", "");
            found.add(table.partition(trimmed)
                    .orElseThrow(() -> new LoadRefusedException("Unknown partition '%s' in table '%s'".formatted(trimmed, table.name().table()))));
        }
        return new HashSet<>(found);
    }
}
