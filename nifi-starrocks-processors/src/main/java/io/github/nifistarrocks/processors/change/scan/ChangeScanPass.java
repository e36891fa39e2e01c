package io.github.nifistarrocks.processors.change.scan;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
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

/** One attempt at a {@link ChangeScan}: it assumes which fields a whole row has, and that all keys of a slice can be held at once. */
final class ChangeScanPass {

    private static final int OPERATIONS = Operation.values().length;

    private final ChangeScanRules rules;
    private final RowRules rowRules;
    private final ScannedTables tables;
    private final FieldSets fieldSets = new FieldSets();
    private final ScanGroups groups = new ScanGroups();
    private final Map<RecordSchema, KeyFields> keyFields = new IdentityHashMap<>();
    private long changes;
    private long rejected;
    private long ignored;
    private long hash;

    /**
     * @param rowRules whose rejections collect records without a key; the changes of rejected records are not counted
     * @param assumedWhole the fields of a whole row by table, as far as known from a previous pass
     */
    ChangeScanPass(final ChangeScanRules rules, final RowRules rowRules, final Map<TableId, Set<String>> assumedWhole) {
        this.rules = rules;
        this.rowRules = rowRules;
        this.tables = new ScannedTables(assumedWhole);
    }

    /**
     * Reads all changes for one slice of the keys. The first slice also includes changes without a key.
     *
     * @return false when there are more keys than the index holds
     */
    boolean read(final RowCursor rows, final LastChangeIndex index)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        rejected = 0;
        hash = GroupIndex.HASH_START;
        while (rows.advance()) {
            if (rows.ordinal() >= Integer.MAX_VALUE) {
                throw new InvalidRecordException("The FlowFile has more than %d changes. Split it".formatted(Integer.MAX_VALUE));
            }
            hash = GroupIndex.hash(hash, rows.record() * OPERATIONS + rows.change().operation().ordinal());
            if (isRejected(rows)) {
                skip(rows);
            } else if (!take(rows, index)) {
                return false;
            }
        }
        changes = rows.ordinal() + 1 - rejected;
        ignored = rows.ignored();
        return true;
    }

    private boolean isRejected(final RowCursor rows) {
        return rowRules.rejections().filter(known -> known.contains(rows.record())).isPresent();
    }

    private void skip(final RowCursor rows) {
        groups.skip((int) rows.ordinal());
        rejected++;
    }

    private boolean take(final RowCursor rows, final LastChangeIndex index) throws InvalidRecordException {
        final int table = tables.numberOf(rows.table());
        if (index.isFirstSlice()) {
            tables.collectFields(rows.change(), table);
        }
        final int fieldSet = fieldSetOf(rows);
        if (followsKeys(rows.table())) {
            return takeByKey(rows, index, new GroupKey(table, 0, fieldSet));
        }
        if (index.isFirstSlice()) {
            groups.add((int) rows.ordinal(), withoutOrder(table, fieldSet));
        }
        return true;
    }

    /** Whether the changes of each key matter: to skip those that are superseded, or to keep the order of loads with different columns. */
    private boolean followsKeys(final TargetTable table) {
        return rules.keepLast()
                ? table.hasUniqueKeys() || table.hidesKeys()
                : rules.rowsDiffer() && (table.hasUniqueKeys() || table.hidesKeys() && !rules.columns().key().isEmpty());
    }

    private int fieldSetOf(final RowCursor rows) {
        if (rows.change().operation() == Operation.DELETE && rowRules.deletes() != DeleteHandling.SOFT) {
            return rules.partialUpdate() ? FieldSets.DELETE : FieldSets.WHOLE;
        }
        if (!rules.presenceDecides() && !rows.change().partial()) {
            return FieldSets.WHOLE;
        }
        final Set<String> present = Set.copyOf(rows.change().row().getRawFieldNames());
        final boolean whole = assumesWholeRows() && (tables.areAssumedWhole(present, rows.change(), rows.table()) || isAppended(rows));
        return whole ? FieldSets.WHOLE : fieldSets.numberOf(present);
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

    private int withoutOrder(final int table, final int fieldSet) throws InvalidRecordException {
        final int group = groups.numberOf(new GroupKey(table, 0, fieldSet));
        if (rules.rowsDiffer() && tables.target(table).hidesKeys() && groups.hasSeveral(table)) {
            throw new InvalidRecordException("""
                    The rows for [%s] have different sets of columns. The order of their loads depends on the table's key, which is not known. Grant SELECT on the \
                    table, or set Key Columns""".formatted(tables.target(table).id()));
        }
        return group;
    }

    /** @param first group of the change if no earlier change of its key precedes it */
    private boolean takeByKey(final RowCursor rows, final LastChangeIndex index, final GroupKey first) throws InvalidRecordException {
        final Record row = rows.change().row();
        final KeyFields key = keyFields(row, rows.table());
        try {
            index.begin(first.table());
            key.addTo(index, row, rows.record());
        } catch (InvalidRecordException e) {
            reject(rows, e);
            return true;
        }
        if (!index.end()) {
            return true;
        }
        if (rules.columns().mergeCondition().isPresent()) {
            index.condition(key.condition(row));
        }
        final int group = groups.numberOf(index.isKnown() ? behindLast(index, first) : first);
        groups.add((int) rows.ordinal(), group);
        return index.remember((int) rows.ordinal(), group);
    }

    private void reject(final RowCursor rows, final InvalidRecordException reason) throws InvalidRecordException {
        if (rowRules.rejections().isEmpty()) {
            throw reason;
        }
        rowRules.rejections().get().add(reason.record(), reason.getMessage());
        skip(rows);
    }

    /** The group behind the last change of the key, which is superseded if the new change covers it. */
    private GroupKey behindLast(final LastChangeIndex index, final GroupKey first) {
        final GroupKey last = groups.key(index.lastGroup());
        int rank = last.rank();
        if (rules.keepLast() && index.hasSameCondition() && fieldSets.covers(last.fieldSet(), first.fieldSet())) {
            groups.supersede(index.lastOrdinal(), index.lastGroup());
        } else if (last.fieldSet() != first.fieldSet()) {
            rank++;
        }
        return new GroupKey(first.table(), rank, first.fieldSet());
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

    /** Whether the assumption about whole rows was right. */
    boolean assumedRight() {
        return !assumesWholeRows() || tables.assumedRight();
    }

    /** The fields of a whole row by table. */
    Map<TableId, Set<String>> wholeRows() {
        return tables.wholeRows();
    }

    /** In the order of their loads. */
    List<RowGroup> groups() {
        return groups.inLoadOrder().stream().map(this::group).toList();
    }

    private RowGroup group(final int number) {
        final GroupKey key = groups.key(number);
        return new RowGroup(number, tables.target(key.table()), fieldSets.select(tables.fields(key.table()), key.fieldSet()), coverage(key.fieldSet()),
                groups.changes(number));
    }

    private Coverage coverage(final int fieldSet) {
        if (fieldSet == FieldSets.DELETE) {
            return Coverage.DELETES;
        }
        return fieldSet == FieldSets.WHOLE && !rules.partialUpdate() ? Coverage.WHOLE : Coverage.PARTIAL;
    }

    GroupIndex index() {
        return groups.index();
    }

    /** A hash of which records have which changes. */
    long hash() {
        return hash;
    }

    /** Changes found, without those of rejected records. */
    long changes() {
        return changes;
    }

    /** Records without a change, and deletes that were ignored. */
    long ignored() {
        return ignored;
    }
}
