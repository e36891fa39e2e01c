package io.github.nifistarrocks.client.streamload;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.LoadReply;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.ReplyClassification;

/**
 * What became of a load that the server merges with others. The label that was sent is no transaction's; a reply may name the merged transaction's
 * label, which then tells what the reply did not.
 */
final class MergeCommitOutcomes {

    private final LabelStates labels;
    private final OutcomeResolver judge;
    private final Duration settleTime;

    MergeCommitOutcomes(final LabelStates labels, final OutcomeResolver judge, final Duration settleTime) {
        this.labels = labels;
        this.judge = judge;
        this.settleTime = settleTime;
    }

    LoadOutcome answered(final LoadRequest request, final BodyUpload.Result.Answered answer, final CallScope scope) throws CallCancelledException {
        final HttpReply reply = answer.reply();
        if (!answer.started()) {
            return refused(request, answer, scope);
        }
        try {
            if (reply.status() != 200) {
                throw new IOException("HTTP " + reply.status());
            }
            final LoadReply parsed = LoadReply.parse(reply.body());
            final LoadReport report = parsed.report();
            final Optional<LoadReport> counters = parsed.hasCounters() ? Optional.of(report) : Optional.empty();
            return switch (ReplyClassification.ofReply(report, parsed.existingJobStatus())) {
                case ReplyClassification.Committed committed when committed.evidence() != Evidence.LABEL_FINISHED ->
                    judge.committed(request, committed.evidence(), true, counters);
                case ReplyClassification.Rejected rejected -> judge.definite(request, rejected, report, scope);
                case ReplyClassification.Throttled throttled -> judge.definite(request, throttled, report, scope);
                case ReplyClassification.Failed failed when failed.reason() != Reason.REQUEST_REFUSED -> judge.definite(request, failed, report, scope);
                case ReplyClassification.Committed ignored -> settle(request, parsed, scope);
                case ReplyClassification.Failed ignored -> settle(request, parsed, scope);
                case ReplyClassification.AskLabel ignored -> settle(request, parsed, scope);
            };
        } catch (IOException e) {
            return unknown(request, "%s answered what no BE does (%s: %s)".formatted(answer.server().getAuthority(), e.getMessage(), reply.excerpt()),
                    Optional.empty());
        }
    }

    /** Before the body there was nothing to load. */
    private LoadOutcome refused(final LoadRequest request, final BodyUpload.Result.Answered answer, final CallScope scope) throws CallCancelledException {
        try {
            final LoadReport report = LoadReply.parse(answer.reply().body()).report();
            if (answer.reply().status() == 200 && ReplyClassification.ofReply(report, "") instanceof final ReplyClassification.Definite definite) {
                return judge.definite(request, definite, report, scope);
            }
        } catch (IOException e) {
            // Not a BE's reply; taken for a FE's or a proxy's.
        }
        return judge.refusedByFrontend(request, answer.reply());
    }

    private LoadOutcome settle(final LoadRequest request, final LoadReply reply, final CallScope scope) throws CallCancelledException {
        final String words = "the BE answered %s: %s".formatted(reply.report().status(), reply.report().serverMessage());
        if (!Labels.isValid(reply.label()) || reply.label().equals(request.label())) {
            return unknown(request, words, Optional.empty());
        }
        final Optional<LabelState> state = labels.settle(request.table().database(), reply.label(), settleTime, scope).last();
        return switch (state.map(LabelState::state).orElse(LabelState.State.UNKNOWN)) {
            case COMMITTED, VISIBLE -> judge.committed(request, Evidence.LABEL_STATE, true, Optional.empty());
            case ABORTED -> judge.aborted(request, words, state.get().reason(), Reason.ABORTED, Optional.of(reply.report()));
            case UNKNOWN, PREPARE, PREPARED -> unknown(request, words, state);
        };
    }

    /** Nobody can tell, and no label keeps a repetition from loading twice. */
    LoadOutcome unknown(final LoadRequest request, final String circumstance, final Optional<LabelState> state) {
        return new LoadOutcome.Unknown(request.label(), state, ("Load [%s] into %s may or may not be committed: %s. Merge Commit is at-least-once: to send it "
                + "again may load its rows twice, which only a PRIMARY KEY table forgives. Look for the rows in the table first, or load without Merge Commit")
                .formatted(request.label(), request.table(), circumstance), Optional.empty());
    }
}
