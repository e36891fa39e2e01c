package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.load.LoadBody;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

/** The records of one FlowFile, from the one that was read first, as the body of one load. One record is held at a time. */
final class RecordBody implements LoadBody {

    private static final int RECORDS_BETWEEN_CHECKS = 1024;

    private final RecordReader reader;
    private final RecordEncoder encoder;
    private final Function<OutputStream, RowWriter> rowWriters;
    private final CallScope scope;
    private Record next;
    private long records;

    RecordBody(final Record first, final RecordReader reader, final RecordEncoder encoder, final Function<OutputStream, RowWriter> rowWriters,
            final CallScope scope) {
        this.reader = reader;
        this.encoder = encoder;
        this.rowWriters = rowWriters;
        this.scope = scope;
        this.next = first;
    }

    /** Records written so far. */
    long records() {
        return records;
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException, BadRecordException, CallCancelledException {
        final RowWriter row = rowWriters.apply(out);
        while (next != null) {
            if (records % RECORDS_BETWEEN_CHECKS == 0) {
                scope.throwIfCancelled();
            }
            encoder.encode(next, records + 1, row);
            records++;
            next = read(reader, records + 1);
        }
        row.flush();
    }

    /**
     * @param number of the record in its FlowFile, for messages
     * @return null at the end
     */
    static Record read(final RecordReader reader, final long number) throws BadRecordException {
        try {
            return reader.nextRecord();
        } catch (IOException | MalformedRecordException | RuntimeException e) {
            SessionTrouble.rethrow(e);
            throw new BadRecordException("Record %d cannot be read: %s".formatted(number, Messages.of(e)), e);
        }
    }
}
