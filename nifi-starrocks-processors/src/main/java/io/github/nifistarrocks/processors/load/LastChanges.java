package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.util.List;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.TableId;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import io.github.nifistarrocks.processors.rows.Rejections;
import io.github.nifistarrocks.processors.rows.RowFilter;
import io.github.nifistarrocks.processors.rows.RowGroup;
import io.github.nifistarrocks.processors.rows.Survey;

/** The last change of each key. When it is rejected, the one before it is the last. */
final class LastChanges implements Isolation.Selection {

    private final TableId table;
    private final RowGroup first;
    private final Rejections rejections;
    private final Surveyor surveyor;
    private Survey survey;
    private int rejected;

    /** @param survey made without knowledge of rejected records */
    LastChanges(final TableId table, final Survey survey, final Rejections rejections, final Surveyor surveyor) {
        this.table = table;
        this.first = survey.groups().getFirst();
        this.rejections = rejections;
        this.surveyor = surveyor;
        this.survey = survey;
    }

    @Override
    public RowFilter rows() throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        if (rejections.size() != rejected) {
            rejected = rejections.size();
            survey = surveyor.survey();
            requireOneLoad();
        }
        final Survey current = survey;
        return rows -> current.groupOf(rows.ordinal()) >= 0;
    }

    private void requireOneLoad() throws BadRecordException {
        final List<RowGroup> groups = survey.groups();
        final boolean same = groups.isEmpty()
                || groups.size() == 1 && groups.getFirst().coverage() == first.coverage() && groups.getFirst().fields().equals(first.fields());
        if (!same) {
            throw new BadRecordException(
                    "Without the bad records the changes tell another set of columns of [%s], and bad records can be isolated in one load only"
                            .formatted(table),
                    null);
        }
    }

    @Override
    public boolean dependsOnRejections() {
        return true;
    }

    /** Changes that are not sent because a later one of the same key overtakes them. */
    long overtaken() {
        return survey.overtaken();
    }

    /** Surveys the FlowFile without the records that are rejected by then. */
    @FunctionalInterface
    interface Surveyor {
        Survey survey() throws IOException, BadRecordException, CallCancelledException, StarRocksException;
    }
}
