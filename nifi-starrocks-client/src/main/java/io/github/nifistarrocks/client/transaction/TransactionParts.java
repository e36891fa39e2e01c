package io.github.nifistarrocks.client.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.transaction.StepReply.Sender;

/**
 * Sends parts into an open transaction. A part is sent again only when no server received any of it before. When it is unknown whether a part was
 * received, the transaction is rolled back.
 */
final class TransactionParts {

    private static final int MAX_ATTEMPTS = 4;

    private final TransactionCalls calls;
    private final TransactionRollback rollbacks;
    private final OutcomeResolver outcomes;

    TransactionParts(final TransactionCalls calls, final TransactionRollback rollbacks, final OutcomeResolver outcomes) {
        this.calls = calls;
        this.rollbacks = rollbacks;
        this.outcomes = outcomes;
    }

    static Optional<LoadPart> next(final LoadRequest request, final LoadParts source) throws LoadBodyException {
        try {
            return source.next();
        } catch (Exception e) {
            throw new LoadBodyException("The rows for load [%s] into %s could not be split into parts; nothing was loaded".formatted(request.label(),
                    request.table()), e);
        }
    }

    /** @return nothing when all parts were received; else the outcome of the load, whose transaction is over */
    Optional<LoadOutcome> sendAll(final TransactionContext context, final LoadPart first, final LoadParts source)
            throws LoadBodyException, CallCancelledException {
        final Map<TableId, Map<String, String>> headers = new HashMap<>();
        Optional<LoadPart> part = Optional.of(first);
        while (part.isPresent()) {
            final LoadPart complete = withHeaders(context, part.get());
            if (!headers.computeIfAbsent(complete.table(), table -> complete.headers()).equals(complete.headers())) {
                throw new IllegalArgumentException("The parts for %s have different headers".formatted(complete.table()));
            }
            final Optional<LoadOutcome> failure = send(context, complete);
            if (failure.isPresent()) {
                return failure;
            }
            part = next(context.request(), source);
        }
        return Optional.empty();
    }

    /** Refuses a part that the server would refuse with a rollback. */
    private static LoadPart withHeaders(final TransactionContext context, final LoadPart part) {
        final LoadRequest request = context.request();
        final boolean severalTables = context.style().hasSeveralTables();
        if (severalTables ? !part.table().database().equals(request.table().database()) : !part.table().equals(request.table())) {
            throw new IllegalArgumentException("A part for %s does not belong to a transaction on %s".formatted(part.table(), request.table()));
        }
        final Map<String, String> headers = new HashMap<>(severalTables ? Map.of() : request.headers());
        headers.putAll(part.headers());
        return new LoadPart(part.table(), headers, part.body());
    }

    private Optional<LoadOutcome> send(final TransactionContext context, final LoadPart part) throws LoadBodyException, CallCancelledException {
        final PollBackoff backoff = context.backoff();
        for (int attempts = 1;; attempts++) {
            final Sent sent = sent(calls.load(context, part));
            if (sent.reply instanceof final StepReply.Replied replied && replied.isSuccess() && sent.body == BodyState.SENT) {
                return Optional.empty();
            }
            final boolean again = sent.body == BodyState.NOT_SENT && mayPass(sent.reply) && attempts < MAX_ATTEMPTS;
            if (!again || !backoff.pause()) {
                return Optional.of(fail(context, sent.reply));
            }
        }
    }

    /** @param body how much of it was sent */
    private record Sent(StepReply reply, BodyState body) {}

    private static Sent sent(final BodyUpload.Result result) {
        return switch (result) {
            case BodyUpload.Result.Answered answered ->
                new Sent(StepReply.of("load", Sender.of(answered.server()), answered.reply()), answered.body());
            case BodyUpload.Result.Refused refused -> new Sent(StepReply.of("load", Sender.FRONTEND, refused.reply()), BodyState.NOT_SENT);
            case BodyUpload.Result.Lost lost -> new Sent(new StepReply.NoReply(lost.message()), lost.body());
            case BodyUpload.Result.NotSent notSent -> new Sent(new StepReply.NoReply(notSent.message()), BodyState.NOT_SENT);
            case BodyUpload.Result.Forbidden forbidden -> new Sent(new StepReply.Refused(Reason.REDIRECT_REFUSED, forbidden.message()), BodyState.NOT_SENT);
        };
    }

    private static boolean mayPass(final StepReply reply) {
        return switch (reply) {
            case StepReply.NoReply ignored -> true;
            case StepReply.Replied replied -> replied.meaning() instanceof final ReplyClassification.Throttled throttled && throttled.reason() == Reason.BUSY;
            case StepReply.Refused ignored -> false;
        };
    }

    private LoadOutcome fail(final TransactionContext context, final StepReply reply) throws CallCancelledException {
        final TransactionRollback.Result rollback = rollbacks.rollBack(context);
        // Not the rows of this call, which did not come to a commit.
        final Findings findings = Findings.of(reply.message(), Origin.PREVIOUS_ATTEMPT);
        return switch (reply) {
            case StepReply.Replied replied when replied.meaning() instanceof final ReplyClassification.Definite definite ->
                outcomes.definite(context.request(), definite, replied.report(), context.scope());
            case StepReply.Replied replied -> {
                final Findings refused = findings.because("a part of it was refused: " + replied.message());
                yield interrupted(context, rollback, replied.report().errorUrl().isPresent() ? refused.with(replied.report()) : refused);
            }
            case StepReply.NoReply noReply -> interrupted(context, rollback, findings.because("a part of it may be lost: " + noReply.message()));
            case StepReply.Refused refused -> outcomes.failed(context.request(), refused.reason(), refused.message());
        };
    }

    private LoadOutcome interrupted(final TransactionContext context, final TransactionRollback.Result rollback, final Findings findings) {
        final LoadRequest request = context.request();
        if (!rollback.isOver()) {
            // Only its own call commits a transaction of several tables. The next attempt has another label.
            return context.style().hasSeveralTables()
                    ? outcomes.throttled(request, Reason.INTERRUPTED,
                            findings.circumstance() + ". Its transaction could not be rolled back, and ends by its timeout")
                    : outcomes.unknown(request, rollback.label(), findings);
        }
        final LabelState state = rollback.label().state().orElseThrow();
        return switch (state.state()) {
            case ABORTED -> rollback.endedHere()
                    ? outcomes.throttled(request, Reason.INTERRUPTED, findings.circumstance() + ". Its transaction was rolled back")
                    : outcomes.aborted(request, state, Reason.INTERRUPTED, findings);
            case COMMITTED, VISIBLE, UNKNOWN, PREPARE, PREPARED -> outcomes.ofState(request, state, findings);
        };
    }
}
