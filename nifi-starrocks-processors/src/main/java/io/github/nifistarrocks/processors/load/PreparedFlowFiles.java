package io.github.nifistarrocks.processors.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreparedCommit;
import io.github.nifistarrocks.processors.load.LoadAttributes.ErrorReason;
import io.github.nifistarrocks.processors.load.prepared.InvalidMarkException;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import io.github.nifistarrocks.processors.load.prepared.PreparedMemory;
import io.github.nifistarrocks.processors.property.LoadProperties;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;

/**
 * The second phase of Two-Phase Commit. A FlowFile whose transaction is prepared is marked and given back to its queue. As soon as NiFi has stored the mark,
 * the transaction is committed. When the FlowFile is selected again, its commit is verified, or repeated if it did not succeed:
 *
 * <pre>
 *  label's state        marked FlowFile
 *  PREPARED             commit
 *  COMMITTED, VISIBLE   success
 *  UNKNOWN              before its prepared timeout: success, since only this processor commits. After it: failure, a person decides.
 *                       If it has sent no commit since it was prepared: stays in the queue
 *  ABORTED              nothing is loaded: the mark is removed, and the FlowFile is loaded again. If another of its loads is committed: failure
 *  PREPARE, no state    stays in the queue: another load runs under the label, or no FE replies
 * </pre>
 *
 * <p>While no FE replies, the processor waits. Otherwise the FlowFiles of the same table wait, and those of other tables do not.
 */
public final class PreparedFlowFiles {

    private static final Set<String> MARKS = Stream.concat(PreparedMark.ATTRIBUTES.stream(), Stream.of(PreparedMark.COUNT_DIFFERENCE))
            .collect(Collectors.toUnmodifiableSet());

    private final TaskContext task;
    private final StarRocksClient client;
    private final CallScope scope;
    private final PreparedMemory memory;
    private final ProcessSession session;
    private final ComponentLog logger;
    private final MarkedFlowFiles reports;

    public PreparedFlowFiles(final TaskContext task, final StarRocksClient client, final CallScope scope, final PreparedMemory memory) {
        this.task = task;
        this.client = client;
        this.scope = scope;
        this.memory = memory;
        this.session = task.session();
        this.logger = task.logger();
        this.reports = new MarkedFlowFiles(task, client, MARKS);
    }

