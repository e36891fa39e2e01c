package io.github.nifistarrocks.client.transaction;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.outcome.ReplyClassification;
import io.github.nifistarrocks.client.transaction.TransactionCalls.Answer;

/**
 * Brings parts into an open transaction. A part is sent again only when the server was sent nothing of it before; a part of which nobody knows
 * whether it was taken costs the transaction, which is rolled back.
 */
final class TransactionParts {

    private static final int MAX_TRIES = 4;

    private final TransactionCalls calls;
    private final TransactionUndo undo;
    private final OutcomeResolver judge;
    private final Duration settleTime;

    TransactionParts(final TransactionCalls calls, final TransactionUndo undo, final OutcomeResolver judge, final Duration settleTime) {
        this.calls = calls;
        this.undo = undo;
        this.judge = judge;
        this.settleTime = settleTime;
    }

    /** @return nothing when the part is taken; else what became of the load, whose transaction is ended */
    Optional<LoadOutcome> send(final LoadRequest request, final LoadPart part, final TransactionStyle style, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        final PollBackoff patience = new PollBackoff(settleTime);
        for (int tries = 1;; tries++) {
            final Sent sent = sent(calls.load(request, part, style, scope));
            if (sent.answer() instanceof final Answer.Told told && told.isOk() && sent.started()) {
                return Optional.empty();
            }
            final boolean again = !sent.started() && mayPass(sent.answer()) && tries < MAX_TRIES;
            if (!again || !patience.pause(scope)) {
                return Optional.of(fail(request, style, sent.answer(), scope));
            }
        }
    }

    /** @param started whether a server was sent any of the body */
    private record Sent(Answer answer, boolean started) {}

    private static Sent sent(final BodyUpload.Result result) {
        return switch (result) {
            case BodyUpload.Result.Answered answered -> new Sent(answer(answered.reply(), Optional.of(answered.server())), answered.started());
            case BodyUpload.Result.Refused refused -> new Sent(answer(refused.reply(), Optional.empty()), false);
            case BodyUpload.Result.Lost lost -> new Sent(new Answer.Unclear(lost.words()), true);
            case BodyUpload.Result.NotSent notSent -> new Sent(new Answer.Unclear(notSent.words()), false);
            case BodyUpload.Result.Forbidden forbidden -> new Sent(new Answer.Refused(Reason.REDIRECT_REFUSED, forbidden.words()), false);
        };
    }

    private static Answer answer(final HttpReply reply, final Optional<URI> server) {
        return TransactionCalls.answer(reply, server);
    }

    private static boolean mayPass(final Answer answer) {
        return switch (answer) {
            case Answer.Unclear ignored -> true;
            case Answer.Told told -> told.verdict() instanceof final ReplyClassification.Throttled throttled && throttled.reason() == Reason.BUSY;
            case Answer.Refused ignored -> false;
        };
    }

    private LoadOutcome fail(final LoadRequest request, final TransactionStyle style, final Answer answer, final CallScope scope)
            throws CallCancelledException {
        final TransactionUndo.Undone undone = undo.undo(request, style, scope);
        return switch (answer) {
            case Answer.Told told when told.verdict() instanceof final ReplyClassification.Definite definite ->
                judge.definite(request, definite, told.reply().report(), scope);
            case Answer.Told told -> interrupted(request, "a part of it was not taken: " + told.words(), undone, told.reply().report().errorUrl().isPresent()
                    ? Optional.of(told.reply().report())
                    : Optional.empty());
            case Answer.Unclear unclear -> interrupted(request, "a part of it may be lost: " + unclear.words(), undone, Optional.empty());
            case Answer.Refused refused -> judge.failed(request, refused.reason(), refused.words());
        };
    }

    private LoadOutcome interrupted(final LoadRequest request, final String words, final TransactionUndo.Undone undone, final Optional<LoadReport> report) {
        if (!undone.isOver()) {
            return judge.unknown(request, undone.state(), words, report);
        }
        final LabelState state = undone.state().orElseThrow();
        return switch (state.state()) {
            case ABORTED -> undone.byUs()
                    ? judge.throttled(request, Reason.INTERRUPTED, words + ". Its transaction was rolled back")
                    : judge.aborted(request, words, state.reason(), Reason.INTERRUPTED, report);
            // Not by this call, which never came to a commit.
            case COMMITTED, VISIBLE, UNKNOWN, PREPARE, PREPARED -> judge.ofState(request, state, words, false, report);
        };
    }
}
