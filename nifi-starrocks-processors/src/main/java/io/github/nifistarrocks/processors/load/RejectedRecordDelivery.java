package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.load.content.LoadResult;
import io.github.nifistarrocks.processors.property.QualityProperties;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/** Sends the rejected records of a load to the relationship rejected, once the others are loaded. */
final class RejectedRecordDelivery {

    private final TaskContext task;
    private final LoadSettings settings;
    private final RecordContent content;
    private final RowDataFilter rowData;

    RejectedRecordDelivery(final TaskContext task, final LoadSettings settings, final RecordContent content, final RowDataFilter rowData) {
        this.task = task;
        this.settings = settings;
        this.content = content;
        this.rowData = rowData;
    }

    /** @return the same result; a failure if the records cannot be written, because the others are loaded or prepared and must not be sent under another label */
    LoadResult deliver(final FlowFile flowFile, final LoadResult result) {
        if (result.rejections().isEmpty() || !result.isLoaded()) {
            return result;
        }
        try {
            final FlowFile rejected = new RejectedRecords(content, result.rejections(), writers(), task.logger()).write(task.session(), flowFile);
            task.session().transfer(LoadAttributes.set(task.session(), rejected, LoadAttributes.rejected(settings, result)), LoadRelationships.REJECTED);
        } catch (IOException | InvalidRecordException | SchemaNotFoundException | RuntimeException e) {
            SessionFailure.rethrow(e);
            task.logger().error("Writing the rejected records of {} failed", flowFile, rowData.loggable(e));
            return result.failed(notWritten(result, e));
        }
        task.session().adjustCounter(LoadCounters.RECORDS_REJECTED, result.rejections().size(), false);
        task.logger().warn("{} records of {} were rejected and are in the relationship [{}]. The other records are loaded into [{}]",
                result.rejections().size(), flowFile, LoadRelationships.REJECTED.getName(), settings.table());
        return result;
    }

    private RecordSetWriterFactory writers() {
        return task.process().getProperty(QualityProperties.REJECTED_RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
    }

    private String loaded(final LoadOutcome outcome) {
        return outcome instanceof LoadOutcome.Prepared
                ? "The valid records are prepared for [%s] and are not loaded yet".formatted(settings.table())
                : "The valid records are loaded into [%s]".formatted(settings.table());
    }

    private LoadOutcome.Failed notWritten(final LoadResult result, final Exception failure) {
        final String loaded = result.outcome().map(this::loaded).orElse("No record is valid");
        return new LoadOutcome.Failed(settings.label(), LoadOutcome.Reason.UNEXPECTED, """
                %s, but the rejected ones cannot be written by the Rejected Record Writer: %s. Correct the writer, and send the FlowFile again under its label [%s]. \
                Nothing is loaded twice, and the %d rejected records are written""".formatted(loaded, ErrorText.withoutFullStop(Messages.of(failure)),
                settings.label(), result.rejections().size()), Optional.empty());
    }
}