    /** Hosts of the FEs to which the client connects. */
    private Set<String> frontends() {
        return client.config().frontends().stream().map(uri -> uri.getHost().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /**
     * Gives a FlowFile back to its queue with a mark. When NiFi has stored it, the transaction is committed.
     *
     * @param timeout of the transactions that this run of the processor prepares
     */
    void giveBack(final FlowFile flowFile, final LoadOutcome.Prepared prepared, final Duration timeout) throws CallCancelledException {
        final PreparedMark mark = PreparedMark.of(memory.dated(prepared), certain(timeout), frontends());
        memory.prepared(mark);
        session.transfer(session.putAllAttributes(flowFile, mark.attributes(flowFile.getSize())));
        try {
            session.commitAsync(() -> commitStored(flowFile, mark));
        } catch (RuntimeException e) {
            throw new ProcessException("NiFi could not store that the load [%s] is prepared. The next attempt finds it".formatted(mark.labels().getFirst()), e);
        }
    }

    /** The mark must not prove a commit for longer than StarRocks keeps the transaction. */
    private Duration certain(final Duration timeout) throws CallCancelledException {
        final Duration certain = client.certainPreparedTimeout(timeout, scope);
        if (certain.compareTo(timeout) < 0 && memory.reportTimeout()) {
            logger.warn("""
                    Prepared Timeout is {} s, but StarRocks before 3.5.4 ignores it, and this one is older or its version is not known. A load that StarRocks has \
                    forgotten counts as committed for {} s only, and after that a person decides. Upgrade StarRocks, or set Prepared Timeout to 1 day""",
                    timeout.toSeconds(), certain.toSeconds());
        }
        return certain;
    }

    private void commitStored(final FlowFile flowFile, final PreparedMark mark) {
        Optional<Evidence> evidence = Optional.empty();
        try {
            if (commit(mark) instanceof final Result.Committed committed) {
                evidence = Optional.of(committed.evidence());
            }
        } catch (CallCancelledException e) {
            logger.debug("The commit of {} was cancelled because the processor is stopped", flowFile, e);
        } finally {
            evidence.ifPresentOrElse(known -> memory.committed(mark, known), memory::suspect);
        }
    }

    /** Finishes a marked FlowFile. Its content is not read. */
    public void finish(final FlowFile flowFile) throws CallCancelledException {
        final PreparedMark mark;
        try {
            mark = PreparedMark.read(flowFile);
        } catch (InvalidMarkException e) {
            logger.error("{} cannot be loaded: {}", flowFile, e.getMessage());
            fail(flowFile, ErrorReason.INVALID_MARK.name(), e.getMessage());
            return;
        }
        final long start = System.nanoTime();
        final Optional<Evidence> known = memory.take(mark);
        final Result result = known.isPresent() ? new Result.Committed(known.get()) : commit(mark);
        switch (result) {
            case Result.Committed committed -> committed(flowFile,
                    new MarkedFlowFiles.Success(mark.transactions(), committed.evidence(), Duration.ofNanos(System.nanoTime() - start)));
            case Result.Aborted aborted -> {
                logger.warn("The prepared load [{}] of {} was aborted: {}. It loaded nothing, and the FlowFile is loaded again", aborted.label(), flowFile,
                        aborted.reason());
                session.transfer(LoadAttributes.set(session, reports.unmarked(flowFile), Map.of()));
            }
            case Result.PartlyAborted partly -> {
                logger.error("{}: {}", flowFile, partly.message());
                fail(flowFile, LoadOutcome.Reason.ABORTED.name(), partly.message());
            }
            case Result.Open open when open.outcome() instanceof final LoadOutcome.Failed failed -> {
                logger.error("The commit of {} failed: {}", flowFile, failed.message());
                fail(flowFile, failed.reason().name(), failed.message());
            }
            case Result.Open open -> {
                keep(flowFile, open.outcome().message());
                switch (open.cause()) {
                    case NO_FRONTEND -> task.process().yield();
                    case THIS_LOAD -> memory.hold(mark, Duration.ofNanos(System.nanoTime() - start));
                }
            }
            case Result.Undecided undecided -> {
                logger.error("{}: {}", flowFile, undecided.message());
                fail(flowFile, ErrorReason.UNKNOWN_OUTCOME.name(), undecided.message());
            }
        }
    }

    private void committed(final FlowFile flowFile, final MarkedFlowFiles.Success success) {
        memory.release(success.transactions());
        final String difference = flowFile.getAttribute(PreparedMark.COUNT_DIFFERENCE);
        if (difference == null) {
            reports.succeed(flowFile, success);
        } else {
            logger.error("Loading {} failed: {}", flowFile, difference);
            reports.differ(flowFile, success, difference);
        }
    }

    /** The result of committing all transactions of a mark. */
    private sealed interface Result {

        record Committed(Evidence evidence) implements Result {}

        /** A transaction was aborted, and none is committed. */
        record Aborted(String label, String reason) implements Result {}

        /** Some transactions were aborted, and all others are committed. To load the FlowFile again would double rows when StarRocks has forgotten those. */
        record PartlyAborted(String message) implements Result {}

        record Open(LoadOutcome outcome, PreparedCommit.Cause cause) implements Result {}

        /** It cannot be determined whether a transaction was committed. */
        record Undecided(String message) implements Result {}
    }

    private Result commit(final PreparedMark mark) throws CallCancelledException {
        Evidence evidence = Evidence.SUCCESS;
        int committed = 0;
        final List<String> aborted = new ArrayList<>();
        for (final LoadOutcome.Transaction transaction : mark.transactions()) {
            final LoadRequest request = LoadRequest.builder(transaction.table(), transaction.label())
                    .timeout(task.process().getProperty(LoadProperties.LOAD_TIMEOUT).asDuration()).build();
            switch (client.commitPrepared(request, scope)) {
                case PreparedCommit.Committed found -> {
                    memory.asked(transaction, PreparedCommit.Sent.YES);
                    committed++;
                    evidence = found.outcome().evidence() == Evidence.SUCCESS ? evidence : found.outcome().evidence();
                }
                case PreparedCommit.Aborted found -> {
                    if (committed == 0) {
                        return new Result.Aborted(transaction.label(), found.reason());
                    }
                    aborted.add("[%s] into [%s] (%s)".formatted(transaction.label(), transaction.table(), ErrorText.withoutFullStop(found.reason())));
                }
                case PreparedCommit.Open open -> {
                    memory.asked(transaction, open.sent());
                    return new Result.Open(open.outcome(), open.cause());
                }
                case PreparedCommit.Forgotten forgotten -> {
                    memory.asked(transaction, forgotten.sent());
                    if (memory.isUncommitted(transaction)) {
                        return new Result.Open(uncommitted(transaction), PreparedCommit.Cause.THIS_LOAD);
                    }
                    if (!mark.provesCommit(Instant.now(), frontends())) {
                        return new Result.Undecided(undecided(mark, transaction));
                    }
                    committed++;
                    evidence = Evidence.LABEL_FORGOTTEN;
                }
            }
        }
        return aborted.isEmpty() ? new Result.Committed(evidence) : new Result.PartlyAborted("""
                %d of %d loads of the FlowFile are committed, and the others were aborted: %s. Send only the records of the aborted loads again, without the attributes \
                starrocks.prepared.*""".formatted(committed, mark.transactions().size(), String.join(", ", aborted)));
    }

    private String undecided(final PreparedMark mark, final LoadOutcome.Transaction transaction) {
        final String knowledge = """
                The load [%s] into [%s] was prepared at %s, and StarRocks does not know its label any more. Its prepared timeout of %d s is over or not known, or \
                the FEs %s are not those that prepared it. It was committed or aborted""".formatted(transaction.label(), transaction.table(), mark.time(),
                mark.timeout().toSeconds(), frontends());
        final String advice = mark.transactions().size() == 1
                ? """
                        Look for its rows in the table. If they are there, remove the FlowFile. If not, remove its attributes starrocks.prepared.* and send it again, \
                        which loads it"""
                : """
                        The FlowFile has %d loads. Look for the rows of each of them in its table. If all are there, remove the FlowFile. If none is there, remove its \
                        attributes starrocks.prepared.* and send it again, which loads it. Otherwise send only the records whose rows are missing"""
                        .formatted(mark.transactions().size());
        return knowledge + ". " + advice;
    }

    private static LoadOutcome uncommitted(final LoadOutcome.Transaction transaction) {
        return new LoadOutcome.Unknown(transaction.label(), Optional.of(new LabelState(LabelState.State.UNKNOWN, "")), """
                Load [%s] into [%s] is prepared and not committed, but an FE does not know its label. The FE may be cut off from the others, or a new leader is being \
                elected""".formatted(transaction.label(), transaction.table()), Optional.empty());
    }

    /** The FlowFile waits in its queue, whatever retries NiFi allows. */
    private void keep(final FlowFile flowFile, final String problem) {
        memory.suspect();
        logger.warn("The commit of {} will be repeated: {}", flowFile, problem);
        reports.keep(flowFile, new MarkedFlowFiles.Problem("UNKNOWN", ErrorReason.UNKNOWN_OUTCOME.name(), problem));
    }

    /** The mark stays. */
    private void fail(final FlowFile flowFile, final String reason, final String message) {
        reports.fail(flowFile, new MarkedFlowFiles.Problem("FAILED", reason, message));
    }
}
