package io.github.nifistarrocks.processors.tableload;

import java.util.Optional;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.encode.LoadRow;
import io.github.nifistarrocks.processors.encode.RowCheck;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;

/** Checks rows before they are sent. */
@FunctionalInterface
interface RowValidation {

    /** Every row is sent. */
    RowValidation NONE = (rows, row) -> true;

    /**
     * @param rows at the row in question
     * @param row as it is loaded
     * @return whether the row is sent
     * @throws InvalidRecordException if the row is invalid and ends the load
     */
    boolean accepts(RowCursor rows, LoadRow row) throws InvalidRecordException;

    /** An invalid row ends the load. */
    static RowValidation failing(final RowCheck check) {
        return (rows, row) -> {
            final Optional<RowCheck.Violation> violation = check.check(row);
            if (violation.isPresent()) {
                throw new InvalidRecordException("Record %d does not fit into [%s]: %s".formatted(rows.record(), rows.table().id(),
                        violation.get().markedMessage()));
            }
            return true;
        };
    }

    /** An invalid row is rejected. */
    static RowValidation rejecting(final RowCheck check, final Rejections rejections) {
        return (rows, row) -> {
            final Optional<RowCheck.Violation> violation = check.check(row);
            if (violation.isPresent()) {
                rejections.add(rows.record(), violation.get().message());
            }
            return violation.isEmpty();
        };
    }
}
