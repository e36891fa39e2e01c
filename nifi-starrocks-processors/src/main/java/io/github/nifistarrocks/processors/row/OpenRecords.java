package io.github.nifistarrocks.processors.row;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.SessionFailure;
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
    private final boolean coercing;

    /** @param coercing whether the reader converts values to the types of the schema and omits fields that the schema does not have */
    public OpenRecords(final InputStream content, final RecordReader reader, final boolean coercing) {
        this.content = content;
        this.reader = reader;
        this.coercing = coercing;
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
     * @param number of the record in its FlowFile, for messages
     * @return empty at the end
     */
    public Optional<Record> next(final long number) throws InvalidRecordException {
        try {
            return Optional.ofNullable(reader.nextRecord(coercing, coercing));
        } catch (IOException | MalformedRecordException | RuntimeException e) {
            SessionFailure.rethrow(e);
            throw new InvalidRecordException("Record %d cannot be read: %s".formatted(number, Messages.of(e)), e);
        }
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
