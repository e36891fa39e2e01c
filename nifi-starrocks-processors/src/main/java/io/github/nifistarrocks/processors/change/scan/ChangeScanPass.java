package io.github.nifistarrocks.processors.change.scan;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.change.scan.ScanGroups.GroupKey;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The reading of a {@link ChangeScan}. It assigns the changes to groups while it assumes which fields a whole row has, and keeps the facts of all changes. If the
 * assumption was wrong, it repeats the assignment from these facts.
 */
final class ChangeScanPass {

    private static final int OPERATIONS = Operation.values().length;

    private final ChangeScanRules rules;
    private final RowRules rowRules;
    private final ChangeScan.Memory memory;
    private final FieldSets fieldSets = new FieldSets();
    private final ScannedTables tables = new ScannedTables(fieldSets);
    private final Map<RecordSchema, KeyFields> keyFields = new IdentityHashMap<>();
    private final KeyHasher hasher = new KeyHasher();
    private final Optional<ChangeFacts> facts;
    private GroupAssignment assignment;
    private long ignored;
    private long hash = GroupIndex.HASH_START;

    /** @param rowRules whose rejections collect records without a key; the changes of rejected records are not counted */
    ChangeScanPass(final ChangeScanRules rules, final RowRules rowRules, final ChangeScan.Memory memory) {
        this.rules = rules;
        this.rowRules = rowRules;
        this.memory = memory;
        this.facts = assumesWholeRows() ? Optional.of(new ChangeFacts(memory.file())) : Optional.empty();
        this.assignment = newAssignment();
    }

    private GroupAssignment newAssignment() {
        return new GroupAssignment(rules, tables, fieldSets, memory);
    }

    /** Reads all changes. */
    void read(final RowCursor rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        while (rows.advance()) {
            if (rows.ordinal() >= Integer.MAX_VALUE) {
                throw new InvalidRecordException("The FlowFile has more than %d changes. Split it".formatted(Integer.MAX_VALUE));
            }
            hash = GroupIndex.hash(hash, rows.record() * OPERATIONS + rows.change().operation().ordinal());
            if (!isRejected(rows)) {
                take(rows);
            }
        }
        ignored = rows.ignored();
    }

    /**
     * Completes the assignment after the reading.
     *
     * @param scope ends it when it is cancelled
     */
    void finish(final CallScope scope) throws IOException, InvalidRecordException, CallCancelledException {
        if (tables.correctWholeRows()) {
            assignment = newAssignment();
            facts.orElseThrow().forEach(assignment::add, scope);
        }
        assignment.finish(scope);
    }

    private boolean isRejected(final RowCursor rows) {
        return rowRules.rejections().filter(known -> known.contains(rows.record())).isPresent();
    }

    private void take(final RowCursor rows) throws IOException, InvalidRecordException {
        final int table = tables.numberOf(rows.table());
        final Optional<KeyHash> key;
        if (followsKeys(rows.table())) {
            final KeyFields fields = keyFields(rows.change().row(), rows.table());
            try {
                key = Optional.of(key(fields, rows, table));
            } catch (InvalidRecordException e) {
                reject(e);
                return;
            }
        } else {
            key = Optional.empty();
        }
        tables.collectFields(rows.change(), table);
        final ChangeFact fact = new ChangeFact((int) rows.ordinal(), table, fieldSetOf(rows, table), key);
        if (facts.isPresent()) {
            facts.get().add(fact);
        }
        assignment.add(fact);
    }

    /** Whether the changes of each key matter: to skip those that are superseded, or to keep the order of loads with different columns. */
    private boolean followsKeys(final TargetTable table) {
        return rules.keepLast()
                ? table.hasUniqueKeys() || table.hidesKeys()
                : rules.rowsDiffer() && (table.hasUniqueKeys() || table.hidesKeys() && !rules.columns().key().isEmpty());
    }

    private KeyHash key(final KeyFields fields, final RowCursor rows, final int table) throws InvalidRecordException {
        final Record row = rows.change().row();
        hasher.begin(table);
        fields.addTo(hasher, row, rows.record());
        return rules.columns().mergeCondition().isPresent() ? hasher.end(fields.condition(row)) : hasher.end();
    }

    private int fieldSetOf(final RowCursor rows, final int table) {
        if (rows.change().operation() == Operation.DELETE && rowRules.deletes() != DeleteHandling.SOFT) {
            return rules.partialUpdate() ? FieldSets.DELETE : FieldSets.WHOLE;
        }
        final boolean presenceMatters = rules.presenceDecides() || rows.change().partial();
        if (!presenceMatters || assumesWholeRows() && isAppended(rows)) {
            return FieldSets.WHOLE;
        }
        if (assumesWholeRows()) {
            tables.assumeWholeRows(rows.change(), table);
        }
        return fieldSets.numberOf(Set.copyOf(rows.change().row().getRawFieldNames()));
    }

    /**
     * Whether a row is appended to a DUPLICATE KEY table. Then there is no stored row whose values a missing field could keep: it is the field of a column that was
     * added after the event, and is NULL or the default.
     */
    private static boolean isAppended(final RowCursor rows) {
        return rows.table().appendsRows() && rows.change().operation() == Operation.UPSERT && !rows.change().partial();
    }

    private boolean assumesWholeRows() {
        return rules.presenceDecides() && !rules.partialUpdate();
    }

    private void reject(final InvalidRecordException reason) throws InvalidRecordException {
        if (rowRules.rejections().isEmpty()) {
            throw reason;
        }
        rowRules.rejections().get().add(reason.record(), reason.getMessage());
    }

    private KeyFields keyFields(final Record row, final TargetTable table) throws InvalidRecordException {
        final KeyFields known = keyFields.get(row.getSchema());
        if (known != null && known.table().equals(table.id())) {
            return known;
        }
        final KeyFields found = KeyFields.of(row.getSchema(), table, rules.columns());
        if (keyFields.size() == ScannedTables.MAX_SCHEMAS) {
            keyFields.clear();
        }
        keyFields.put(row.getSchema(), found);
        return found;
    }

    /** In the order of their loads. */
    List<RowGroup> groups() {
        return assignment.groups().inLoadOrder().stream().map(this::group).toList();
    }

    private RowGroup group(final int number) {
        final GroupKey key = assignment.groups().key(number);
        return new RowGroup(number, tables.target(key.table()), fieldSets.select(tables.fields(key.table()), key.fieldSet()), coverage(key.fieldSet()),
                assignment.groups().changes(number));
    }

    private Coverage coverage(final int fieldSet) {
        if (fieldSet == FieldSets.DELETE) {
            return Coverage.DELETES;
        }
        return fieldSet == FieldSets.WHOLE && !rules.partialUpdate() ? Coverage.WHOLE : Coverage.PARTIAL;
    }

    GroupIndex index() {
        return assignment.groups().index();
    }

    /** A hash of which records have which changes. */
    long hash() {
        return hash;
    }

    /** Changes found, without those of rejected records. */
    long changes() {
        return assignment.changes();
    }

    /** Records without a change, and deletes that were ignored. */
    long ignored() {
        return ignored;
    }
}
