package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowFilter;

/** Which rows of a load are sent, given the records that are rejected so far. */
public interface RowSelection {

    RowFilter rows() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException;

    /** Whether a rejected record may select rows that it had superseded. */
    boolean dependsOnRejections();

    /** Rows that no rejected record affects. */
    static RowSelection all(final RowFilter filter) {
        return new RowSelection() {

            @Override
            public RowFilter rows() {
                return filter;
            }

            @Override
            public boolean dependsOnRejections() {
                return false;
            }
        };
    }
}
