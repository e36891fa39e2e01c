package io.github.nifistarrocks.processors.row;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.origin.ValueOrigin;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * One pass through the row changes in a FlowFile, in their order. It holds the changes of at most one record. The same content gives the same changes with the
 * same ordinals each time.
 */
public final class RowCursor implements AutoCloseable {

    private static final int RECORDS_BETWEEN_CHECKS = 1024;

    private final OpenRecords records;
    private final RowRules rules;
    private final CallScope scope;
    private final Queue<Change> pending = new ArrayDeque<>(2);
    private TargetTable table;
    private Change change;
    private long record;
    private long ordinal = -1;
    private long ignored;
    private long lastRecord = Long.MAX_VALUE;
    private boolean held;

    private RowCursor(final OpenRecords records, final RowRules rules, final CallScope scope) {
        this.records = records;
        this.rules = rules;
        this.scope = scope;
    }

    public static RowCursor open(final RecordContent content, final RowRules rules, final CallScope scope) throws InvalidRecordException {
        return new RowCursor(content.open(), rules, scope);
    }

    /** Schema of the records, not of their rows. */
    public RecordSchema schema() throws InvalidRecordException {
        return records.schema();
    }

    /** Where the values of the records come from. Known once a record has been read. */
    public ValueOrigin origin() {
        return records.origin();
    }

    /** Whether there is any change. Call it before the first {@link #advance}. */
    public boolean hasAny() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        held = held || ordinal < 0 && advance();
        return held;
    }

    /** Ends the pass after a record. */
    public void endAfter(final long number) {
        lastRecord = number;
    }

    /**
     * Goes to the next change.
     *
     * @return false at the end
     * @throws InvalidRecordException when a record cannot be read, or a change of it is invalid and the rules collect no rejections
     */
    public boolean advance() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (held) {
            held = false;
            return true;
        }
        change = pending.poll();
        while (change == null) {
            if (record >= lastRecord) {
                return false;
            }
            final Optional<Record> next = records.next(record + 1);
            if (next.isEmpty()) {
                return false;
            }
            record++;
            if (record % RECORDS_BETWEEN_CHECKS == 0) {
                scope.throwIfCancelled();
            }
            read(next.get());
            change = pending.poll();
        }
        ordinal++;
        return true;
    }

    private void read(final Record found) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try {
            if (rules.unknownFields() == UnknownFields.FAIL) {
                records.requireFields(found, record);
            }
            readInto(records.values(found, record));
        } catch (InvalidRecordException e) {
            if (rules.rejections().isEmpty()) {
                throw e;
            }
            pending.clear();
            rules.rejections().get().add(record, e.getMessage());
        }
    }

    /** A record that changes no row need not name a table. */
    private void readInto(final Record next) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        InvalidRecordException noTable = null;
        Optional<TableSchema> columns = Optional.empty();
        try {
            table = rules.targets().of(next, record);
            columns = table.schema();
        } catch (InvalidRecordException e) {
            noTable = e;
        }
        if (rules.changes().read(new SourceRecord(next, record, columns), this::take)) {
            ignored++;
        } else if (noTable != null) {
            throw noTable;
        }
    }

    private void take(final Change found) {
        if (found.operation() == Operation.DELETE && rules.deletes() == DeleteHandling.IGNORE) {
            ignored++;
        } else {
            pending.add(found);
        }
    }

    public Change change() {
        return change;
    }

    public TargetTable table() {
        return table;
    }

    /** Number of the record of the current change in the FlowFile, 1-based; after the end the number of records. */
    public long record() {
        return record;
    }

    /** Number of the current change in the FlowFile, from 0. */
    public long ordinal() {
        return ordinal;
    }

    /** Records without a change, and deletes that were ignored. */
    public long ignored() {
        return ignored;
    }

    @Override
    public void close() {
        records.close();
    }
}
