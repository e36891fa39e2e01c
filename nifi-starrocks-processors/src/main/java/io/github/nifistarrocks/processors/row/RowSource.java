package io.github.nifistarrocks.processors.row;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * The rows of a FlowFile, which can be read from their beginning any number of times.
 *
 * @param content the records
 * @param rules how records become rows
 * @param scope ends a reading when the processor is stopped
 */
public record RowSource(RecordContent content, RowRules rules, CallScope scope) {

    /** @throws InvalidRecordException if no reader can be created for the content */
    public RowCursor open() throws InvalidRecordException {
        return RowCursor.open(content, rules, scope);
    }
}
