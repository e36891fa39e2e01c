package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/** The tables of a scan, by numbers in the order of their first change, with their fields. A whole row has all fields of the schemas of the written rows. */
final class ScannedTables {

    /** Bounds the memory for schemas that were seen. */
    static final int MAX_SCHEMAS = 64;

    private final Map<TableId, Integer> numbers = new LinkedHashMap<>();
    private final List<ScannedTable> tables = new ArrayList<>();
    private final Map<TableId, Set<String>> assumedWhole;
    private final Map<RecordSchema, Integer> schemas = new IdentityHashMap<>();
    private final Map<RecordSchema, Integer> wholeSchemas = new IdentityHashMap<>();

    /** @param assumedWhole the fields of a whole row by table, as far as known from a previous pass */
    ScannedTables(final Map<TableId, Set<String>> assumedWhole) {
        this.assumedWhole = new HashMap<>(assumedWhole);
    }

    int numberOf(final TargetTable table) {
        return numbers.computeIfAbsent(table.id(), id -> {
            tables.add(new ScannedTable(table, new LinkedHashMap<>(), new HashSet<>()));
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

    /** Whether fields are those of a whole row, as far as it is known yet. */
    boolean areAssumedWhole(final Set<String> fields, final Change change, final TargetTable table) {
        return fields.equals(assumedWhole.computeIfAbsent(table.id(),
                id -> definesWholeRows(change, table) ? Set.copyOf(change.row().getSchema().getFieldNames()) : Set.of()));
    }

    /** Whether all tables have the whole rows that were assumed. */
    boolean assumedRight() {
        return assumedWhole.equals(wholeRows());
    }

    /** The fields of a whole row by table. */
    Map<TableId, Set<String>> wholeRows() {
        final Map<TableId, Set<String>> found = new HashMap<>();
        numbers.forEach((table, number) -> found.put(table, Set.copyOf(tables.get(number).wholeRow)));
        return found;
    }

    /** @param wholeRow fields of a whole row */
    private record ScannedTable(TargetTable target, Map<String, RecordField> fields, Set<String> wholeRow) {}
}
