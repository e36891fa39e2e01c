package io.github.nifistarrocks.processors.change.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/** One attempt at a {@link ChangeScan}: it assumes which fields make a whole row, and whether all keys can be held at once. */
final class ChangeScanPass {

    private static final int WHOLE = 0;
    private static final int DELETES = 1;
    private static final int FIRST_TOLD = 2;
    private static final int MOST_SCHEMAS = 64;

    private final ChangeScanRules rules;
    private final Optional<Rejections> rejections;
    private final Map<TableId, Set<String>> assumedWhole;
    private final Map<TableId, Integer> tables = new LinkedHashMap<>();
    private final List<TargetTable> targets = new ArrayList<>();
    private final List<Map<String, RecordField>> fields = new ArrayList<>();
    private final List<Set<String>> wholeRows = new ArrayList<>();
    private final List<Set<String>> toldSets = new ArrayList<>(List.of(Set.of(), Set.of()));
    private final Map<Set<String>, Integer> toldNumbers = new HashMap<>();
    private final Map<GroupKey, Integer> groupNumbers = new HashMap<>();
    private final List<GroupKey> groupKeys = new ArrayList<>();
    private final long[] groupChanges = new long[GroupIndex.MOST_GROUPS];
    private final GroupIndex byOrdinal = new GroupIndex();
    private final Map<RecordSchema, KeyFields> keyFields = new IdentityHashMap<>();
    private final Map<RecordSchema, Integer> seenSchemas = new IdentityHashMap<>();
    private final Map<RecordSchema, Integer> seenWhole = new IdentityHashMap<>();
    private long records;
    private long changes;
    private long rejected;
    private long ignored;

    /** @param rejections takes records whose key cannot be told; the changes of those that it has are not counted */
    ChangeScanPass(final ChangeScanRules rules, final Map<TableId, Set<String>> assumedWhole, final Optional<Rejections> rejections) {
        this.rules = rules;
        this.rejections = rejections;
        this.assumedWhole = new HashMap<>(assumedWhole);
    }

