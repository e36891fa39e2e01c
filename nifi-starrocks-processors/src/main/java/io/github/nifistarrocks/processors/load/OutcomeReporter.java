package io.github.nifistarrocks.processors.load;

import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.load.content.LoadResult;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

/** Reports the outcome of a load by counters, provenance events and bulletins. */
final class OutcomeReporter {

    private final LoadContext context;
    private final ProcessSession session;
    private final ComponentLog logger;
    private final TableId table;

    OutcomeReporter(final TaskContext task, final LoadContext context) {
        this.context = context;
        this.session = task.session();
        this.logger = task.logger();
        this.table = context.settings().table();
    }

    void committed(final FlowFile flowFile, final LoadOutcome.Committed committed, final LoadResult result) {
        final Optional<LoadReport> report = committed.report();
        session.adjustCounter(LoadCounters.LOADS, result.counts().loads(), false);
        accepted();
        if (report.isPresent()) {
            counted(flowFile, report.get(), result);
        } else if (context.settings().quality().allowsInvalidRows() && !context.settings().quality().invalidRecords().isWritten()) {
            logger.warn("StarRocks may have filtered rows of {} for [{}], as Max Filter Ratio allows; their number is not known", flowFile, table);
        }
    }

    /**
     * Reports each committed load to provenance, with the label that StarRocks knows, whatever the outcome of the others is.
     *
     * @param millis time of the loads
     */
    void sent(final FlowFile flowFile, final LoadResult result, final long millis) {
        result.notices().commits().forEach(load -> sent(flowFile, load, millis));
        if (result.notices().commits().isEmpty() && result.outcome().orElseThrow() instanceof final LoadOutcome.Committed raw) {
            sent(flowFile, raw, millis);
        }
    }

    private void sent(final FlowFile flowFile, final LoadOutcome.Committed load, final long millis) {
        final String transaction = load.report().map(reply -> ", transaction " + reply.transactionId()).orElse("");
        session.getProvenanceReporter().send(flowFile, TransitUri.of(context.client().config().frontends().getFirst().getAuthority(), table),
                "Label %s%s, %s".formatted(load.label(), transaction, load.evidence()), millis);
    }

    /** StarRocks has accepted rows. They are counted when they are committed. */
    void accepted() {
        context.client().loginGrace().succeeded();
        switch (context.client().pressure().relieved(table)) {
            case OF_TABLE -> logger.warn("StarRocks accepts loads into [{}] again", table);
            case OF_CLUSTER -> logger.warn("StarRocks accepts loads again");
            case NONE -> {
                // No back-off ends.
            }
        }
    }

    private void counted(final FlowFile flowFile, final LoadReport report, final LoadResult result) {
        session.adjustCounter(LoadCounters.ROWS_LOADED, report.loadedRows(), false);
        session.adjustCounter(LoadCounters.ROWS_FILTERED, report.filteredRows(), false);
        session.adjustCounter(LoadCounters.ROWS_UNSELECTED, report.unselectedRows(), false);
        if (report.filteredRows() > 0) {
            logger.warn("StarRocks filtered {} of {} rows of {} for [{}], as Max Filter Ratio allows; {} of them are not identified. Error log: [{}] {}",
                    report.filteredRows(), report.totalRows(), flowFile, table, result.rejections().unidentified(), report.errorUrl().orElse("no URL"),
                    result.rejections().errorLogFailure());
        }
    }

    void rejected(final FlowFile flowFile, final LoadOutcome.Rejected rejected) {
        logger.error("Loading {} into [{}] under label [{}] failed: StarRocks refused rows. See the attributes [{}] and [{}]", flowFile, table,
                rejected.label(), LoadAttributes.ERROR_MESSAGE, LoadAttributes.ERROR_ROWS);
    }

    void failed(final FlowFile flowFile, final LoadOutcome.Failed failed) {
        logger.error("Loading {} failed: {}", flowFile, failed.message());
    }

    void unknown(final FlowFile flowFile, final LoadOutcome.Unknown unknown) {
        retried(flowFile, unknown);
    }

    /** One bulletin at the start of a back-off of the table or cluster; one for each FlowFile for other reasons. */
    void throttled(final FlowFile flowFile, final LoadOutcome.Throttled throttled) {
        switch (throttled.reason()) {
            case TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE, DENIED -> {
                switch (context.client().pressure().throttled(table, throttled.reason())) {
                    case OF_TABLE -> logger.warn("Loads into [{}] are slowed down until StarRocks accepts them again. Loading {} will be retried: {}", table,
                            flowFile, throttled.message());
                    case OF_CLUSTER -> logger.warn("Loads into all tables are slowed down until StarRocks accepts them again. Loading {} will be retried: {}",
                            flowFile, throttled.message());
                    case NONE -> logger.info("Loading {} will be retried: {}", flowFile, throttled.message());
                }
            }
            case INTERRUPTED, ABORTED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY, UNEXPECTED, UNKNOWN_MESSAGE ->
                retried(flowFile, throttled);
        }
    }

    private void retried(final FlowFile flowFile, final LoadOutcome outcome) {
        logger.warn("Loading {} will be retried: {}", flowFile, outcome.message());
    }
}
