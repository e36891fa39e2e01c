package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.row.OpenRecords;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.settings.LoadProperties;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.settings.QualityProperties;
import io.github.nifistarrocks.processors.table.TableSchemas;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/** One FlowFile on its way: from its settings through the load to a relationship, with attributes, counters, provenance and bulletins. */
public final class FlowFileLoad {

    private static final Duration LABEL_MEMORY = Duration.ofHours(12);

    private final Task task;
    private final ProcessSession session;
    private final StarRocksClient client;
    private final ComponentLog logger;
    private final LoadSettings settings;
    private final FlowFile flowFile;
    private final String warning;

    public FlowFileLoad(final Task task, final LoadSettings settings, final FlowFile flowFile) {
        this.task = task;
        this.session = task.session;
        this.client = task.client;
        this.logger = task.logger;
        this.settings = settings;
        this.flowFile = flowFile;
        this.warning = warningWhenForgotten();
    }

    public void run() throws IOException, InvalidRecordException, InvalidPropertyException, CallCancelledException {
        final long start = System.nanoTime();
        final LoadResult loaded = load();
        final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        final LoadResult result = delivered(loaded);
        final Map<String, String> attributes = new HashMap<>(LoadAttributes.of(settings, result));
        attributes.putAll(leftOut(result));
        if (!warning.isEmpty()) {
            attributes.put(LoadAttributes.WARNING, warning);
        }
        final FlowFile told = LoadAttributes.set(session, flowFile, attributes);
        if (result.ignored() > 0) {
            session.adjustCounter(LoadCounters.RECORDS_IGNORED, result.ignored(), false);
        }
        if (result.outcome().isEmpty()) {
            session.transfer(told, LoadRelationships.SUCCESS);
            return;
        }
        switch (result.outcome().get()) {
            case LoadOutcome.Committed committed -> {
                reportCommitted(told, committed, result, millis);
                session.transfer(told, LoadRelationships.SUCCESS);
            }
            case LoadOutcome.Rejected rejected -> {
                logger.error("Loading {} into [{}] under label [{}] failed: rows were rejected, attributes [{}] and [{}] tell more", told,
                        settings.target().tableId(), rejected.label(), LoadAttributes.ERROR_MESSAGE, LoadAttributes.ERROR_ROWS);
                session.transfer(told, LoadRelationships.FAILURE);
            }
            case LoadOutcome.Throttled throttled -> {
                reportThrottled(told, throttled);
                session.transfer(session.penalize(told), LoadRelationships.RETRY);
            }
            case LoadOutcome.Failed failed -> {
                logger.error("Loading {} failed: {}", told, failed.message());
                session.transfer(told, LoadRelationships.FAILURE);
            }
            case LoadOutcome.Unknown unknown -> {
                logger.warn("Loading {} is to be retried: {}", told, unknown.message());
                session.transfer(session.penalize(told), LoadRelationships.RETRY);
            }
        }
    }

    private LoadResult load() throws IOException, InvalidRecordException, InvalidPropertyException, CallCancelledException {
        try {
            return settings.body().content() == ContentKind.RAW
                    ? new RawLoad(client, settings, task.calls).load(flowFile.getSize(), () -> session.read(flowFile))
                    : new RecordLoad(client, task.schemas, settings, content(), Instant.ofEpochMilli(flowFile.getEntryDate()), task.calls).load();
        } catch (InvalidRecordException e) {
            final String earlier = earlierTry();
            if (earlier.isEmpty()) {
                throw e;
            }
            throw new InvalidRecordException(e.record(), ErrorText.withoutFullStop(e.getMessage()) + earlier, e);
        } catch (StarRocksException e) {
            return LoadResult.notSent(settings, SchemaFailure.outcome(settings, e, SchemaFailure.isForAPerson(e) ? earlierTry() : ""));
        }
    }

    private String earlierTry() throws CallCancelledException {
        return PreviousAttempt.words(client, settings, isRepeated(), task.calls);
    }

    private RecordContent content() {
        final RecordReaderFactory readers = task.context.getProperty(LoadProperties.RECORD_READER).asControllerService(RecordReaderFactory.class);
        return () -> {
            final InputStream in = session.read(flowFile);
            try {
                // Fields of one name may have another type in each table, so they must not be fitted into one.
                final boolean coerceTypes = settings.changes().source().source().coercesTypes() && settings.target().tablePath().isEmpty();
                return new OpenRecords(in, readers.createRecordReader(flowFile, in, logger), coerceTypes);
            } catch (IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
                closeQuietly(in, e);
                SessionFailure.rethrow(e);
                throw new InvalidRecordException("The content cannot be read as records: " + Messages.of(e), e);
            }
        };
    }

    /** The first rows that StarRocks has left out of a load, where nobody collects them. */
    private Map<String, String> leftOut(final LoadResult result) throws CallCancelledException {
        final Optional<LoadReport> report = result.outcome().filter(LoadOutcome.Committed.class::isInstance).map(LoadOutcome.Committed.class::cast)
                .flatMap(LoadOutcome.Committed::report).filter(counted -> counted.filteredRows() > 0);
        if (report.isEmpty() || report.get().errorUrl().isEmpty() || settings.quality().collectsRejected()) {
            return Map.of();
        }
        try {
            return Map.of(LoadAttributes.ERROR_ROWS, RejectedRowsText.of(client.errorLog(report.get().errorUrl().get(), task.calls)));
        } catch (StarRocksException e) {
            logger.info("Which rows of {} were left out is not told: {}", flowFile, e.getMessage());
            return Map.of();
        }
    }

