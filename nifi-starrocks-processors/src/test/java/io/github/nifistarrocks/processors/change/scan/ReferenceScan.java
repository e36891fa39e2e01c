package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import org.apache.nifi.serialization.record.Record;

/** The groups of changes by plain maps, with the whole rows known from the beginning: no hashes, no limits, no files. */
final class ReferenceScan {

    private static final Set<String> WHOLE = Set.of("*");
    private static final Set<String> DELETE = Set.of("-");

    private final ChangeScans changes;
    private final Map<TableId, Set<String>> wholeRows = new HashMap<>();
    private final Map<List<Object>, Integer> lastOfKey = new HashMap<>();
    private final List<Optional<Group>> groups = new ArrayList<>();

    /**
     * @param rank position in the order of the loads of the table
     * @param fields that are present, {@code *} for a whole row, {@code -} for a delete among partial updates
     */
    record Group(TableId table, int rank, Set<String> fields) {

        Coverage coverage(final boolean partialUpdate) {
            if (fields.equals(DELETE)) {
                return Coverage.DELETES;
            }
            return fields.equals(WHOLE) && !partialUpdate ? Coverage.WHOLE : Coverage.PARTIAL;
        }
    }

    ReferenceScan(final ChangeScans changes) {
        this.changes = changes;
        for (int ordinal = 0; ordinal < changes.size(); ordinal++) {
            final Change change = changes.change(ordinal);
            if (change.operation() == Operation.UPSERT) {
                wholeRows.computeIfAbsent(changes.tableOf(ordinal), table -> new HashSet<>()).addAll(change.row().getSchema().getFieldNames());
            }
        }
        for (int ordinal = 0; ordinal < changes.size(); ordinal++) {
            add(ordinal);
        }
    }

    private void add(final int ordinal) {
        final TableId table = changes.tableOf(ordinal);
        final Set<String> fields = fields(ordinal);
        final Integer last = lastOfKey.put(List.of(table, changes.change(ordinal).row().getValue("id")), ordinal);
        int rank = 0;
        if (last != null) {
            final Group before = groups.get(last).orElseThrow();
            rank = before.rank;
            if (changes.keepsLast() && condition(last).equals(condition(ordinal)) && covers(before.fields, fields)) {
                groups.set(last, Optional.empty());
            } else if (!before.fields.equals(fields)) {
                rank++;
            }
        }
        groups.add(Optional.of(new Group(table, rank, fields)));
    }

    private Set<String> fields(final int ordinal) {
        final Change change = changes.change(ordinal);
        if (change.operation() == Operation.DELETE && !changes.deletesAreSoft()) {
            return changes.isPartialUpdate() ? DELETE : WHOLE;
        }
        if (!changes.presenceDecides() && !change.partial()) {
            return WHOLE;
        }
        final Set<String> present = Set.copyOf(change.row().getRawFieldNames());
        final boolean whole = changes.presenceDecides() && !changes.isPartialUpdate()
                && present.equals(wholeRows.getOrDefault(changes.tableOf(ordinal), Set.of()));
        return whole ? WHOLE : present;
    }

    private static boolean covers(final Set<String> earlier, final Set<String> later) {
        if (later.equals(DELETE) || later.equals(WHOLE)) {
            return !earlier.equals(DELETE) || later.equals(DELETE);
        }
        return !earlier.equals(DELETE) && !earlier.equals(WHOLE) && later.containsAll(earlier);
    }

    /** A row without a value and a row without the field may be treated alike by StarRocks, but not by a scan. */
    private Object condition(final int ordinal) {
        final Record row = changes.change(ordinal).row();
        final Optional<String> column = changes.conditionColumn().filter(row.getSchema().getFieldNames()::contains);
        return column.<Object>map(name -> Optional.ofNullable(row.getValue(name)).orElse("null")).orElse("");
    }

    /** The group of each change; nothing for one that is superseded. */
    List<Optional<Group>> groups() {
        return Collections.unmodifiableList(groups);
    }
}
