package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.io.OutputStream;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.tableload.RowsBody;

/** Rejects the records with values that cannot be written, without sending anything. Found one by one, each of them would cost a load. */
final class UnwritableRecords {

    private final IsolationContext context;
    private final RowSelection selection;

    UnwritableRecords(final IsolationContext context, final RowSelection selection) {
        this.context = context;
        this.selection = selection;
    }

    /** Repeats the reading while rejected records select other rows. */
    void reject() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Rejections rejections = context.rejections();
        int known;
        do {
            known = rejections.size();
            reject(selection.rows().and(RowFilter.without(rejections)));
        } while (rejections.size() > known && selection.dependsOnRejections());
    }

    private void reject(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor cursor = context.source().open()) {
            RowsBody body = context.body(cursor, rows);
            while (body.hasMore()) {
                try {
                    body.writeTo(OutputStream.nullOutputStream());
                } catch (InvalidRecordException e) {
                    if (e.record() == 0) {
                        throw e;
                    }
                    context.rejections().add(e.record(), e.getMessage());
                    body = context.body(cursor, rows);
                }
            }
        }
    }
}
