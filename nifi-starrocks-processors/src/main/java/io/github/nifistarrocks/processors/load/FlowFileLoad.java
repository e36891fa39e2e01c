package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.load.attempt.AttemptMemory;
import io.github.nifistarrocks.processors.load.attempt.FlowFileAttempts;
import io.github.nifistarrocks.processors.load.content.LoadResult;
import io.github.nifistarrocks.processors.load.content.RawLoad;
import io.github.nifistarrocks.processors.load.content.RecordLoad;
import io.github.nifistarrocks.processors.rejected.RejectedRowsText;
import io.github.nifistarrocks.processors.settings.Delivery;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;

/** Loads one FlowFile: its content is loaded, its rejected records are written, and the outcome determines attributes and relationship. */
public final class FlowFileLoad {

    private final LoadContext context;
    private final LoadSettings settings;
    private final FlowFile flowFile;
    private final ProcessSession session;
    private final ComponentLog logger;
    private final FlowFileContent content;
    private final PreviousAttempt previous;
    private final FlowFileAttempts attempts;
    private final RejectedRecordDelivery delivery;
    private final OutcomeReporter reporter;
    private final PreparedFlowFiles prepared;
    private final MergedFlowFiles merged;
    private final RowDataFilter rowData;
    private boolean loaded;

    /** Those who give FlowFiles back to their queue when their load is not over. */
    public record GivenBack(PreparedFlowFiles prepared, MergedFlowFiles merged) {}

    public FlowFileLoad(final TaskContext task, final LoadContext context, final FlowFile flowFile, final GivenBack givenBack, final AttemptMemory memory) {
        this.settings = context.settings();
        this.flowFile = flowFile;
        this.session = task.session();
        this.logger = task.logger();
        this.content = new FlowFileContent(task, flowFile);
        this.previous = new PreviousAttempt(task, context, flowFile, memory);
        this.attempts = new FlowFileAttempts(context, memory, task.logger(), flowFile, previous.suspicion());
        this.context = context.with(attempts);
        this.rowData = new RowDataFilter(context.client().config().rowData());
        this.delivery = new RejectedRecordDelivery(task, settings, content, rowData);
        this.reporter = new OutcomeReporter(task, context);
        this.prepared = givenBack.prepared();
        this.merged = givenBack.merged();
    }

    public void run() throws IOException, InvalidRecordException, InvalidPropertyException, CallCancelledException {
        final long start = System.nanoTime();
        final LoadResult sent = retriedLogin(load());
        final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        final LoadResult result = delivery.deliver(flowFile, sent).withOutcome(rowData::outcome);
        final FlowFile updated = LoadAttributes.set(session, flowFile, attributes(result, warnings(result)));
        if (result.counts().ignored() > 0) {
            session.adjustCounter(LoadCounters.RECORDS_IGNORED, result.counts().ignored(), false);
        }
        if (result.outcome().isEmpty()) {
            session.transfer(updated, LoadRelationships.SUCCESS);
        } else {
            route(updated, result, millis);
        }
        loaded = result.isLoaded();
    }

    /** Stores that the FlowFile is loaded. Until then its attempts are remembered. */
    public void store() {
        if (loaded && attempts.areCommitted()) {
            try {
                session.commitAsync(attempts::forget);
            } catch (RuntimeException e) {
                throw new ProcessException("NiFi could not store that the load [%s] is committed. The next attempt finds it".formatted(settings.label()), e);
            }
        }
    }

    private LoadResult load() throws IOException, InvalidRecordException, InvalidPropertyException, CallCancelledException {
        try {
            return switch (settings.body().content()) {
                case RAW -> new RawLoad(context).load(flowFile.getSize(), () -> session.read(flowFile));
                case RECORDS -> new RecordLoad(context, content, previous.history()).load();
            };
        } catch (InvalidRecordException e) {
            final String report = previous.report(e.stage());
            if (report.isEmpty()) {
                throw e;
            }
            throw new InvalidRecordException(e.record(), ErrorText.withoutFullStop(e.markedMessage()) + report, e);
        } catch (StarRocksException e) {
            final String report = SchemaFailure.needsIntervention(e) ? previous.report(InvalidRecordException.Stage.BEFORE_SENDING) : "";
            return LoadResult.builder(settings.table().table()).outcome(SchemaFailure.outcome(settings, e, report)).build();
        }
    }

