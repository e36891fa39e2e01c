package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.io.InputStream;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.processors.row.OpenRecords;
import io.github.nifistarrocks.processors.row.RecordContent;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;

/** Opens the records of a FlowFile with the Record Reader. */
final class FlowFileContent implements RecordContent {

    private final TaskContext task;
    private final FlowFile flowFile;

    FlowFileContent(final TaskContext task, final FlowFile flowFile) {
        this.task = task;
        this.flowFile = flowFile;
    }

    @Override
    public OpenRecords open() throws InvalidRecordException {
        final RecordReaderFactory readers = task.process().getProperty(LoadProperties.RECORD_READER).asControllerService(RecordReaderFactory.class);
        final InputStream in = task.session().read(flowFile);
        try {
            return new OpenRecords(in, readers.createRecordReader(flowFile, in, task.logger()));
        } catch (IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            closeQuietly(in, e);
            SessionFailure.rethrow(e);
            throw new InvalidRecordException("The content cannot be read as records: " + Messages.of(e), e);
        }
    }

    private static void closeQuietly(final InputStream in, final Exception reason) {
        try {
            in.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
