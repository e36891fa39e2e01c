package io.github.nifistarrocks.processors.tableload;

import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.encode.RowCheck;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;

/** Checks rows before they are sent. */
@FunctionalInterface
interface RowValidation {

    /** Every row is sent. */
    RowValidation NONE = rows -> true;

    /**
     * @param rows at the row in question
     * @return whether the row is sent
     * @throws InvalidRecordException if the row is invalid and ends the load
     */
    boolean accepts(RowCursor rows) throws InvalidRecordException;

    /** An invalid row ends the load. */
    static RowValidation failing(final RowCheck check) {
        return rows -> {
            final RowCheck.Violation violation = violation(check, rows);
            if (violation != null) {
                throw new InvalidRecordException("Record %d does not fit into [%s]: %s".formatted(rows.record(), rows.table().id(), violation.message()), null);
            }
            return true;
        };
    }

    /** An invalid row is rejected. */
    static RowValidation rejecting(final RowCheck check, final Rejections rejections) {
        return rows -> {
            final RowCheck.Violation violation = violation(check, rows);
            if (violation != null) {
                rejections.add(rows.record(), violation.message());
            }
            return violation == null;
        };
    }

    private static RowCheck.Violation violation(final RowCheck check, final RowCursor rows) {
        return check.check(rows.change().row(), rows.change().operation() == Operation.DELETE);
    }
}