    /** A login that is refused after loads have succeeded is retried: the password is probably being changed. */
    private LoadResult retriedLogin(final LoadResult sent) throws CallCancelledException {
        final Optional<LoadOutcome.Failed> denied = sent.outcome().filter(LoadOutcome.Failed.class::isInstance).map(LoadOutcome.Failed.class::cast)
                .filter(outcome -> outcome.reason() == LoadOutcome.Reason.DENIED);
        if (denied.isEmpty() || !context.client().isLoginRefused(context.scope()) || !context.client().loginGrace().allowsRetry()) {
            return sent;
        }
        final LoadOutcome.Failed failed = denied.get();
        return sent.retried(new LoadOutcome.Throttled(failed.label(), failed.reason(), """
                %s. The login has succeeded before, so the load is sent again for up to 12 hours. Correct Username and Password""".formatted(
                ErrorText.withoutFullStop(failed.message())), failed.report()));
    }

    private String warnings(final LoadResult result) {
        final List<String> warnings = new ArrayList<>();
        warnings.add(attempts.warning());
        result.notices().warnings().forEach(warning -> {
            warnings.add(warning.text());
            if (warning.isNew()) {
                logger.warn("{}: {}", flowFile, warning.text());
            }
        });
        if (result.outcome().isPresent() && result.outcome().get() instanceof final LoadOutcome.Committed committed) {
            for (final String doubt : List.of(previous.warningOf(committed), PreviousAttempt.repetition(committed))) {
                warnings.add(doubt);
                if (!doubt.isEmpty()) {
                    logger.warn("{}: {}", flowFile, doubt);
                }
            }
        }
        return warnings.stream().filter(Predicate.not(String::isEmpty)).collect(Collectors.joining(". "));
    }

    private Map<String, String> attributes(final LoadResult result, final String warning) throws CallCancelledException {
        final Map<String, String> attributes = new HashMap<>(LoadAttributes.of(settings, result));
        filteredRows(result).ifPresent(rows -> attributes.put(LoadAttributes.ERROR_ROWS, rows));
        if (!warning.isEmpty()) {
            attributes.put(LoadAttributes.WARNING, warning);
        }
        return attributes;
    }

    /** The first rows that StarRocks has filtered from a load, unless they are in the relationship rejected. */
    private Optional<String> filteredRows(final LoadResult result) throws CallCancelledException {
        final Optional<String> errorUrl = result.outcome().filter(LoadOutcome::hasRows).flatMap(LoadOutcome::report)
                .filter(report -> report.filteredRows() > 0).flatMap(LoadReport::errorUrl);
        if (errorUrl.isEmpty() || settings.quality().invalidRecords().isWritten()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RejectedRowsText.of(rowData.rows(context.client().errorLog(errorUrl.get(), context.scope()))));
        } catch (StarRocksException e) {
            logger.info("The filtered rows of {} could not be read from the error log: {}", flowFile, e.getMessage());
            return Optional.empty();
        }
    }

    private Duration preparedTimeout() {
        return switch (settings.delivery()) {
            case Delivery.TwoPhase twoPhase -> twoPhase.preparedTimeout();
            case Delivery.SingleLoad single -> Duration.ZERO;
            case Delivery.Transaction transaction -> Duration.ZERO;
            case Delivery.MergedLoad merged -> Duration.ZERO;
        };
    }

    private void route(final FlowFile updated, final LoadResult result, final long millis) {
        if (!result.notices().commits().isEmpty()) {
            // Also those of a load before one that failed: the next attempt finds it finished, and counts nothing.
            result.notices().countDifferences().forEach(difference -> logger.error("Loading {} failed: {}", flowFile, difference));
        }
        reporter.sent(updated, result, millis);
        switch (result.outcome().orElseThrow()) {
            case LoadOutcome.Committed committed -> {
                reporter.committed(updated, committed, result);
                session.transfer(updated, result.countsDiffer() ? LoadRelationships.FAILURE : LoadRelationships.SUCCESS);
            }
            case LoadOutcome.Prepared ready -> {
                reporter.accepted();
                prepared.giveBack(updated, ready, settings.table(), preparedTimeout());
            }
            case LoadOutcome.Received received -> {
                reporter.accepted();
                merged.giveBack(updated, received, settings.table());
            }
            case LoadOutcome.Rejected rejected -> {
                reporter.rejected(updated, rejected);
                session.transfer(updated, LoadRelationships.FAILURE);
            }
            case LoadOutcome.Throttled throttled -> {
                reporter.throttled(updated, throttled);
                session.transfer(session.penalize(updated), LoadRelationships.RETRY);
            }
            case LoadOutcome.Failed failed -> {
                reporter.failed(updated, failed);
                session.transfer(updated, LoadRelationships.FAILURE);
            }
            case LoadOutcome.Unknown unknown -> {
                reporter.unknown(updated, unknown);
                session.transfer(session.penalize(updated), LoadRelationships.RETRY);
            }
        }
    }
}
