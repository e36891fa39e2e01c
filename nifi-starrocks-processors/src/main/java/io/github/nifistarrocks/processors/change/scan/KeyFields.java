package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.table.TargetTable;
import io.github.nifistarrocks.processors.value.KeyText;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The fields of a schema that hold the key.
 *
 * @param condition the field of the merge condition
 */
record KeyFields(TableId table, List<KeyField> keys, Optional<KeyField> condition) {

    static KeyFields of(final RecordSchema schema, final TargetTable table, final ChangeScanRules.Columns rules) throws InvalidRecordException {
        final List<String> columns = rules.key().isEmpty() ? table.keyColumns() : rules.key();
        if (columns.isEmpty()) {
            throw new InvalidRecordException("""
                    The key of [%s] is not known, so the last change of each key cannot be determined. Grant SELECT on the table, set Key Columns, or set \
                    Duplicate Keys to Keep All""".formatted(table.id()));
        }
        final List<KeyField> keys = new ArrayList<>();
        for (final String column : columns) {
            keys.add(KeyField.find(column, schema, table, rules).orElseThrow(() -> new InvalidRecordException(
                    "No field of the rows for [%s] fills the key column [%s]; they have %s".formatted(table.id(), column, schema.getFieldNames()))));
        }
        return new KeyFields(table.id(), keys, rules.mergeCondition().flatMap(column -> KeyField.find(column, schema, table, rules)));
    }

    void addTo(final KeyHasher hasher, final Record row, final long record) throws InvalidRecordException {
        for (final KeyField key : keys) {
            final Object value = row.getValue(key.name);
            if (value == null) {
                throw new InvalidRecordException(record, "Field [%s] of record %d is a key column of [%s] and has no value".formatted(key.name, record, table));
            }
            hasher.part(key.text.of(value));
        }
    }

    /** The value of the merge condition; empty text for a row without one. */
    String condition(final Record row) {
        return condition.map(field -> field.text.of(row.getValue(field.name))).orElse("");
    }

    /**
     * @param name of the field
     * @param text distinguishes its values as the column does
     */
    private record KeyField(String name, KeyText text) {

        static Optional<KeyField> find(final String column, final RecordSchema schema, final TargetTable table, final ChangeScanRules.Columns rules) {
            final ColumnType known = table.schema().stream().flatMap(columns -> columns.columns().stream())
                    .filter(candidate -> candidate.name().equalsIgnoreCase(column)).findFirst().map(TableColumn::type).orElse(ColumnType.UNKNOWN);
            return schema.getFields().stream().filter(field -> rules.fields().columnOf(field.getFieldName(), table::hasColumn).equalsIgnoreCase(column))
                    .findFirst()
                    .map(field -> new KeyField(field.getFieldName(), new KeyText(known, field.getDataType(), rules.zone())));
        }
    }
}
