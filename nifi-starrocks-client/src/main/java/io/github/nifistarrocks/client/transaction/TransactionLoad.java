package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreparedCommit;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.client.outcome.ErrorLogs;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads in transactions of several requests. Every call may repeat one that was interrupted at any point. The state of the label shows what that one has
 * left:
 *
 * <pre>
 *  label's state     action
 *  UNKNOWN, ABORTED  begin, load each part, prepare, commit
 *  PREPARE           a previous attempt was interrupted before it was complete: roll back, then as above
 *  PREPARED          a previous attempt was complete: commit it
 *  COMMITTED,        a previous attempt has committed: done
 *  VISIBLE
 *
 *  begin ---------> load (each part) ---------> prepare ---------> commit ---------> Committed
 *    | lost, used     | lost, refused             | lost              | lost, publish timeout, lock timeout
 *    v                v                           v                   v
 *  ask, clear,      roll back:                  ask: PREPARED       ask: COMMITTED, VISIBLE is done;
 *  begin again      Throttled, or the reply     continues, PREPARE  PREPARED commits again; still PREPARED
 *                   of the server; Unknown      is prepared again   when the time is over: Unknown
 *                   when not verified           or rolled back
 * </pre>
 *
 * In two phases the first call ends after prepare. The caller stores that its transaction is prepared, and commits it by a second call:
 *
 * <pre>
 *  label's state     first call                  second call
 *  UNKNOWN           begin, load, prepare        {@link PreparedCommit.Forgotten}: committed, if its prepared timeout is not over
 *  ABORTED           begin, load, prepare        nothing is loaded
 *  PREPARE           roll back, then as above    another load runs under the label: not touched
 *  PREPARED          done                        commit
 *  COMMITTED,        done                        done
 *  VISIBLE
 * </pre>
 *
 * Several tables have no prepare, and each attempt has a label of its own ({@link AttemptLabels}). A trial load has no commit: it is rolled back in every
 * case.
 */