    /**
     * @param first whether changes without a key, and what is counted, are taken up
     * @return false when there are more keys than the ledger holds
     */
    boolean read(final RowCursor rows, final LastChangeIndex ledger, final boolean first)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        rejected = 0;
        while (rows.advance()) {
            if (rows.ordinal() >= Integer.MAX_VALUE) {
                throw new InvalidRecordException("The FlowFile has more than %d changes; split it".formatted(Integer.MAX_VALUE), null);
            }
            if (isRejected(rows)) {
                leaveOut(rows);
            } else if (!take(rows, ledger, first)) {
                return false;
            }
        }
        records = rows.record();
        changes = rows.ordinal() + 1 - rejected;
        ignored = rows.ignored();
        return true;
    }

    private void leaveOut(final RowCursor rows) {
        byOrdinal.set((int) rows.ordinal(), GroupIndex.SUPERSEDED);
        rejected++;
    }

    private boolean isRejected(final RowCursor rows) {
        return rejections.filter(known -> known.contains(rows.record())).isPresent();
    }

    private boolean take(final RowCursor rows, final LastChangeIndex ledger, final boolean first) throws InvalidRecordException {
        final int table = tableOf(rows.table());
        if (first) {
            collectFields(rows.change(), table);
        }
        final int told = toldBy(rows, table);
        if (followsKeys(rows.table())) {
            return ledgerTakes(rows, ledger, table, told);
        }
        if (first) {
            enter((int) rows.ordinal(), unordered(table, told));
        }
        return true;
    }

    private boolean ledgerTakes(final RowCursor rows, final LastChangeIndex ledger, final int table, final int told) throws InvalidRecordException {
        ledger.begin(table);
        final Record row = rows.change().row();
        final KeyFields fields = keyFields(row, rows.table());
        try {
            fields.addTo(ledger, row, rows.record());
        } catch (InvalidRecordException e) {
            if (rejections.isEmpty()) {
                throw e;
            }
            rejections.get().add(e.record(), e.getMessage());
            leaveOut(rows);
            return true;
        }
        if (!ledger.end()) {
            return true;
        }
        if (rules.mergeCondition().isPresent()) {
            ledger.condition(fields.condition(row));
        }
        int rank = 0;
        if (ledger.isKnown()) {
            final GroupKey last = groupKeys.get(ledger.lastGroup());
            rank = last.rank;
            if (rules.keepLast() && ledger.hasSameCondition() && covers(last.told, told)) {
                byOrdinal.set(ledger.lastOrdinal(), GroupIndex.SUPERSEDED);
                groupChanges[ledger.lastGroup()]--;
            } else if (last.told != told) {
                rank++;
            }
        }
        final int group = group(table, rank, told);
        enter((int) rows.ordinal(), group);
        return ledger.remember((int) rows.ordinal(), group);
    }

    /** Whether a change leaves nothing of what an earlier one of the same key has set. */
    private boolean covers(final int earlier, final int later) {
        if (later == DELETES) {
            return true;
        }
        if (earlier == DELETES) {
            return false;
        }
        return later == WHOLE || earlier != WHOLE && toldSets.get(later).containsAll(toldSets.get(earlier));
    }

    /** Whether it matters which changes are those of one key: to drop those that are overtaken, or to keep the order of loads with different columns. */
    private boolean followsKeys(final TargetTable table) {
        return rules.keepLast()
                ? table.hasUniqueKeys() || table.hidesKeys()
                : rules.rowsDiffer() && (table.hasUniqueKeys() || table.hidesKeys() && !rules.keyColumns().isEmpty());
    }

    private int unordered(final int table, final int told) throws InvalidRecordException {
        final int group = group(table, 0, told);
        if (rules.rowsDiffer() && targets.get(table).hidesKeys() && groupKeys.stream().filter(key -> key.table == table).count() > 1) {
            throw new InvalidRecordException("""
                    The rows for [%s] tell different sets of columns, and the order in which these are loaded depends on the table's key, which is not known. \
                    Grant SELECT on the table, or name the columns in Key Columns""".formatted(targets.get(table).id()), null);
        }
        return group;
    }

    private int toldBy(final RowCursor rows, final int table) {
        if (rows.change().operation() == Operation.DELETE && !rules.softDeletes()) {
            return rules.alwaysPartial() ? DELETES : WHOLE;
        }
        if (!rules.toldFieldsCount() && !rows.change().partial()) {
            return WHOLE;
        }
        final Set<String> names = Set.copyOf(rows.change().row().getRawFieldNames());
        if (rules.toldFieldsCount() && !rules.alwaysPartial() && names.equals(assumedWhole.computeIfAbsent(rows.table().id(), id -> firstGuess(rows)))) {
            return WHOLE;
        }
        return toldNumbers.computeIfAbsent(names, set -> {
            toldSets.add(set);
            return toldSets.size() - 1;
        });
    }

    private static Set<String> firstGuess(final RowCursor rows) {
        return measuresRows(rows.change(), rows.table()) ? Set.copyOf(rows.change().row().getSchema().getFieldNames()) : Set.of();
    }

    /** What a mark of deletion tells is no measure of a row: the key may be all that is known. Tables that take no partial updates cannot do without. */
    private static boolean measuresRows(final Change change, final TargetTable table) {
        return change.operation() == Operation.UPSERT || table.lacksPrimaryKey();
    }

    private int group(final int table, final int rank, final int told) throws InvalidRecordException {
        final GroupKey key = new GroupKey(table, rank, told);
        final Integer known = groupNumbers.get(key);
        if (known != null) {
            return known;
        }
        final int number = freeNumber();
        if (number == GroupIndex.MOST_GROUPS) {
            throw new InvalidRecordException("""
                    The FlowFile would need more than %d loads, because its rows fill so many different sets of columns or tables, or change single keys \
                    so often. Split it, for instance with PartitionRecord, or let Update Columns follow from the record schema""".formatted(
                    GroupIndex.MOST_GROUPS), null);
        }
        if (number == groupKeys.size()) {
            groupKeys.add(key);
        } else {
            groupNumbers.remove(groupKeys.set(number, key));
        }
        groupNumbers.put(key, number);
        return number;
    }

    /** A new number while there are some, then that of a group whose changes are all overtaken. */
    private int freeNumber() {
        int number = groupKeys.size();
        if (number == GroupIndex.MOST_GROUPS) {
            number = 0;
            while (number < GroupIndex.MOST_GROUPS && groupChanges[number] > 0) {
                number++;
            }
        }
        return number;
    }

    private void enter(final int ordinal, final int group) {
        byOrdinal.set(ordinal, group);
        groupChanges[group]++;
    }

    private int tableOf(final TargetTable table) {
        return tables.computeIfAbsent(table.id(), id -> {
            targets.add(table);
            fields.add(new LinkedHashMap<>());
            wholeRows.add(new HashSet<>());
            return targets.size() - 1;
        });
    }

    /** A whole row has all fields of the schemas of the rows that are written, told or not. */
    private void collectFields(final Change change, final int table) {
        final RecordSchema schema = change.row().getSchema();
        if (isNew(schema, table, seenSchemas)) {
            schema.getFields().forEach(field -> fields.get(table).putIfAbsent(field.getFieldName(), field));
        }
        if (measuresRows(change, targets.get(table)) && isNew(schema, table, seenWhole)) {
            wholeRows.get(table).addAll(schema.getFieldNames());
        }
    }

    private static boolean isNew(final RecordSchema schema, final int table, final Map<RecordSchema, Integer> seen) {
        if (seen.size() == MOST_SCHEMAS) {
            seen.clear();
        }
        return !Integer.valueOf(table).equals(seen.put(schema, table));
    }

    private KeyFields keyFields(final Record row, final TargetTable table) throws InvalidRecordException {
        final KeyFields known = keyFields.get(row.getSchema());
        if (known != null && known.table().equals(table.id())) {
            return known;
        }
        final KeyFields found = KeyFields.of(row.getSchema(), table, rules);
        if (keyFields.size() == MOST_SCHEMAS) {
            keyFields.clear();
        }
        keyFields.put(row.getSchema(), found);
        return found;
    }

    /** What a whole row of each table turned out to have. */
    Map<TableId, Set<String>> wholeRows() {
        final Map<TableId, Set<String>> found = new HashMap<>();
        tables.forEach((table, number) -> found.put(table, Set.copyOf(wholeRows.get(number))));
        return found;
    }

    /** Whether the assumption of what a whole row has was right. */
    boolean assumedRight() {
        return !rules.toldFieldsCount() || rules.alwaysPartial() || assumedWhole.equals(wholeRows());
    }

    List<RankedGroup> groups() {
        final List<RankedGroup> groups = new ArrayList<>();
        for (int number = 0; number < groupKeys.size(); number++) {
            final GroupKey key = groupKeys.get(number);
            groups.add(new RankedGroup(key.table, key.rank,
                    new RowGroup(number, targets.get(key.table), fieldsOf(key), coverage(key), groupChanges[number])));
        }
        return groups;
    }

    private List<RecordField> fieldsOf(final GroupKey key) {
        final Map<String, RecordField> all = fields.get(key.table);
        return key.told < FIRST_TOLD
                ? List.copyOf(all.values())
                : all.values().stream().filter(field -> toldSets.get(key.told).contains(field.getFieldName())).toList();
    }

    private Coverage coverage(final GroupKey key) {
        return switch (key.told) {
            case WHOLE -> rules.alwaysPartial() ? Coverage.PARTIAL : Coverage.WHOLE;
            case DELETES -> Coverage.DELETES;
            default -> Coverage.PARTIAL;
        };
    }

    GroupIndex byOrdinal() {
        return byOrdinal;
    }

    long records() {
        return records;
    }

    long changes() {
        return changes;
    }

    long ignored() {
        return ignored;
    }

    /** @param told number of the set of fields that the changes tell */
    private record GroupKey(int table, int rank, int told) {}

    /** A group with what its place in the order of loads depends on. */
    record RankedGroup(int table, int rank, RowGroup group) {}
}
