package io.github.nifistarrocks.processors.change.scan;

import java.io.IOException;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.processors.change.scan.ScanGroups.GroupKey;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * Assigns changes to groups in their order, and skips those that a later change of the same key supersedes. When it knows as many keys as it may hold, it keeps
 * the facts of all other keys, divided by their hashes, and continues with each part at the end.
 */
final class GroupAssignment {

    private final ChangeScanRules rules;
    private final ScannedTables tables;
    private final FieldSets fieldSets;
    private final ChangeScan.Memory memory;
    private final ScanGroups groups = new ScanGroups();
    private LastChangeIndex index;
    private SortedMap<Integer, ChangeFacts> otherKeys = new TreeMap<>();
    private int depth;
    private long changes;

    /** @param tables with the fields that whole rows are assumed to have */
    GroupAssignment(final ChangeScanRules rules, final ScannedTables tables, final FieldSets fieldSets, final ChangeScan.Memory memory) {
        this.rules = rules;
        this.tables = tables;
        this.fieldSets = fieldSets;
        this.memory = memory;
        this.index = new LastChangeIndex(memory.maxKeys());
    }

    /** Assigns the next change. */
    void add(final ChangeFact fact) throws IOException, InvalidRecordException {
        changes++;
        if (fact.key().isPresent()) {
            addByKey(fact, fact.key().get());
        } else {
            groups.add(fact.ordinal(), withoutOrder(groupKey(fact)));
        }
    }

    /**
     * Assigns the changes of the keys that could not be held at once.
     *
     * @param scope ends it when it is cancelled
     */
    void finish(final CallScope scope) throws IOException, InvalidRecordException, CallCancelledException {
        final Collection<ChangeFacts> parts = otherKeys.values();
        depth++;
        for (final ChangeFacts part : parts) {
            index = new LastChangeIndex(memory.maxKeys());
            otherKeys = new TreeMap<>();
            part.forEach(fact -> addByKey(fact, fact.key().orElseThrow()), scope);
            finish(scope);
        }
        depth--;
    }

    private GroupKey groupKey(final ChangeFact fact) {
        final int fieldSet = tables.isAssumedWhole(fact.table(), fact.fieldSet()) ? FieldSets.WHOLE : fact.fieldSet();
        return new GroupKey(fact.table(), 0, fieldSet);
    }

    private int withoutOrder(final GroupKey key) throws InvalidRecordException {
        final int group = groups.numberOf(key);
        if (rules.rowsDiffer() && tables.target(key.table()).hidesKeys() && groups.hasSeveral(key.table())) {
            throw new InvalidRecordException("""
                    The rows for [%s] have different sets of columns. The order of their loads depends on the table's key, which is not known. Grant SELECT on the \
                    table, or set Key Columns""".formatted(tables.target(key.table()).id()));
        }
        return group;
    }

    private void addByKey(final ChangeFact fact, final KeyHash key) throws IOException, InvalidRecordException {
        final boolean known = index.find(key);
        if (!known && index.isFull() && depth < KeyHash.MAX_DEPTH) {
            otherKeys.computeIfAbsent(key.partition(depth), part -> new ChangeFacts(memory.file())).add(fact);
            return;
        }
        final GroupKey first = groupKey(fact);
        final int group = groups.numberOf(known ? behindLast(key, first) : first);
        groups.add(fact.ordinal(), group);
        index.remember(key, fact.ordinal(), group);
    }

    /** The group behind the last change of the key, which is superseded if the new change covers it. */
    private GroupKey behindLast(final KeyHash key, final GroupKey first) {
        final GroupKey last = groups.key(index.lastGroup());
        int rank = last.rank();
        if (rules.keepLast() && index.hasCondition(key) && fieldSets.covers(last.fieldSet(), first.fieldSet())) {
            groups.supersede(index.lastOrdinal(), index.lastGroup());
        } else if (last.fieldSet() != first.fieldSet()) {
            rank++;
        }
        return new GroupKey(first.table(), rank, first.fieldSet());
    }

    ScanGroups groups() {
        return groups;
    }

    /** Number of the changes that were assigned, those that are superseded included. */
    long changes() {
        return changes;
    }
}
