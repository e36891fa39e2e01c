package io.github.nifistarrocks.processors.change.scan;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/**
 * What a first reading of a FlowFile has found: which tables and columns its changes fill, which changes are overtaken by a later one of the same key, and
 * which of the others can go in one load. It follows from the content alone, so that every try finds the same.
 *
 * <p>Changes of one key keep their order: one that does not cover what an earlier one has set goes into a group of a higher rank, and groups are loaded by
 * rank. With whole rows that is never needed, so there is one group for a table.
 */
public final class ChangeScan {

    private static final int MOST_KEYS = 1 << 19;
    private static final int MOST_SLICES = 1 << 12;

    private final List<RowGroup> groups;
    private final GroupIndex byOrdinal;
    private final long records;
    private final long changes;
    private final long ignored;

    private ChangeScan(final List<RowGroup> groups, final GroupIndex byOrdinal, final long records, final long changes, final long ignored) {
        this.groups = groups;
        this.byOrdinal = byOrdinal;
        this.records = records;
        this.changes = changes;
        this.ignored = ignored;
    }

    /** @throws InvalidRecordException when a record cannot be read, or rows fit into no sensible number of loads */
    public static ChangeScan of(final RecordContent content, final RowRules rules, final ChangeScanRules surveyRules, final CallScope scope)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        return of(content, rules, surveyRules, MOST_KEYS, scope);
    }

    static ChangeScan of(final RecordContent content, final RowRules rules, final ChangeScanRules surveyRules, final int mostKeys, final CallScope scope)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        Map<TableId, Set<String>> whole = new HashMap<>();
        int slices = 1;
        while (true) {
            final ChangeScanPass pass = new ChangeScanPass(surveyRules, whole, rules.rejections());
            boolean fits = true;
            for (int slice = 0; slice < slices && fits; slice++) {
                try (RowCursor rows = RowCursor.open(content, rules, scope)) {
                    fits = pass.read(rows, new LastChangeIndex(slices, slice, mostKeys), slice == 0);
                }
            }
            if (!fits) {
                slices = grown(slices);
            } else if (!pass.assumedRight()) {
                whole = pass.wholeRows();
            } else {
                final List<RowGroup> ordered = pass.groups().stream().filter(group -> group.group().changes() > 0)
                        .sorted(Comparator.comparingInt(ChangeScanPass.RankedGroup::table).thenComparingInt(ChangeScanPass.RankedGroup::rank)
                                .thenComparingInt(group -> group.group().number()))
                        .map(ChangeScanPass.RankedGroup::group).toList();
                return new ChangeScan(ordered, pass.byOrdinal(), pass.records(), pass.changes(), pass.ignored());
            }
        }
    }

    private static int grown(final int slices) throws InvalidRecordException {
        if (slices >= MOST_SLICES) {
            throw new InvalidRecordException("The FlowFile has too many different keys; split it", null);
        }
        return slices * 4;
    }

    /** In the order in which they have to be loaded. */
    public List<RowGroup> groups() {
        return groups;
    }

    /** The tables that changes go to, in the order of their first change. */
    public List<TargetTable> tables() {
        return groups.stream().map(RowGroup::table).distinct().toList();
    }

    /** All fields that changes of a table tell. */
    public List<RecordField> fieldsOf(final TargetTable table) {
        final Map<String, RecordField> fields = new LinkedHashMap<>();
        groups.stream().filter(group -> group.table().equals(table)).flatMap(group -> group.fields().stream())
                .forEach(field -> fields.putIfAbsent(field.getFieldName(), field));
        return List.copyOf(fields.values());
    }

    /** @return number of the group; negative for a change that a later one of the same key overtakes */
    public int groupOf(final long ordinal) {
        return byOrdinal.get(ordinal);
    }

    /** Takes the changes of a group. */
    public RowFilter rowsOf(final RowGroup group) {
        return rows -> groupOf(rows.ordinal()) == group.number();
    }

    public long records() {
        return records;
    }

    /** Changes found, those that are overtaken included and those of rejected records not. */
    public long changes() {
        return changes;
    }

    /** Records that change nothing, and deletes that are left out. */
    public long ignored() {
        return ignored;
    }

    /** Changes that are not sent because a later one of the same key overtakes them. */
    public long overtaken() {
        return changes - groups.stream().mapToLong(RowGroup::changes).sum();
    }
}