public final class TransactionLoad {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionLoad.class);

    /** A trial load ends at once, so one that a crash left behind need not stay long. */
    private static final Duration TRIAL_PREPARED_TIMEOUT = Duration.ofSeconds(180);

    private final TransactionBegin begins;
    private final AttemptLabels attempts;
    private final SeveralTablesBegin severalBegins;
    private final TransactionParts parts;
    private final TransactionPrepare prepares;
    private final TransactionCommit commits;
    private final TransactionRollback rollbacks;
    private final OutcomeResolver outcomes;
    private final ErrorLogs errorLogs;
    private final Duration outcomeTimeout;

    public TransactionLoad(final ClusterConnection connection) {
        final LabelStates labels = new LabelStates(connection.frontends());
        final TransactionCalls calls = new TransactionCalls(connection);
        errorLogs = new ErrorLogs(connection);
        outcomes = new OutcomeResolver(connection);
        rollbacks = new TransactionRollback(calls, labels);
        commits = new TransactionCommit(calls, rollbacks, labels, outcomes);
        begins = new TransactionBegin(calls, commits, rollbacks, labels, outcomes);
        attempts = new AttemptLabels(calls, rollbacks, labels, outcomes);
        severalBegins = new SeveralTablesBegin(calls, attempts, rollbacks, outcomes);
        parts = new TransactionParts(calls, rollbacks, outcomes);
        prepares = new TransactionPrepare(calls, rollbacks, labels, outcomes);
        outcomeTimeout = connection.config().timeouts().outcomeTimeout();
    }

    /** All parts into the table of the request. */
    public LoadOutcome oneTable(final LoadRequest request, final LoadParts source, final CallScope scope) throws LoadBodyException, CallCancelledException {
        return load(context(request, TransactionStyle.ONE_TABLE, scope), source);
    }

    /**
     * All parts into a prepared transaction, which is not committed.
     *
     * @param preparedTimeout time for which it waits for its commit
     */
    public LoadOutcome prepare(final LoadRequest request, final LoadParts source, final Duration preparedTimeout, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return load(new TransactionContext(request, TransactionStyle.TWO_PHASE, scope, outcomeTimeout, preparedTimeout), source);
    }

    /** Commits a transaction that was prepared by a previous call, if it is still prepared. */
    public PreparedCommit commitPrepared(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        return commits.commitPrepared(context(request, TransactionStyle.TWO_PHASE, scope));
    }

    /** Rolls back a transaction that this caller has prepared. */
    public void rollBackPrepared(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        if (!rollbacks.rollBack(context(request, TransactionStyle.TWO_PHASE, scope)).isOver()) {
            LOGGER.warn("The prepared transaction [{}] for {} could not be rolled back. It ends by its prepared timeout", request.label(), request.table());
        }
    }

    /**
     * Parts into tables of the database of the request.
     *
     * @param history of the attempts that the caller knows of
     */
    public LoadOutcome severalTables(final LoadRequest request, final LoadParts source, final AttemptHistory history, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        final TransactionContext base = context(request, TransactionStyle.SEVERAL_TABLES, scope);
        return switch (attempts.find(base, history)) {
            case AttemptLabels.Found.Settled settled -> settled.outcome();
            case AttemptLabels.Found.Free free -> severalTables(base, free, source, history);
        };
    }

    private LoadOutcome severalTables(final TransactionContext base, final AttemptLabels.Found.Free free, final LoadParts source,
            final AttemptHistory history) throws LoadBodyException, CallCancelledException {
        final LoadRequest request = base.request();
        final Optional<LoadPart> first = TransactionParts.next(request, source);
        if (first.isEmpty()) {
            return outcomes.failed(request, Reason.EMPTY, "there are no parts to load");
        }
        return switch (severalBegins.begin(base, free, history)) {
            case SeveralTablesBegin.Result.Ended ended -> ended.outcome();
            case SeveralTablesBegin.Result.Begun begun -> {
                final Optional<LoadOutcome> failure = sendAll(begun, first.get(), source, history);
                final LoadOutcome outcome = failure.isPresent() ? failure.get() : commits.commitSeveral(begun.context(), begun.origin());
                if (isNotCommitted(outcome)) {
                    history.ended(begun.attempt());
                }
                yield outcomes.ofAttempt(outcome, begun.origin());
            }
        };
    }

    /** @return nothing when all parts were received; else the outcome of an attempt that this call does not commit */
    private Optional<LoadOutcome> sendAll(final SeveralTablesBegin.Result.Begun begun, final LoadPart first, final LoadParts source,
            final AttemptHistory history) throws LoadBodyException, CallCancelledException {
        boolean over = false;
        try {
            final Optional<LoadOutcome> failure = parts.sendAll(begun.context(), first, source);
            over = true;
            return failure;
        } finally {
            if (!over) {
                history.ended(begun.attempt());
                rollbacks.abandon(begun.context());
            }
        }
    }

    /** Whether the outcome of an attempt shows that it is not committed, now and later. */
    private static boolean isNotCommitted(final LoadOutcome outcome) {
        return switch (outcome) {
            case LoadOutcome.Rejected rejected -> true;
            case LoadOutcome.Throttled throttled -> throttled.reason().isFinal();
            case LoadOutcome.Failed failed -> failed.reason().isFinal();
            case LoadOutcome.Committed committed -> false;
            case LoadOutcome.Prepared prepared -> false;
            case LoadOutcome.Received received -> false;
            case LoadOutcome.Unknown unknown -> false;
        };
    }

    /**
     * Commits the transaction that a previous attempt prepared under the label of the request.
     *
     * @return its outcome; nothing when the transaction is gone and the label is free
     */
    public Optional<LoadOutcome> commitPrevious(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        return commits.commitPrevious(context(request, TransactionStyle.ONE_TABLE, scope));
    }

    private TransactionContext context(final LoadRequest request, final TransactionStyle style, final CallScope scope) {
        final Duration preparedTimeout = switch (style) {
            case TRIAL -> TRIAL_PREPARED_TIMEOUT;
            case ONE_TABLE, TWO_PHASE, SEVERAL_TABLES -> request.timeout();
        };
        return new TransactionContext(request, style, scope, outcomeTimeout, preparedTimeout);
    }

    /** A trial load of all parts into the table of the request. Never commits anything. */
    public TrialLoadResult tryOut(final LoadRequest request, final LoadParts source, final CallScope scope) throws LoadBodyException, CallCancelledException {
        final TransactionContext context = context(request, TransactionStyle.TRIAL, scope);
        final Optional<LoadOutcome> used = begins.clear(context);
        if (used.isPresent()) {
            return new TrialLoadResult.Refused(used.get());
        }
        final Optional<LoadPart> first = TransactionParts.next(request, source);
        if (first.isEmpty()) {
            return new TrialLoadResult.Refused(outcomes.failed(request, Reason.EMPTY, "there are no parts to load"));
        }
        final TransactionPrepare.Result result;
        boolean over = false;
        try {
            final Optional<LoadOutcome> refused = begins.begin(context);
            if (refused.isPresent()) {
                over = true;
                return new TrialLoadResult.Refused(refused.get());
            }
            final Optional<LoadOutcome> failure = parts.sendAll(context, first.get(), source);
            result = failure.isPresent() ? new TransactionPrepare.Result.Ended(failure.get()) : prepares.prepare(context);
            if (!rollbacks.rollBack(context).isOver()) {
                LOGGER.warn("The trial load [{}] for {} could not be rolled back. It ends by its timeout", request.label(), request.table());
            }
            over = true;
        } finally {
            if (!over) {
                rollbacks.abandon(context);
            }
        }
        return trialResult(request, result, scope);
    }

    private TrialLoadResult trialResult(final LoadRequest request, final TransactionPrepare.Result result, final CallScope scope)
            throws CallCancelledException {
        return switch (result) {
            case TransactionPrepare.Result.Ended ended when ended.outcome() instanceof LoadOutcome.Committed -> new TrialLoadResult.Refused(outcomes.failed(
                    request, Reason.REQUEST_REFUSED, "another load was committed under the label of the trial load. A trial load needs a separate label"));
            case TransactionPrepare.Result.Ended ended when ended.outcome() instanceof final LoadOutcome.Rejected rejected
                    && rejected.report().filter(ReplyClassification::isWithoutRows).isPresent() ->
                new TrialLoadResult.NoneTaken(rejected.report().get(), rejected.rows());
            case TransactionPrepare.Result.Ended ended -> new TrialLoadResult.Refused(ended.outcome());
            case TransactionPrepare.Result.Prepared prepared when prepared.report().isEmpty() -> new TrialLoadResult.Refused(
                    outcomes.throttled(request, Reason.INTERRUPTED, "the counts of the trial load were lost with the reply to its prepare"));
            case TransactionPrepare.Result.Prepared prepared when prepared.report().get().filteredRows() == 0 ->
                new TrialLoadResult.Passed(prepared.report().get());
            case TransactionPrepare.Result.Prepared prepared -> new TrialLoadResult.Filtered(prepared.report().get(), filtered(prepared.report().get(), scope));
        };
    }

    private List<RejectedRow> filtered(final LoadReport report, final CallScope scope) throws CallCancelledException {
        if (report.errorUrl().isEmpty()) {
            return List.of();
        }
        try {
            return errorLogs.fetch(report.errorUrl().get(), scope);
        } catch (StarRocksException e) {
            LOGGER.warn("The rows that a trial load found invalid are counted but not identified: {}", e.getMessage());
            return List.of();
        }
    }

    private LoadOutcome load(final TransactionContext context, final LoadParts source) throws LoadBodyException, CallCancelledException {
        final Optional<LoadOutcome> previous = begins.clear(context);
        if (previous.isPresent()) {
            return previous.get();
        }
        final Optional<LoadPart> first = TransactionParts.next(context.request(), source);
        if (first.isEmpty()) {
            return outcomes.failed(context.request(), Reason.EMPTY, "there are no parts to load");
        }
        final TransactionPrepare.Result result;
        boolean over = false;
        try {
            result = fill(context, first.get(), source);
            over = true;
        } finally {
            if (!over) {
                rollbacks.abandon(context);
            }
        }
        return switch (result) {
            case TransactionPrepare.Result.Prepared prepared -> afterPrepare(context, prepared);
            case TransactionPrepare.Result.Ended ended -> ended.outcome();
        };
    }

    private LoadOutcome afterPrepare(final TransactionContext context, final TransactionPrepare.Result.Prepared prepared) throws CallCancelledException {
        return switch (context.style()) {
            case ONE_TABLE, SEVERAL_TABLES -> commits.commitOwn(context, prepared);
            case TWO_PHASE -> outcomes.prepared(context.request(), Optional.of(prepared.since()), new Findings("", Origin.THIS_CALL, prepared.report()));
            case TRIAL -> throw new IllegalStateException("A trial load is not committed");
        };
    }

    /** All steps before the commit. */
    private TransactionPrepare.Result fill(final TransactionContext context, final LoadPart first, final LoadParts source)
            throws LoadBodyException, CallCancelledException {
        final Optional<LoadOutcome> refused = begins.begin(context);
        final Optional<LoadOutcome> failure = refused.isPresent() ? refused : parts.sendAll(context, first, source);
        if (failure.isPresent()) {
            return new TransactionPrepare.Result.Ended(failure.get());
        }
        return prepares.prepare(context);
    }
}
