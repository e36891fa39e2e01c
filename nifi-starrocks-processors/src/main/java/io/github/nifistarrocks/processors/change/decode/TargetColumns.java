package io.github.nifistarrocks.processors.change.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.FieldColumns;
import io.github.nifistarrocks.processors.change.SourceRecord;

/** The columns of the target by case-insensitive name, and its key. */
public final class TargetColumns {

    private final Map<String, ColumnType> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> keys = new ArrayList<>();
    private final FieldColumns fields;

    private TargetColumns(final List<TableColumn> columns, final FieldColumns fields) {
        this.fields = fields;
        for (final TableColumn column : columns) {
            types.put(column.name(), column.type());
            if (column.key()) {
                keys.add(column.name());
            }
        }
    }

    public boolean areKnown() {
        return !types.isEmpty();
    }

    /** The column that a field fills; empty text for a field that is ignored. */
    public String columnOf(final String field) {
        return fields.columnOf(field, types::containsKey);
    }

    /** Whether a field fills a known column. */
    public boolean haveColumnFor(final String field) {
        return types.containsKey(columnOf(field));
    }

    /** Type of the column that a field fills; unknown for a field without a known column. */
    public ColumnType typeFor(final String field) {
        return types.getOrDefault(columnOf(field), ColumnType.UNKNOWN);
    }

    /** Empty when the server does not report the key. */
    public List<String> keys() {
        return keys;
    }

    /** Keeps the target of the last record, which is mostly the same for a whole FlowFile. */
    public static final class Cache {

        private final FieldColumns fields;
        private Optional<TableSchema> schema = Optional.empty();
        private TargetColumns target;

        /** @param fields the columns that they fill */
        public Cache(final FieldColumns fields) {
            this.fields = fields;
            this.target = new TargetColumns(List.of(), fields);
        }

        /** @return the same instance for consecutive records of one table */
        public TargetColumns of(final SourceRecord source) {
            if (source.table().orElse(null) != schema.orElse(null)) {
                schema = source.table();
                target = new TargetColumns(schema.map(TableSchema::columns).orElse(List.of()), fields);
            }
            return target;
        }
    }
}
