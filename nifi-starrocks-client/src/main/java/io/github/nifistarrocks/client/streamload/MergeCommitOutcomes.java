package io.github.nifistarrocks.client.streamload;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelInquiry;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.LoadReply;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.reply.ServerText;

/**
 * The outcome of a load that the server merges with others. The label that was sent belongs to no transaction. A reply may name the label of the merged
 * transaction, whose state determines an open outcome.
 */
final class MergeCommitOutcomes {

    private final LabelStates labels;
    private final OutcomeResolver outcomes;
    private final Duration outcomeTimeout;

    MergeCommitOutcomes(final LabelStates labels, final OutcomeResolver outcomes, final Duration outcomeTimeout) {
        this.labels = labels;
        this.outcomes = outcomes;
        this.outcomeTimeout = outcomeTimeout;
    }

    LoadOutcome answered(final LoadRequest request, final BodyUpload.Result.Answered answer, final CallScope scope) throws CallCancelledException {
        final HttpReply reply = answer.reply();
        if (!answer.isBodySent()) {
            return refused(request, answer, scope);
        }
        try {
            if (reply.status() != 200) {
                throw new IOException("HTTP " + reply.status());
            }
            final LoadReply parsed = LoadReply.parse(reply.body());
            final LoadReport report = parsed.report();
            final Findings own = Findings.of(Origin.THIS_CALL);
            return switch (ReplyClassification.ofReply(report, parsed.existingJobStatus())) {
                case ReplyClassification.Committed ignored when answer.body() == BodyState.SENT_IN_PART ->
                    unknown(request, "the BE replied %s before all rows were sent".formatted(report.status()));
                case ReplyClassification.Committed committed when committed.evidence() == Evidence.SUCCESS && isAsynchronous(request) ->
                    received(request, parsed);
                case ReplyClassification.Committed committed when committed.evidence() != Evidence.LABEL_FINISHED ->
                    outcomes.committed(request, committed.evidence(), parsed.hasCounts() ? own.with(report) : own);
                case ReplyClassification.Rejected rejected -> outcomes.definite(request, rejected, report, scope);
                case ReplyClassification.Throttled throttled when throttled.reason() != Reason.UNKNOWN_MESSAGE ->
                    outcomes.definite(request, throttled, report, scope);
                case ReplyClassification.Failed failed -> outcomes.definite(request, failed, report, scope);
                case ReplyClassification.Committed ignored -> settle(request, parsed, scope);
                case ReplyClassification.Throttled ignored -> settle(request, parsed, scope);
                case ReplyClassification.AskLabel ignored -> settle(request, parsed, scope);
            };
        } catch (IOException e) {
            return unknown(request,
                    "the reply of %s is not one of a BE (%s: %s)".formatted(answer.server().getAuthority(), RowText.of(e.getMessage()),
                            RowText.of(reply.excerpt())));
        }
    }

    /** The server did not receive the body, so nothing is loaded. */
    private LoadOutcome refused(final LoadRequest request, final BodyUpload.Result.Answered answer, final CallScope scope) throws CallCancelledException {
        try {
            final LoadReport report = LoadReply.parse(answer.reply().body()).report();
            if (answer.reply().status() == 200 && ReplyClassification.ofReply(report, "") instanceof final ReplyClassification.Definite definite) {
                return outcomes.definite(request, definite, report, scope);
            }
        } catch (IOException e) {
            // Not the reply of a BE. It is interpreted as one of an FE or a proxy.
        }
        return outcomes.refusedByFrontend(request, answer.reply());
    }

    private static boolean isAsynchronous(final LoadRequest request) {
        return request.mergeCommit().filter(merge -> merge.reply() == MergeCommit.Reply.WHEN_RECEIVED).isPresent();
    }

    /** Whether the reply names the merged transaction (BE: IsomorphicBatchWrite::_create_and_wait_async_task), and not the load. */
    private static boolean isMerged(final LoadRequest request, final LoadReply reply) {
        return Labels.isValid(reply.label()) && !reply.label().equals(request.label());
    }

    private static LoadOutcome received(final LoadRequest request, final LoadReply reply) {
        return isMerged(request, reply)
                ? new LoadOutcome.Received(request.label(), reply.label(), "Load [%s] into %s is received, and will be committed under label [%s]".formatted(
                        request.label(), request.table(), reply.label()), Optional.empty())
                : unknown(request, "the BE replied that it has the rows, but not under which label it commits them", LabelInquiry.failed(""));
    }

    /** Asks an FE once. */
    MergedState state(final LoadRequest request, final String mergedLabel, final CallScope scope) throws CallCancelledException {
        final LabelState state;
        try {
            state = labels.ask(request.table().database(), mergedLabel, scope);
        } catch (StarRocksException e) {
            return e.kind() == StarRocksException.Kind.NOT_FOUND
                    ? new MergedState.Ended(outcomes.failed(request, Reason.NOT_FOUND, e.getMessage()))
                    : new MergedState.Running(e.getMessage());
        }
        return switch (state.state()) {
            case COMMITTED, VISIBLE -> new MergedState.Ended(outcomes.committed(request, Evidence.LABEL_STATE, Findings.of(Origin.THIS_CALL)));
            case ABORTED -> new MergedState.Ended(outcomes.aborted(request, state, Reason.ABORTED,
                    Findings.of("it was merged into the load [%s]".formatted(mergedLabel), Origin.THIS_CALL)));
            case UNKNOWN -> new MergedState.Ended(unknown(request, "StarRocks does not know the label [%s] of the merged load".formatted(mergedLabel)));
            case PREPARE, PREPARED -> new MergedState.Running("");
        };
    }

    private LoadOutcome settle(final LoadRequest request, final LoadReply reply, final CallScope scope) throws CallCancelledException {
        final String circumstance = "the BE replied %s: %s".formatted(reply.report().status(), ServerText.marked(reply.report().serverMessage()));
        if (!isMerged(request, reply)) {
            return unknown(request, circumstance);
        }
        final LabelInquiry inquiry = labels.settle(new LabelStates.LabelRequest(request.table().database(), reply.label()), outcomeTimeout, scope);
        final LabelState last = inquiry.state().orElse(new LabelState(LabelState.State.UNKNOWN, ""));
        return switch (last.state()) {
            case COMMITTED, VISIBLE -> outcomes.committed(request, Evidence.LABEL_STATE, Findings.of(Origin.THIS_CALL));
            case ABORTED -> outcomes.aborted(request, last, Reason.ABORTED, Findings.of(circumstance, Origin.THIS_CALL).with(reply.report()));
            case UNKNOWN, PREPARE, PREPARED -> unknown(request, circumstance, inquiry);
        };
    }

    /** The outcome is open, and no label prevents a repetition from loading the rows twice. */
    LoadOutcome unknown(final LoadRequest request, final String circumstance) {
        return unknown(request, circumstance, LabelInquiry.failed(""));
    }

    private static LoadOutcome unknown(final LoadRequest request, final String circumstance, final LabelInquiry inquiry) {
        return new LoadOutcome.Unknown(request.label(), inquiry.state(), """
                Load [%s] into %s may or may not be committed: %s. Merge Commit is at-least-once: to send it again may load its rows twice, unless the table has a \
                PRIMARY KEY. Check for the rows in the table first, or load without Merge Commit""".formatted(request.label(), request.table(), circumstance),
                Optional.empty());
    }
}
