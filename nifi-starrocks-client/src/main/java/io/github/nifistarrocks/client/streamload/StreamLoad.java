package io.github.nifistarrocks.client.streamload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.transaction.TransactionLoad;

/**
 * One Stream Load: the BE that the FE names receives the body once. An open outcome is determined by the state of the label, never by sending again. With
 * {@link MergeCommit} there is no such label, and an open outcome stays open.
 */
public final class StreamLoad {

    /** An FE names a dead BE until it misses the heartbeats of the BE. Another request may name another BE. */
    private static final int MAX_BACKENDS = 3;

    private final BodyUpload uploads;
    private final OutcomeResolver outcomes;
    private final MergeCommitOutcomes mergeCommitOutcomes;
    private final TransactionLoad transactions;
    private final Optional<String> warehouse;

    public StreamLoad(final ClusterConnection connection, final TransactionLoad transactions) {
        this.transactions = transactions;
        uploads = new BodyUpload(connection, MAX_BACKENDS);
        outcomes = new OutcomeResolver(connection);
        mergeCommitOutcomes = new MergeCommitOutcomes(new LabelStates(connection.frontends()), outcomes, connection.config().timeouts().outcomeTimeout());
        warehouse = connection.config().cluster().warehouse();
    }

    public LoadOutcome load(final LoadRequest request, final RequestBody body, final CallScope scope) throws LoadBodyException, CallCancelledException {
        final boolean merged = request.mergeCommit().isPresent();
        // With Merge Commit the FE selects the BE by the headers.
        final HttpCall call = HttpCall.put(UrlPath.of("api", request.table().database(), request.table().table(), "_stream_load"), headers(request))
                .withBackendHeaders(merged ? Set.of() : BodyUpload.HEADERS_OF_BODY);
        return switch (uploads.send(request, call, body, scope)) {
            case BodyUpload.Result.Refused refused -> outcomes.refusedByFrontend(request, refused.reply());
            case BodyUpload.Result.Answered answered when merged -> mergeCommitOutcomes.answered(request, answered, scope);
            case BodyUpload.Result.Answered answered -> afterLeftOver(request, answered, outcomes.answered(request, answered, scope), scope);
            case BodyUpload.Result.Lost lost when merged -> mergeCommitOutcomes.unknown(request, lost.message());
            case BodyUpload.Result.Lost lost when lost.body() == BodyState.SENT_IN_PART ->
                outcomes.settleInPart(request, Findings.of(lost.message(), Origin.THIS_CALL), scope);
            case BodyUpload.Result.Lost lost -> outcomes.settle(request, Findings.of(lost.message(), Origin.THIS_CALL), scope);
            case BodyUpload.Result.NotSent notSent -> outcomes.throttled(request, notSent.reason(), notSent.message());
            case BodyUpload.Result.Forbidden forbidden -> outcomes.failed(request, Reason.REDIRECT_REFUSED, forbidden.message());
        };
    }

    /** The state of the transaction into which the server has merged a load. */
    public MergedState mergedState(final LoadRequest request, final String mergedLabel, final CallScope scope) throws CallCancelledException {
        return mergeCommitOutcomes.state(request, mergedLabel, scope);
    }

    /**
     * Commits a transaction under the label that a previous attempt prepared but could not commit. A load that is only running is not touched: it may be
     * near its end, and the timeout of the server ends it in any case.
     */
    private LoadOutcome afterLeftOver(final LoadRequest request, final BodyUpload.Result.Answered answer, final LoadOutcome outcome, final CallScope scope)
            throws CallCancelledException {
        final boolean prepared = !answer.isBodySent() && outcome instanceof final LoadOutcome.Unknown unknown
                && unknown.lastState().filter(last -> last.state() == LabelState.State.PREPARED).isPresent();
        return prepared
                ? transactions.commitPrevious(request, scope)
                        .orElseGet(() -> outcomes.throttled(request, Reason.ABORTED, "a transaction of a previous attempt was open, and is aborted"))
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
            if (mergeCommit.reply() == MergeCommit.Reply.WHEN_RECEIVED) {
                headers.put("merge_commit_async", "true");
            }
        });
        return headers;
    }
}
