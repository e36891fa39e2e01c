package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.client.outcome.ErrorLogs;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.ReplyClassification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads in transactions of several requests. Every call may repeat one that was cut off anywhere, and finds by the label what that one left:
 *
 * <pre>
 *  label's state     what is done
 *  UNKNOWN, ABORTED  begin, load each part, prepare, commit
 *  PREPARE           an earlier try was cut off before it was complete: roll back, then as above
 *  PREPARED          an earlier try was complete: commit it
 *  COMMITTED,        an earlier try had committed: done
 *  VISIBLE
 *
 *  begin ---------> load (each part) ---------> prepare ---------> commit ---------> Committed
 *    | lost, used     | lost, refused             | lost              | lost, publish timeout, lock timeout
 *    v                v                           v                   v
 *  ask, clear,      roll back:                  ask: PREPARED goes  ask: COMMITTED, VISIBLE is done;
 *  begin again      Throttled, or what the      on, PREPARE is      PREPARED commits again; still PREPARED
 *                   server said; Unknown when   prepared again or   when the time is over: Unknown
 *                   it cannot be verified       rolled back
 * </pre>
 *
 * Several tables know no prepare, and a trial no commit: it is rolled back in every case.
 */
public final class TransactionLoad {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionLoad.class);

    private final TransactionBegin begins;
    private final TransactionParts parts;
    private final TransactionPrepare prepares;
    private final TransactionCommit commits;
    private final TransactionUndo undo;
    private final OutcomeResolver judge;
    private final ErrorLogs errorLogs;

    public TransactionLoad(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses) {
        this(config, transport, frontends, addresses, config.responseTimeout());
    }

    /** @param settleTime longest time for each step to be confirmed, and for its transaction to be rolled back */
    public TransactionLoad(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses,
            final Duration settleTime) {
        final LabelStates labels = new LabelStates(frontends);
        final TransactionCalls calls = new TransactionCalls(config, transport, frontends, addresses);
        errorLogs = new ErrorLogs(transport, addresses);
        judge = new OutcomeResolver(labels, errorLogs, settleTime);
        undo = new TransactionUndo(calls, labels, settleTime);
        commits = new TransactionCommit(calls, undo, labels, judge, settleTime);
        begins = new TransactionBegin(calls, commits, undo, labels, judge, settleTime);
        parts = new TransactionParts(calls, undo, judge, settleTime);
        prepares = new TransactionPrepare(calls, undo, labels, judge, settleTime);
    }

    /** All parts into the request's table. */
    public LoadOutcome oneTable(final LoadRequest request, final LoadParts source, final CallScope scope) throws LoadBodyException, CallCancelledException {
        return load(request, TransactionStyle.ONE_TABLE, source, scope);
    }

    /** Parts into tables of the request's database. */
    public LoadOutcome severalTables(final LoadRequest request, final LoadParts source, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return load(request, TransactionStyle.SEVERAL_TABLES, source, scope);
    }

    /** All parts into the request's table. Nothing of it is ever committed. */
    public TrialLoadResult tryOut(final LoadRequest request, final LoadParts source, final CallScope scope) throws LoadBodyException, CallCancelledException {
        final Optional<LoadOutcome> used = begins.clear(request, TransactionStyle.TRIAL, scope);
        if (used.isPresent()) {
            return new TrialLoadResult.Refused(used.get());
        }
        final Optional<LoadPart> first = next(request, source);
        if (first.isEmpty()) {
            return new TrialLoadResult.Refused(judge.failed(request, Reason.EMPTY, "there are no parts to try"));
        }
        final TransactionPrepare.Result result;
        boolean over = false;
        try {
            final Optional<LoadOutcome> refused = begins.begin(request, TransactionStyle.TRIAL, scope);
            if (refused.isPresent()) {
                over = true;
                return new TrialLoadResult.Refused(refused.get());
            }
            final Optional<LoadOutcome> failure = send(request, TransactionStyle.TRIAL, first.get(), source, scope);
            result = failure.isPresent() ? new TransactionPrepare.Result.Ended(failure.get()) : prepares.prepare(request, TransactionStyle.TRIAL, scope);
            if (!undo.undo(request, TransactionStyle.TRIAL, scope).isOver()) {
                LOGGER.warn("The trial [{}] of rows for {} could not be rolled back; it ends with its timeout", request.label(), request.table());
            }
            over = true;
        } finally {
            if (!over) {
                undo.leave(request, TransactionStyle.TRIAL);
            }
        }
        return trial(request, result, scope);
    }

    private TrialLoadResult trial(final LoadRequest request, final TransactionPrepare.Result result, final CallScope scope) throws CallCancelledException {
        return switch (result) {
            case TransactionPrepare.Result.Ended ended when ended.outcome() instanceof LoadOutcome.Committed -> new TrialLoadResult.Refused(
                    judge.failed(request, Reason.REQUEST_REFUSED, "somebody else committed under the trial's label. A trial needs a label of its own"));
            case TransactionPrepare.Result.Ended ended when ended.outcome() instanceof final LoadOutcome.Rejected rejected
                    && rejected.report().filter(ReplyClassification::leavesNothing).isPresent() ->
                new TrialLoadResult.NoneTaken(rejected.report().get(), rejected.rows());
            case TransactionPrepare.Result.Ended ended -> new TrialLoadResult.Refused(ended.outcome());
            case TransactionPrepare.Result.Prepared prepared when prepared.report().isEmpty() ->
                new TrialLoadResult.Refused(judge.throttled(request, Reason.INTERRUPTED, "the trial's counts were lost with the answer to its prepare"));
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
            LOGGER.warn("The rows that a trial found wrong are counted but not named: {}", e.getMessage());
            return List.of();
        }
    }

    private LoadOutcome load(final LoadRequest request, final TransactionStyle style, final LoadParts source, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        final Optional<LoadOutcome> earlier = begins.clear(request, style, scope);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        final Optional<LoadPart> first = next(request, source);
        if (first.isEmpty()) {
            return judge.failed(request, Reason.EMPTY, "there are no parts to load");
        }
        final TransactionPrepare.Result result;
        boolean over = false;
        try {
            result = fill(request, style, first.get(), source, scope);
            over = true;
        } finally {
            if (!over) {
                undo.leave(request, style);
            }
        }
        return switch (result) {
            case TransactionPrepare.Result.Prepared prepared -> commits.finishOwn(request, style, prepared.report(), scope);
            case TransactionPrepare.Result.Ended ended -> ended.outcome();
        };
    }

    /** Everything before the commit. */
    private TransactionPrepare.Result fill(final LoadRequest request, final TransactionStyle style, final LoadPart first, final LoadParts source,
            final CallScope scope) throws LoadBodyException, CallCancelledException {
        final Optional<LoadOutcome> refused = begins.begin(request, style, scope);
        final Optional<LoadOutcome> failure = refused.isPresent() ? refused : send(request, style, first, source, scope);
        if (failure.isPresent()) {
            return new TransactionPrepare.Result.Ended(failure.get());
        }
        return style == TransactionStyle.SEVERAL_TABLES
                ? new TransactionPrepare.Result.Prepared(Optional.empty())
                : prepares.prepare(request, style, scope);
    }

    private Optional<LoadOutcome> send(final LoadRequest request, final TransactionStyle style, final LoadPart first, final LoadParts source,
            final CallScope scope) throws LoadBodyException, CallCancelledException {
        final Map<TableId, Map<String, String>> headers = new HashMap<>();
        Optional<LoadPart> part = Optional.of(first);
        while (part.isPresent()) {
            final LoadPart sendable = checked(request, style, part.get(), headers);
            final Optional<LoadOutcome> failure = parts.send(request, sendable, style, scope);
            if (failure.isPresent()) {
                return failure;
            }
            part = next(request, source);
        }
        return Optional.empty();
    }

    /** The server refuses, and rolls back for, what is refused here. */
    private static LoadPart checked(final LoadRequest request, final TransactionStyle style, final LoadPart part,
            final Map<TableId, Map<String, String>> headers) {
        final boolean oneTable = style != TransactionStyle.SEVERAL_TABLES;
        if (oneTable ? !part.table().equals(request.table()) : !part.table().database().equals(request.table().database())) {
            throw new IllegalArgumentException("A part for %s does not belong into a transaction on %s".formatted(part.table(), request.table()));
        }
        final Map<String, String> all = new HashMap<>(oneTable ? request.headers() : Map.of());
        all.putAll(part.headers());
        if (!headers.computeIfAbsent(part.table(), table -> all).equals(all)) {
            throw new IllegalArgumentException("The parts for %s differ in their headers".formatted(part.table()));
        }
        return new LoadPart(part.table(), all, part.body());
    }

    private static Optional<LoadPart> next(final LoadRequest request, final LoadParts source) throws LoadBodyException {
        try {
            return source.next();
        } catch (Exception e) {
            throw new LoadBodyException("The rows for load [%s] into %s could not be cut into parts; nothing was loaded".formatted(request.label(),
                    request.table()), e);
        }
    }
}
