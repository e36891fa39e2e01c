package io.github.nifistarrocks.client.streamload;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBody;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.ErrorLogs;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.transaction.TransactionCalls;
import io.github.nifistarrocks.client.transaction.TransactionCommit;
import io.github.nifistarrocks.client.transaction.TransactionUndo;

/**
 * One Stream Load: the BE that the FE names gets the body once. Whatever remains open is settled by the label's state, never by sending again. With
 * {@link MergeCommit} there is no such label, and what remains open stays open.
 */
public final class StreamLoad {

    /** A FE goes on naming a dead BE until it misses its heartbeats; another try may name another. */
    private static final int MAX_BACKENDS = 3;

    private final BodyUpload uploads;
    private final OutcomeResolver judge;
    private final MergeCommitOutcomes mergeCommitJudge;
    private final TransactionCommit commits;
    private final Optional<String> warehouse;

    public StreamLoad(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses) {
        this(config, transport, frontends, addresses, config.responseTimeout());
    }

    /** @param settleTime longest time to ask for the state of a label whose load is still running */
    StreamLoad(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses,
            final Duration settleTime) {
        final LabelStates labels = new LabelStates(frontends);
        uploads = new BodyUpload(config, transport, frontends, addresses);
        judge = new OutcomeResolver(labels, new ErrorLogs(transport, addresses), settleTime);
        mergeCommitJudge = new MergeCommitOutcomes(labels, judge, settleTime);
        final TransactionCalls calls = new TransactionCalls(config, transport, frontends, addresses);
        commits = new TransactionCommit(calls, new TransactionUndo(calls, labels, settleTime), labels, judge, settleTime);
        warehouse = config.warehouse();
    }

    public LoadOutcome load(final LoadRequest request, final LoadBody body, final CallScope scope) throws LoadBodyException, CallCancelledException {
        final String path = UrlPath.of("api", request.table().database(), request.table().table(), "_stream_load");
        final HttpCall call = new HttpCall("PUT", path, headers(request), Optional.empty());
        final boolean merged = request.mergeCommit().isPresent();
        return switch (uploads.send(request, call, body, MAX_BACKENDS, scope)) {
            case BodyUpload.Result.Refused refused -> judge.refusedByFrontend(request, refused.reply());
            case BodyUpload.Result.Answered answered -> merged
                    ? mergeCommitJudge.answered(request, answered, scope)
                    : withoutLeftOver(request, answered, judge.answered(request, answered, scope), scope);
            case BodyUpload.Result.Lost lost -> merged
                    ? mergeCommitJudge.unknown(request, lost.words(), Optional.empty())
                    : judge.settle(request, lost.words(), true, Optional.empty(), scope);
            case BodyUpload.Result.NotSent notSent -> judge.throttled(request, notSent.reason(), notSent.words());
            case BodyUpload.Result.Forbidden forbidden -> judge.failed(request, Reason.REDIRECT_REFUSED, forbidden.words());
        };
    }

    /**
     * Commits what an earlier try has prepared under the label in a transaction and could not commit any more. A load that is only running is left to
     * itself: it may be near its end, and the server's timeout ends it in any case.
     */
    private LoadOutcome withoutLeftOver(final LoadRequest request, final BodyUpload.Result.Answered answer, final LoadOutcome outcome, final CallScope scope)
            throws CallCancelledException {
        final boolean prepared = !answer.started() && outcome instanceof final LoadOutcome.Unknown unknown
                && unknown.lastState().filter(last -> last.state() == LabelState.State.PREPARED).isPresent();
        return prepared
                ? commits.finishEarlier(request, scope)
                        .orElseGet(() -> judge.throttled(request, Reason.ABORTED, "a transaction of an earlier try was open, and is aborted"))
                : outcome;
    }

    private Map<String, String> headers(final LoadRequest request) {
        final Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put("label", request.label());
        headers.put("timeout", Long.toString(request.timeout().toSeconds()));
        headers.put("Expect", "100-continue");
        warehouse.ifPresent(name -> headers.put("warehouse", name));
        request.mergeCommit().ifPresent(mergeCommit -> {
            headers.put("enable_merge_commit", "true");
            headers.put("merge_commit_interval_ms", Long.toString(mergeCommit.interval().toMillis()));
            headers.put("merge_commit_parallel", Integer.toString(mergeCommit.parallel()));
        });
        return headers;
    }
}
