package io.github.nifistarrocks.processors.change.scan;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/**
 * The result of a first pass through a FlowFile: which tables and columns its changes fill, which changes are superseded by a later one of the same key, and
 * which of the others can go into one load. It depends only on the content, so that every attempt has the same result.
 *
 * <p>Changes of one key keep their order: one that does not cover what an earlier one has set goes into a group of a higher rank, and groups are loaded by
 * rank. With whole rows that is never needed, so there is one group for a table.
 */
public final class ChangeScan {

    private static final int MAX_KEYS = 1 << 19;

    private final List<RowGroup> groups;
    private final GroupIndex index;
    private final long changes;
    private final long ignored;
    private final long hash;

    private ChangeScan(final ChangeScanPass pass) {
        this.groups = pass.groups();
        this.index = pass.index();
        this.changes = pass.changes();
        this.ignored = pass.ignored();
        this.hash = pass.hash();
    }

    /**
     * Reads the content once.
     *
     * @param file receives what memory does not hold
     * @throws InvalidRecordException when a record cannot be read, or the rows need too many loads
     */
    public static ChangeScan of(final RowSource source, final ChangeScanRules rules, final SpillFile file)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        return of(source, rules, new Memory(MAX_KEYS, file));
    }

    static ChangeScan of(final RowSource source, final ChangeScanRules rules, final Memory memory)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final ChangeScanPass pass = new ChangeScanPass(rules, source.rules(), memory);
        try (RowCursor rows = source.open()) {
            pass.read(rows);
        }
        pass.finish(source.scope());
        return new ChangeScan(pass);
    }

    /** In the order in which they must be loaded. */
    public List<RowGroup> groups() {
        return groups;
    }

    /** What each group contains, in the order of the groups: its fields and its changes. After another scan of the content it may differ. */
    public List<String> groupIdentities() {
        final long[] hashes = index.hashes();
        return groups.stream().map(group -> "%s %s %s %x %x".formatted(group.table().id(), group.coverage(),
                group.fields().stream().map(RecordField::getFieldName).sorted().toList(), hash, hashes[group.number()])).toList();
    }

    /** All fields of the changes of a table. */
    public List<RecordField> fieldsOf(final TargetTable table) {
        final Map<String, RecordField> fields = new LinkedHashMap<>();
        groups.stream().filter(group -> group.table().equals(table)).flatMap(group -> group.fields().stream())
                .forEach(field -> fields.putIfAbsent(field.getFieldName(), field));
        return List.copyOf(fields.values());
    }

    /** @return number of the group; negative for a change that is superseded or whose record is rejected */
    public int groupOf(final long ordinal) {
        return index.get(ordinal);
    }

    /** Selects the changes of a group. */
    public RowFilter rowsOf(final RowGroup group) {
        return rows -> groupOf(rows.ordinal()) == group.number();
    }

    /** Records that change nothing, and deletes that are ignored. */
    public long ignored() {
        return ignored;
    }

    /** Changes that are not sent because a later one of the same key supersedes them. */
    public long superseded() {
        return changes - groups.stream().mapToLong(RowGroup::changes).sum();
    }

    /**
     * What a scan may hold.
     *
     * @param maxKeys number of keys in memory
     * @param file receives what memory does not hold
     */
    record Memory(int maxKeys, SpillFile file) {}
}
