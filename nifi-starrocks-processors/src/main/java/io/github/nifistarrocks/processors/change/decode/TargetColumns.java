package io.github.nifistarrocks.processors.change.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;

/** The target's columns by name, in which case does not count, and its key. */
public final class TargetColumns {

    private final Map<String, TableColumn> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> keys = new ArrayList<>();
    private final UnaryOperator<String> columnOf;

    private TargetColumns(final List<TableColumn> columns, final UnaryOperator<String> columnOf) {
        this.columnOf = columnOf;
        for (final TableColumn column : columns) {
            this.columns.put(column.name(), column);
            if (column.key()) {
                keys.add(column.name());
            }
        }
    }

    public boolean known() {
        return !columns.isEmpty();
    }

    /** The column into which a field goes. */
    public Optional<TableColumn> columnFor(final String field) {
        return Optional.ofNullable(columns.get(columnOf.apply(field)));
    }

    /** Empty when the server does not tell. */
    public List<String> keys() {
        return keys;
    }

    /** Keeps the target of the last schema, which is the same for a whole FlowFile. */
    public static final class Last {

        private final UnaryOperator<String> columnOf;
        private TableSchema schema;
        private TargetColumns target;

        /** @param columnOf the column into which a field goes */
        public Last(final UnaryOperator<String> columnOf) {
            this.columnOf = columnOf;
            this.target = new TargetColumns(List.of(), columnOf);
        }

        public TargetColumns of(final Optional<TableSchema> table) {
            final TableSchema wanted = table.orElse(null);
            if (wanted != schema) {
                schema = wanted;
                target = new TargetColumns(wanted == null ? List.of() : wanted.columns(), columnOf);
            }
            return target;
        }
    }
}
