package io.github.nifistarrocks.processors.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.streamload.MergedState;
import io.github.nifistarrocks.processors.load.LoadAttributes.ErrorReason;
import io.github.nifistarrocks.processors.load.merged.MergedMark;
import io.github.nifistarrocks.processors.load.merged.MergedMemory;
import io.github.nifistarrocks.processors.load.prepared.InvalidMarkException;
import io.github.nifistarrocks.processors.property.LoadProperties;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

/**
 * Asynchronous Merge Commit. When StarRocks has received the rows of a FlowFile, it is marked with the label of the merged load and given back to its queue.
 * When it is selected again, the state of that label determines where it goes:
 *
 * <pre>
 *  merged label's state  marked FlowFile
 *  PREPARE, PREPARED     stays in the queue
 *  COMMITTED, VISIBLE    success
 *  ABORTED for rows      loaded alone, by Single Load: the refused rows may be those of another FlowFile
 *  ABORTED otherwise     sent again: nothing is loaded
 *  UNKNOWN               sent again: whether the rows are loaded is not known
 * </pre>
 *
 * A FlowFile that is sent again goes back to its queue without the mark. If it went to retry, NiFi would restore it with the mark, and it would never be sent.
 */
public final class MergedFlowFiles {

    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final TaskContext task;
    private final StarRocksClient client;
    private final CallScope scope;
    private final MergedMemory memory;
    private final ProcessSession session;
    private final ComponentLog logger;
    private final MarkedFlowFiles reports;

    public MergedFlowFiles(final TaskContext task, final StarRocksClient client, final CallScope scope, final MergedMemory memory) {
        this.task = task;
        this.client = client;
        this.scope = scope;
        this.memory = memory;
        this.session = task.session();
        this.logger = task.logger();
        this.reports = new MarkedFlowFiles(task, client, MergedMark.ATTRIBUTES);
    }

    /** Gives a FlowFile back to its queue with a mark. If NiFi does not store the mark, the FlowFile is loaded again. */
    void giveBack(final FlowFile flowFile, final LoadOutcome.Received received, final TableId table) {
        final MergedMark mark = new MergedMark(table, received.mergedLabel());
        memory.running(mark, pause());
        session.transfer(session.putAllAttributes(flowFile, mark.attributes(flowFile.getSize())));
    }

    /**
     * Finishes a marked FlowFile, or leaves it in its queue. Its content is not read.
     *
     * @return the FlowFile without its mark if it must be loaded alone
     */
    public Optional<FlowFile> finish(final FlowFile flowFile) throws CallCancelledException {
        final MergedMark mark;
        try {
            mark = MergedMark.read(flowFile);
        } catch (InvalidMarkException e) {
            logger.error("{} cannot be loaded: {}", flowFile, e.getMessage());
            reports.fail(flowFile, new MarkedFlowFiles.Problem("FAILED", ErrorReason.INVALID_MARK.name(), e.getMessage()));
            return Optional.empty();
        }
        final long start = System.nanoTime();
        if (memory.isCommitted(mark)) {
            succeed(flowFile, mark, Evidence.LABEL_STATE, start);
            return Optional.empty();
        }
        return switch (client.mergedState(request(flowFile, mark), mark.label(), scope)) {
            case MergedState.Running running -> {
                if (!running.problem().isEmpty()) {
                    logger.warn("{} stays in its queue, because the state of its merged load [{}] is not known: {}", flowFile, mark.label(), running.problem());
                }
                memory.running(mark, pause());
                session.transfer(flowFile);
                yield Optional.empty();
            }
            case MergedState.Ended ended -> ended(flowFile, mark, ended.outcome(), start);
        };
    }

    private Optional<FlowFile> ended(final FlowFile flowFile, final MergedMark mark, final LoadOutcome outcome, final long start) {
        switch (outcome) {
            case LoadOutcome.Committed committed -> {
                memory.committed(mark);
                succeed(flowFile, mark, committed.evidence(), start);
            }
            case LoadOutcome.Rejected rejected -> {
                logger.info("{} is loaded alone: {}", flowFile, rejected.message());
                return Optional.of(reports.unmarked(flowFile));
            }
            case LoadOutcome.Throttled throttled -> {
                // The queue holds the FlowFiles of the table until its back-off ends.
                client.pressure().throttled(mark.table(), throttled.reason());
                sendAgain(flowFile, new MarkedFlowFiles.Problem("THROTTLED", throttled.reason().name(), throttled.message()));
            }
            case LoadOutcome.Unknown unknown ->
                sendAgain(flowFile, new MarkedFlowFiles.Problem("UNKNOWN", ErrorReason.UNKNOWN_OUTCOME.name(), unknown.message()));
            case LoadOutcome.Failed failed -> {
                logger.error("Loading {} failed: {}", flowFile, failed.message());
                reports.fail(reports.unmarked(flowFile), new MarkedFlowFiles.Problem("FAILED", failed.reason().name(), failed.message()));
            }
            case LoadOutcome.Prepared prepared -> throw new IllegalStateException("A merged load is not prepared");
            case LoadOutcome.Received received -> throw new IllegalStateException("A merged load is not received again");
        }
        return Optional.empty();
    }

    private void succeed(final FlowFile flowFile, final MergedMark mark, final Evidence evidence, final long start) {
        reports.succeed(flowFile, new MarkedFlowFiles.Success(List.of(new LoadOutcome.Transaction(mark.table(), mark.label())), evidence,
                Duration.ofNanos(System.nanoTime() - start)));
    }

    /** The FlowFile must be loaded alone, and its table has no free slot. */
    public void postpone(final FlowFile flowFile) {
        try {
            memory.running(MergedMark.read(flowFile), pause());
        } catch (InvalidMarkException e) {
            throw new IllegalStateException("The mark was valid before", e);
        }
    }

    private void sendAgain(final FlowFile flowFile, final MarkedFlowFiles.Problem problem) {
        logger.warn("{} will be sent again: {}", flowFile, problem.message());
        reports.giveBack(reports.unmarked(flowFile), problem);
    }

    private LoadRequest request(final FlowFile flowFile, final MergedMark mark) {
        final String label = flowFile.getAttribute(LoadAttributes.LABEL);
        return LoadRequest.builder(mark.table(), label == null ? mark.label() : label)
                .timeout(task.process().getProperty(LoadProperties.LOAD_TIMEOUT).asDuration()).build();
    }

    /** A merged load is over soon after its interval. */
    private Duration pause() {
        final Duration interval = task.process().getProperty(LoadProperties.MERGE_COMMIT_INTERVAL).asDuration();
        final Duration pause = interval.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : interval;
        return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    }
}
