package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowFilter;

/** The last change of each key. When it is rejected, the one before it is the last. */
public final class LastChangeSelection implements InvalidRecordIsolation.Selection {

    private final TableId table;
    private final RowGroup first;
    private final Rejections rejections;
    private final Surveyor surveyor;
    private ChangeScan survey;
    private int rejected;

    /** @param survey made without knowledge of rejected records */
    public LastChangeSelection(final TableId table, final ChangeScan survey, final Rejections rejections, final Surveyor surveyor) {
        this.table = table;
        this.first = survey.groups().getFirst();
        this.rejections = rejections;
        this.surveyor = surveyor;
        this.survey = survey;
    }

    @Override
    public RowFilter rows() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (rejections.size() != rejected) {
            rejected = rejections.size();
            survey = surveyor.survey();
            requireOneLoad();
        }
        final ChangeScan current = survey;
        return rows -> current.groupOf(rows.ordinal()) >= 0;
    }

    private void requireOneLoad() throws InvalidRecordException {
        final List<RowGroup> groups = survey.groups();
        final boolean same = groups.isEmpty()
                || groups.size() == 1 && groups.getFirst().coverage() == first.coverage() && groups.getFirst().fields().equals(first.fields());
        if (!same) {
            throw new InvalidRecordException(
                    "Without the bad records the changes tell another set of columns of [%s], and bad records can be isolated in one load only"
                            .formatted(table),
                    null);
        }
    }

    @Override
    public boolean dependsOnRejections() {
        return true;
    }

    /** Changes that are not sent because a later one of the same key supersedes them. */
    public long superseded() {
        return survey.superseded();
    }

    /** Surveys the FlowFile without the records that are rejected by then. */
    @FunctionalInterface
    public interface Surveyor {
        ChangeScan survey() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException;
    }
}