    /** @return the same when all rejected records are on their way; else a failure, since the others are loaded and must not be sent under another label */
    private LoadResult delivered(final LoadResult result) {
        if (result.rejections().isEmpty() || result.outcome().isPresent() && !(result.outcome().get() instanceof LoadOutcome.Committed)) {
            return result;
        }
        final RecordSetWriterFactory writers = task.context.getProperty(QualityProperties.REJECTED_RECORD_WRITER)
                .asControllerService(RecordSetWriterFactory.class);
        try {
            final FlowFile rejected = new RejectedRecords(content(), result.rejections(), writers, logger).write(session, flowFile);
            session.transfer(LoadAttributes.set(session, rejected, LoadAttributes.rejected(settings, result)), LoadRelationships.REJECTED);
        } catch (IOException | InvalidRecordException | SchemaNotFoundException | RuntimeException e) {
            SessionFailure.rethrow(e);
            logger.error("Writing the rejected records of {} failed", flowFile, e);
            return result.failed(new LoadOutcome.Failed(settings.label(), LoadOutcome.Reason.UNEXPECTED, """
                    %s, but the %d rejected ones cannot be written by the Rejected Record Writer: %s. Mend it, and send the FlowFile again under its label \
                    [%s], which loads nothing twice and delivers them""".formatted(
                    result.outcome().isPresent() ? "The good records are loaded into [%s]".formatted(settings.target().tableId()) : "No record is good",
                    result.rejections().size(), ErrorText.withoutFullStop(Messages.of(e)), settings.label()), Optional.empty()));
        }
        session.adjustCounter(LoadCounters.RECORDS_REJECTED, result.rejections().size(), false);
        logger.warn("{} records of {} were rejected and are in relationship [{}]; [{}] has the others", result.rejections().size(), flowFile,
                LoadRelationships.REJECTED.getName(), settings.target().tableId());
        return result;
    }

    private void reportCommitted(final FlowFile told, final LoadOutcome.Committed committed, final LoadResult result, final long millis) {
        final Optional<LoadReport> report = committed.report();
        final String transaction = report.map(reply -> ", transaction " + reply.transactionId()).orElse("");
        session.getProvenanceReporter().send(told, TransitUri.of(client.config().frontends().getFirst().getAuthority(), settings.target().tableId()),
                "Label %s%s, %s".formatted(committed.label(), transaction, committed.evidence()), millis);
        session.adjustCounter(LoadCounters.LOADS, result.loads(), false);
        if (client.pressure().relieved(settings.target().tableId())) {
            logger.warn("StarRocks takes loads into [{}] again", settings.target().tableId());
        }
        if (report.isEmpty()) {
            if (settings.quality().allowsBadRows() && !settings.quality().collectsRejected()) {
                logger.warn("Loading {} into [{}] may have left out rows for their quality, as Max Filter Ratio allows; how many is not known", told,
                        settings.target().tableId());
            }
            return;
        }
        session.adjustCounter(LoadCounters.ROWS_LOADED, report.get().loadedRows(), false);
        session.adjustCounter(LoadCounters.ROWS_FILTERED, report.get().filteredRows(), false);
        session.adjustCounter(LoadCounters.ROWS_UNSELECTED, report.get().unselectedRows(), false);
        if (report.get().filteredRows() > 0) {
            logger.warn("Loading {} into [{}] left out {} of {} rows for their quality, as Max Filter Ratio allows, {} of them unnamed; see [{}] {}",
                    told, settings.target().tableId(), report.get().filteredRows(), report.get().totalRows(), result.rejections().unnamed(),
                    report.get().errorUrl().orElse("no URL"), result.rejections().trouble());
        }
    }

    /** One bulletin when the cluster begins to ask for less; what breaks for other reasons is told each time. */
    private void reportThrottled(final FlowFile told, final LoadOutcome.Throttled throttled) {
        switch (throttled.reason()) {
            case TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE -> {
                if (client.pressure().throttled(settings.target().tableId(), throttled.reason())) {
                    logger.warn("Loads into [{}] are slowed down until StarRocks takes them again. Loading {} is to be retried: {}",
                            settings.target().tableId(), told, throttled.message());
                } else {
                    logger.info("Loading {} is to be retried: {}", told, throttled.message());
                }
            }
            case INTERRUPTED, ABORTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY, UNEXPECTED ->
                logger.warn("Loading {} is to be retried: {}", told, throttled.message());
        }
    }

    /** StarRocks forgets the label of a finished load after a while; a repetition after that loads again. */
    private String warningWhenForgotten() {
        if (settings.delivery().strategy() == DeliveryStrategy.MERGE_COMMIT || !isRepeated()
                || System.currentTimeMillis() - flowFile.getEntryDate() <= LABEL_MEMORY.toMillis()) {
            return "";
        }
        final String words = """
                Sent again more than %d hours after it entered NiFi: when an earlier try was committed that long ago, StarRocks may have forgotten its label \
                [%s] and have loaded it twice (streaming_label_keep_max_second of the FE)""".formatted(LABEL_MEMORY.toHours(), settings.label());
        logger.warn("{}: {}", flowFile, words);
        return words;
    }

    /** Whether an earlier try has left its label, or that of one of several loads, or NiFi has counted its own retry. */
    private boolean isRepeated() {
        final String before = flowFile.getAttribute(LoadAttributes.LABEL);
        return before != null && settings.isOwnLabel(before) || flowFile.getAttribute("retryCount." + task.processorId) != null;
    }

    private static void closeQuietly(final InputStream in, final Exception reason) {
        try {
            in.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /**
     * What a task of the processor works with.
     *
     * @param processorId identity of the processor, which NiFi's counts of its own retries name
     */
    public record Task(ProcessContext context, ProcessSession session, StarRocksClient client, TableSchemas schemas, String processorId, CallScope calls,
            ComponentLog logger) {}
}
