package io.github.nifistarrocks.processors.row;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.origin.RecordValues;
import io.github.nifistarrocks.processors.origin.ValueOrigin;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass through the records of a FlowFile. */
public final class OpenRecords implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OpenRecords.class);

    private final InputStream content;
    private final RecordReader reader;
    private final RecordValues values;

    public OpenRecords(final InputStream content, final RecordReader reader) {
        this.content = content;
        this.reader = reader;
        this.values = new RecordValues(reader);
    }

    public RecordSchema schema() throws InvalidRecordException {
        try {
            return reader.getSchema();
        } catch (MalformedRecordException | RuntimeException e) {
            SessionFailure.rethrow(e);
            throw new InvalidRecordException("The schema of the records cannot be read: " + Messages.of(e), e);
        }
    }

    /**
     * A record as the reader finds it. A reader that converts values to the types of its schema changes them where it has inferred the schema: the text 0012 beside
     * 3.5 in one field is 12.0, long integers beside fractions lose their last digits, and an object is empty where the schema has text.
     *
     * @param number of the record in its FlowFile, for messages
     * @return empty at the end
     */
    public Optional<Record> next(final long number) throws InvalidRecordException {
        try {
            return Optional.ofNullable(reader.nextRecord(false, false)).map(values::found);
        } catch (IOException | MalformedRecordException | RuntimeException e) {
            SessionFailure.rethrow(e);
            throw new InvalidRecordException("Record %d cannot be read: %s".formatted(number, Messages.of(e)), e);
        }
    }

    /** The values of a record: of the types that the user declared, or as the reader found them. */
    Record values(final Record record, final long number) throws InvalidRecordException {
        try {
            return values.of(record, number);
        } catch (RuntimeException e) {
            SessionFailure.rethrow(e);
            throw new InvalidRecordException("Record %d cannot be read: %s".formatted(number, Messages.of(e)), e);
        }
    }

    /** Refuses a record that has values without a field, as a line of CSV may have. */
    void requireFields(final Record record, final long number) throws InvalidRecordException {
        values.requireFields(record, number);
    }

    ValueOrigin origin() {
        return values.origin();
    }

    /** Never fails: the records that were read stay valid. */
    @Override
    public void close() {
        try (content) {
            reader.close();
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("Closing the content of a FlowFile failed", e);
        }
    }
}
