package io.github.nifistarrocks.processors.row;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * The rows of a FlowFile, which can be read any number of times.
 *
 * @param content the records
 * @param rules that convert them to rows
 * @param scope that ends a pass when it is cancelled
 */
public record RowSource(RecordContent content, RowRules rules, CallScope scope) {

    /** Begins a pass through the rows. */
    public RowCursor open() throws InvalidRecordException {
        return RowCursor.open(content, rules, scope);
    }
}
