package io.github.nifistarrocks.processors.cdc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;

/** The target's columns by name, in which case does not count, and its key. */
final class Target {

    private static final Target UNKNOWN = new Target(List.of());

    private final Map<String, TableColumn> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> keys = new ArrayList<>();

    private Target(final List<TableColumn> columns) {
        for (final TableColumn column : columns) {
            this.columns.put(column.name(), column);
            if (column.key()) {
                keys.add(column.name());
            }
        }
    }

    boolean known() {
        return !columns.isEmpty();
    }

    Optional<TableColumn> column(final String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** Empty when the server does not tell. */
    List<String> keys() {
        return keys;
    }

    /** Keeps the target of the last schema, which is the same for a whole FlowFile. */
    static final class Last {

        private TableSchema schema;
        private Target target = UNKNOWN;

        Target of(final Optional<TableSchema> table) {
            final TableSchema wanted = table.orElse(null);
            if (wanted != schema) {
                schema = wanted;
                target = wanted == null ? UNKNOWN : new Target(wanted.columns());
            }
            return target;
        }
    }
}
