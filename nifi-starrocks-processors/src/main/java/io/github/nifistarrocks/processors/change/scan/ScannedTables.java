package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The tables of a scan, by numbers in the order of their first change, with their fields. A whole row has all fields of the schemas of the written rows, which
 * are known at the end; until then they are assumed.
 */
final class ScannedTables {

    /** Bounds the memory for schemas that were seen. */
    static final int MAX_SCHEMAS = 64;

    private final FieldSets fieldSets;
    private final Map<TableId, Integer> numbers = new HashMap<>();
    private final List<ScannedTable> tables = new ArrayList<>();
    private final Map<RecordSchema, Integer> schemas = new IdentityHashMap<>();
    private final Map<RecordSchema, Integer> wholeSchemas = new IdentityHashMap<>();

    ScannedTables(final FieldSets fieldSets) {
        this.fieldSets = fieldSets;
    }

    int numberOf(final TargetTable table) {
        return numbers.computeIfAbsent(table.id(), id -> {
            tables.add(new ScannedTable(table));
            return tables.size() - 1;
        });
    }

    TargetTable target(final int table) {
        return tables.get(table).target;
    }

    /** All fields of the changes of a table. */
    Collection<RecordField> fields(final int table) {
        return tables.get(table).fields.values();
    }

    /** Adds the fields of a change to those of its table. */
    void collectFields(final Change change, final int number) {
        final ScannedTable table = tables.get(number);
        final RecordSchema schema = change.row().getSchema();
        if (isNew(schema, number, schemas)) {
            schema.getFields().forEach(field -> table.fields.putIfAbsent(field.getFieldName(), field));
        }
        if (definesWholeRows(change, table.target) && isNew(schema, number, wholeSchemas)) {
            table.wholeRow.addAll(schema.getFieldNames());
        }
    }

    private static boolean isNew(final RecordSchema schema, final int table, final Map<RecordSchema, Integer> seen) {
        if (seen.size() == MAX_SCHEMAS) {
            seen.clear();
        }
        return !Integer.valueOf(table).equals(seen.put(schema, table));
    }

    /** A mark of deletion does not: it may have only the key. For tables that do not accept partial updates it must. */
    private static boolean definesWholeRows(final Change change, final TargetTable table) {
        return change.operation() == Operation.UPSERT || table.lacksPrimaryKey();
    }

    /** Assumes the fields of a whole row of a table from its first change, unless they are assumed already. */
    void assumeWholeRows(final Change change, final int number) {
        final ScannedTable table = tables.get(number);
        if (table.assumedWhole.isEmpty()) {
            final Set<String> fields = definesWholeRows(change, table.target) ? Set.copyOf(change.row().getSchema().getFieldNames()) : Set.of();
            table.assumedWhole = Optional.of(fieldSets.numberOf(fields));
        }
    }

    /** Whether the whole rows of a table are assumed to have these fields. */
    boolean isAssumedWhole(final int table, final int fieldSet) {
        final Optional<Integer> assumed = tables.get(table).assumedWhole;
        return assumed.isPresent() && assumed.get() == fieldSet;
    }

    /**
     * Corrects what was assumed.
     *
     * @return whether anything was wrong
     */
    boolean correctWholeRows() {
        boolean wrong = false;
        for (final ScannedTable table : tables) {
            final Optional<Integer> right = table.assumedWhole.map(assumed -> fieldSets.numberOf(Set.copyOf(table.wholeRow)));
            wrong |= !right.equals(table.assumedWhole);
            table.assumedWhole = right;
        }
        return wrong;
    }

    /** What is known of a table. */
    private static final class ScannedTable {

        private final TargetTable target;
        private final Map<String, RecordField> fields = new LinkedHashMap<>();
        private final Set<String> wholeRow = new HashSet<>();
        private Optional<Integer> assumedWhole = Optional.empty();

        ScannedTable(final TargetTable target) {
            this.target = target;
        }
    }
}
