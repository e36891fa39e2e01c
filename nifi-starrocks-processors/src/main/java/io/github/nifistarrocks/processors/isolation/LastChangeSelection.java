package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowFilter;
import org.apache.nifi.serialization.record.RecordField;

/** The last change of each key. If it is rejected, the change before it is the last. */
public final class LastChangeSelection implements RowSelection {

    private final TableId table;
    private final RowGroup first;
    private final Rejections rejections;
    private final Scanner scanner;
    private ChangeScan scan;
    private int rejected;

    /**
     * @param scan made before any record was rejected
     * @param scanner repeats the scan
     */
    public LastChangeSelection(final TableId table, final ChangeScan scan, final Rejections rejections, final Scanner scanner) {
        this.table = table;
        this.first = scan.groups().getFirst();
        this.rejections = rejections;
        this.scanner = scanner;
        this.scan = scan;
    }

    @Override
    public RowFilter rows() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (rejections.size() != rejected) {
            rejected = rejections.size();
            scan = scanner.scan();
            requireOneLoad();
        }
        final ChangeScan current = scan;
        return rows -> current.groupOf(rows.ordinal()) >= 0;
    }

    private void requireOneLoad() throws InvalidRecordException {
        final List<RowGroup> groups = scan.groups();
        final boolean same = groups.isEmpty()
                || groups.size() == 1 && groups.getFirst().coverage() == first.coverage() && names(groups.getFirst()).equals(names(first));
        if (!same) {
            throw new InvalidRecordException("""
                    Without the invalid records the changes have another set of columns of [%s], and invalid records can be isolated in one load only"""
                    .formatted(table), null);
        }
    }

    /** The types of the fields may differ, because a field may have values of several types. */
    private static Set<String> names(final RowGroup group) {
        return group.fields().stream().map(RecordField::getFieldName).collect(Collectors.toSet());
    }

    @Override
    public boolean dependsOnRejections() {
        return true;
    }

    /** Changes that are not sent because a later change of the same key supersedes them. */
    public long superseded() {
        return scan.superseded();
    }

    /** Scans the FlowFile without the records that are rejected by then. */
    @FunctionalInterface
    public interface Scanner {
        ChangeScan scan() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException;
    }
}
