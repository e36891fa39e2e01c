package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.reply.ServerMessage;
import io.github.nifistarrocks.client.reply.ServerText;

/** Converts replies, states of labels, and the lack of them, to outcomes with their messages. */
public final class OutcomeResolver {

    /** What to do about {@link ServerMessage#HEADER_TOO_LARGE}. */
    public static final String HEADER_ADVICE = "Raise http_max_header_size in fe.conf, or load fewer columns at a time";

    private final LabelStates labels;
    private final ErrorLogs errorLogs;
    private final Duration outcomeTimeout;

    public OutcomeResolver(final ClusterConnection connection) {
        labels = new LabelStates(connection.frontends());
        errorLogs = new ErrorLogs(connection);
        outcomeTimeout = connection.config().timeouts().outcomeTimeout();
    }

    /** The FE replied to the first request itself. It named no BE, so nothing is loaded. */
    public LoadOutcome refusedByFrontend(final LoadRequest request, final HttpReply reply) {
        final String message = JsonReplies.message(reply.body());
        if (reply.status() == 401) {
            return failed(request, Reason.DENIED, "the FE refused it: %s. Check user and password, and the INSERT privilege on the table"
                    .formatted(ErrorText.withoutFullStop(message)));
        }
        if (reply.status() >= 500 && !(ReplyClassification.ofFailure(message) instanceof ReplyClassification.Failed)) {
            return throttled(request, Reason.UNREACHABLE, "the FE replied HTTP %d: %s".formatted(reply.status(), message));
        }
        if (ServerMessage.HEADER_TOO_LARGE.isIn(message)) {
            return failed(request, Reason.REQUEST_REFUSED, "the FE refused it: %s. %s".formatted(ErrorText.withoutFullStop(message), HEADER_ADVICE));
        }
        if (reply.isRedirect() || reply.body().length == 0) {
            return throttled(request, Reason.INTERRUPTED, "the reply of the FE was cut off");
        }
        final ReplyClassification meaning = ReplyClassification.ofFailure(message);
        final boolean replied = LoadReply.isFailure(reply.body());
        if (meaning instanceof final ReplyClassification.Throttled throttled && (replied || throttled.reason() != Reason.UNKNOWN_MESSAGE)) {
            return throttled(request, throttled.reason(), "the FE refused it: " + message);
        }
        if (meaning instanceof ReplyClassification.AskLabel && replied) {
            // Nothing was sent, so the next attempt finds the outcome of a previous one.
            return throttled(request, Reason.INTERRUPTED, "the FE refused it: " + message);
        }
        if (meaning instanceof final ReplyClassification.Failed failed && (replied || failed.reason() != Reason.REQUEST_REFUSED)) {
            return failed(request, failed.reason(), "the FE refused it: " + message);
        }
        return failed(request, Reason.UNEXPECTED, "the FE replied HTTP %d without naming a BE: %s. Check that the URL is that of the HTTP port of an FE"
                .formatted(reply.status(), ErrorText.withoutFullStop(message)));
    }

    /** The BE replied to a Stream Load. */
    public LoadOutcome answered(final LoadRequest request, final BodyUpload.Result.Answered answer, final CallScope scope) throws CallCancelledException {
        final HttpReply reply = answer.reply();
        final LoadReply parsed;
        try {
            if (reply.status() != 200) {
                throw new IOException("HTTP " + reply.status());
            }
            parsed = LoadReply.parse(reply.body());
        } catch (IOException e) {
            return unreadable(request, answer, "the reply of %s is not one of a BE (%s: %s)".formatted(answer.server().getAuthority(),
                    RowText.of(e.getMessage()), RowText.of(reply.excerpt())), scope);
        }
        final LoadReport report = parsed.report();
        final Findings findings = Findings.of(replied(report), answer.isBodySent() ? Origin.THIS_CALL : Origin.PREVIOUS_ATTEMPT).with(report);
        return switch (ReplyClassification.ofReply(report, parsed.existingJobStatus())) {
            case ReplyClassification.Committed committed when committed.evidence() == Evidence.LABEL_FINISHED ->
                // The counts are those of the refused repetition.
                committed(request, committed.evidence(), Findings.of(Origin.PREVIOUS_ATTEMPT));
            case ReplyClassification.Committed committed when answer.body() == BodyState.SENT -> committed(request, committed.evidence(), findings);
            case ReplyClassification.Committed ignored when answer.isBodySent() -> settleInPart(request, findings, scope);
            // Success without the body is not success.
            case ReplyClassification.Committed ignored -> settleNotSent(request, findings, scope);
            case ReplyClassification.AskLabel ignored when ReplyClassification.isLabelUsed(report) ->
                settle(request, Findings.of(replied(report), Origin.PREVIOUS_ATTEMPT).with(report), scope);
            case ReplyClassification.AskLabel ignored when answer.isBodySent() -> settle(request, findings, scope);
            case ReplyClassification.AskLabel ignored -> settleNotSent(request, findings, scope);
            case final ReplyClassification.Definite definite -> definite(request, definite, report, scope);
        };
    }

    private static String replied(final LoadReport report) {
        return "the BE replied %s: %s".formatted(report.status(), ServerText.marked(report.serverMessage()));
    }

    private LoadOutcome unreadable(final LoadRequest request, final BodyUpload.Result.Answered answer, final String circumstance, final CallScope scope)
            throws CallCancelledException {
        if (answer.isBodySent()) {
            return settle(request, Findings.of(circumstance, Origin.THIS_CALL), scope);
        }
        final HttpReply reply = answer.reply();
        if (reply.status() >= 500) {
            return throttled(request, Reason.BUSY, circumstance);
        }
        // The server did not receive the rows. A previous attempt may be committed nevertheless.
        final LoadOutcome settled = settleNotSent(request, Findings.of(circumstance, Origin.PREVIOUS_ATTEMPT), scope);
        final boolean cutOff = reply.status() == 200 && (reply.body().length == 0 || reply.body()[0] == '{');
        return settled instanceof LoadOutcome.Throttled && !cutOff ? failed(request, Reason.UNEXPECTED, circumstance) : settled;
    }

    /** Nothing is loaded, by the reply of the server. */
    public LoadOutcome definite(final LoadRequest request, final ReplyClassification.Definite meaning, final LoadReport report, final CallScope scope)
            throws CallCancelledException {
        return switch (meaning) {
            case ReplyClassification.Rejected ignored -> rejected(request, report, scope);
            case ReplyClassification.Throttled throttled -> new LoadOutcome.Throttled(request.label(), throttled.reason(),
                    notLoaded(request) + "the server replied: " + advised(ServerText.marked(report.serverMessage()), throttled.reason()), Optional.of(report));
            case ReplyClassification.Failed failed -> new LoadOutcome.Failed(request.label(), failed.reason(),
                    notLoaded(request) + "the server replied: " + advised(ServerText.marked(report.serverMessage()), failed.reason()), Optional.of(report));
        };
    }

    /** Determines an open outcome by the state of the label, when all rows were sent. A label that the FE does not know may be forgotten by then. */
    public LoadOutcome settle(final LoadRequest request, final Findings findings, final CallScope scope) throws CallCancelledException {
        final LabelInquiry inquiry = inquire(request, scope);
        return inquiry.is(LabelState.State.UNKNOWN) ? forgotten(request, findings) : settled(request, inquiry, findings);
    }

    private LoadOutcome settleNotSent(final LoadRequest request, final Findings findings, final CallScope scope) throws CallCancelledException {
        return settled(request, inquire(request, scope), findings);
    }

    private LabelInquiry inquire(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        // A prepared transaction waits for its commit, and a Stream Load in one request is never prepared.
        return labels.settle(LabelStates.LabelRequest.of(request), outcomeTimeout, scope, asked -> asked.isOver() || asked.is(LabelState.State.PREPARED));
    }

    private LoadOutcome settled(final LoadRequest request, final LabelInquiry inquiry, final Findings findings) {
        return inquiry.isKnown() ? ofState(request, inquiry.state().get(), findings) : unknown(request, inquiry, findings);
    }

    /** The FE does not know the label of rows that were sent: it was aborted and forgotten, lost with a leader, or committed and forgotten. */
    public LoadOutcome forgotten(final LoadRequest request, final Findings findings) {
        return new LoadOutcome.Unknown(request.label(), Optional.of(new LabelState(LabelState.State.UNKNOWN, "")), """
                Load [%s] into %s may or may not be committed: %s, and the FE does not know the label. Send it again under the same label""".formatted(
                request.label(), request.table(), findings.circumstance()), findings.report());
    }

    /** Determines an open outcome by the state of the label, when only a part of the rows was sent. */
    public LoadOutcome settleInPart(final LoadRequest request, final Findings findings, final CallScope scope) throws CallCancelledException {
        final LoadOutcome settled = settleNotSent(request, findings, scope);
        return settled instanceof LoadOutcome.Committed
                ? new LoadOutcome.Failed(request.label(), Reason.UNEXPECTED,
                        """
                        Load [%s] into %s is committed, but only a part of its rows was sent: %s. Rows are missing in the table. Check for a proxy between NiFi and the \
                        BEs, delete the loaded rows, and load the data under another label""".formatted(request.label(), request.table(),
                                findings.circumstance()),
                        findings.report())
                : settled;
    }

    /** The outcome by the state of the label. */
    public LoadOutcome ofState(final LoadRequest request, final LabelState last, final Findings findings) {
        return switch (last.state()) {
            case VISIBLE, COMMITTED -> new LoadOutcome.Committed(request.label(), Evidence.LABEL_STATE, findings.origin(),
                    "Load [%s] into %s is committed: %s, but the label is %s".formatted(request.label(), request.table(), findings.circumstance(),
                            last.state()),
                    Optional.empty());
            case ABORTED -> aborted(request, last, Reason.ABORTED, findings);
            case UNKNOWN -> new LoadOutcome.Throttled(request.label(), Reason.INTERRUPTED,
                    notLoaded(request) + findings.circumstance() + ", and the FE does not know the label", findings.report());
            case PREPARE, PREPARED -> unknown(request, LabelInquiry.of(last), findings);
        };
    }

    /** The outcome is still open after the outcome timeout. */
    public LoadOutcome unknown(final LoadRequest request, final LabelInquiry inquiry, final Findings findings) {
        final String state = inquiry.state().map(last -> switch (last.state()) {
            case PREPARED -> "the label is PREPARED";
            case UNKNOWN, PREPARE, COMMITTED, VISIBLE, ABORTED -> "the label is still %s after %d ms".formatted(last.state(), outcomeTimeout.toMillis());
        })
                .orElse(ErrorText.withoutFullStop(inquiry.problem()));
        return new LoadOutcome.Unknown(request.label(), inquiry.state(), """
                Load [%s] into %s may or may not be committed: %s, and %s. Send it again under the same label, which cannot load it twice""".formatted(
                request.label(), request.table(), findings.circumstance(), state), findings.report());
    }

    /** The reply to the commit of several tables was OK, which is not sufficient, and the FE does not know the label. */
    public LoadOutcome okWithoutLabel(final LoadRequest request) {
        return new LoadOutcome.Failed(request.label(), Reason.UNEXPECTED, """
                Load [%s] into %s may or may not be committed: the FE replied OK, but for %d ms it has not known the label. FEs before 4.0.7 reply OK even when \
                such a commit fails. The first FEs of 4.0 also forget the label when it succeeds. Check the tables before sending it again, and upgrade StarRocks \
                to 4.0.7 or later""".formatted(request.label(), request.table(), outcomeTimeout.toMillis()), Optional.empty());
    }

    /**
     * The label was aborted.
     *
     * @param otherwise reason of the outcome when the reason of the abort is unknown
     */
    public LoadOutcome aborted(final LoadRequest request, final LabelState label, final Reason otherwise, final Findings findings) {
        final String reason = label.reason().isEmpty() ? "no reason given" : ServerText.marked(label.reason());
        final String message = notLoaded(request) + findings.circumstance() + ", and the label was aborted: " + reason;
        return switch (ReplyClassification.ofFailure(label.reason())) {
            case ReplyClassification.Rejected ignored -> new LoadOutcome.Rejected(request.label(), List.of(), message, findings.report());
            case ReplyClassification.Failed failed when failed.reason() != Reason.REQUEST_REFUSED ->
                new LoadOutcome.Failed(request.label(), failed.reason(), message, findings.report());
            case ReplyClassification.Throttled throttled when throttled.reason() != Reason.ABORTED && throttled.reason() != Reason.UNKNOWN_MESSAGE ->
                new LoadOutcome.Throttled(request.label(), throttled.reason(), advised(message, throttled.reason()), findings.report());
            case ReplyClassification.Failed ignored -> abortedOtherwise(request, otherwise, message, findings);
            case ReplyClassification.Throttled ignored -> abortedOtherwise(request, otherwise, message, findings);
            case ReplyClassification.AskLabel ignored -> abortedOtherwise(request, otherwise, message, findings);
            case ReplyClassification.Committed ignored -> throw new IllegalStateException("A failure is never interpreted as success");
        };
    }

    private static LoadOutcome abortedOtherwise(final LoadRequest request, final Reason reason, final String message, final Findings findings) {
        return new LoadOutcome.Throttled(request.label(), reason, advised(message, Reason.ABORTED), findings.report());
    }

    /** The load is committed. The circumstance of the findings is ignored. */
    public LoadOutcome.Committed committed(final LoadRequest request, final Evidence evidence, final Findings findings) {
        final String state = switch (evidence) {
            case SUCCESS -> "is committed and visible";
            case PUBLISH_TIMEOUT -> "is committed and will be visible later (Publish Timeout)";
            case LABEL_FINISHED, LABEL_STATE, LOAD_HISTORY, LABEL_FORGOTTEN -> "is committed";
        };
        return new LoadOutcome.Committed(request.label(), evidence, findings.origin(),
                "Load [%s] into %s %s%s".formatted(request.label(), request.table(), state, fromWhom(findings.origin())), findings.report());
    }

    /** An outcome that a person must decide about says whether a previous attempt may be committed. */
    public LoadOutcome ofAttempt(final LoadOutcome outcome, final Origin origin) {
        return switch (origin) {
            case THIS_CALL, PREVIOUS_ATTEMPT -> outcome;
            case THIS_CALL_PERHAPS_AGAIN, PREVIOUS_ATTEMPT_PERHAPS_AGAIN -> switch (outcome) {
                case LoadOutcome.Failed failed -> new LoadOutcome.Failed(failed.label(), failed.reason(), doubted(failed), failed.report());
                case LoadOutcome.Rejected rejected -> new LoadOutcome.Rejected(rejected.label(), rejected.rows(), doubted(rejected), rejected.report());
                case LoadOutcome.Committed committed -> committed;
                case LoadOutcome.Prepared prepared -> prepared;
                case LoadOutcome.Received received -> received;
                case LoadOutcome.Throttled throttled -> throttled;
                case LoadOutcome.Unknown unknown -> unknown;
            };
        };
    }

    private static String doubted(final LoadOutcome outcome) {
        return "%s. A previous attempt under another label may be committed, because the FE did not confirm its end. Check the tables before sending the rows again"
                .formatted(ErrorText.withoutFullStop(outcome.message()));
    }

    /** The end of a sentence. */
    private static String fromWhom(final Origin origin) {
        return switch (origin) {
            case THIS_CALL -> "";
            case THIS_CALL_PERHAPS_AGAIN -> ", and a previous attempt under another label may be committed as well";
            case PREVIOUS_ATTEMPT -> ", from a previous attempt under the same label";
            case PREVIOUS_ATTEMPT_PERHAPS_AGAIN -> ", from a previous attempt, and one under another label may be committed as well";
        };
    }

    /**
     * The rows are in a prepared transaction.
     *
     * @param since a time before it was prepared; nothing when it is not known
     */
    public LoadOutcome prepared(final LoadRequest request, final Optional<Instant> since, final Findings findings) {
        final String origin = switch (findings.origin()) {
            case THIS_CALL, THIS_CALL_PERHAPS_AGAIN -> "";
            case PREVIOUS_ATTEMPT, PREVIOUS_ATTEMPT_PERHAPS_AGAIN -> " by a previous attempt under the same label";
        };
        return new LoadOutcome.Prepared(request.label(), List.of(request.label()), since,
                "Load [%s] into %s is prepared%s, and not committed yet".formatted(request.label(), request.table(), origin), findings.report());
    }

    /**
     * Whether a prepared transaction is committed is not known.
     *
     * @param problem with its commit; empty if none was sent
     */
    public LoadOutcome preparedUnknown(final LoadRequest request, final LabelInquiry inquiry, final String problem) {
        final String state = inquiry.state().map(last -> "the label is %s".formatted(last.state())).orElse(ErrorText.withoutFullStop(inquiry.problem()));
        return new LoadOutcome.Unknown(request.label(), inquiry.state(), "Load [%s] into %s is prepared, and may or may not be committed: %s%s".formatted(
                request.label(), request.table(), problem.isEmpty() ? "" : ErrorText.withoutFullStop(problem) + ", and ", state), Optional.empty());
    }

    /** A prepared transaction cannot be committed before a user acts. */
    public LoadOutcome preparedFailed(final LoadRequest request, final Reason reason, final String problem) {
        return new LoadOutcome.Failed(request.label(), reason,
                "Load [%s] into %s was prepared, and its commit cannot be verified: %s".formatted(request.label(), request.table(), problem), Optional.empty());
    }

    /**
     * A request that must precede the load failed.
     *
     * @param circumstance what is unknown therefore
     */
    public LoadOutcome notSent(final LoadRequest request, final String circumstance, final StarRocksException failure) {
        final String message = "%s: %s".formatted(circumstance, failure.getMessage());
        return switch (failure.kind()) {
            case UNAVAILABLE, OVERLOADED, PROTOCOL -> throttled(request, Reason.UNREACHABLE, message);
            case DENIED -> failed(request, Reason.DENIED, message);
            case NOT_FOUND -> failed(request, Reason.NOT_FOUND, message);
            case INVALID, EXPIRED, BATCH_TOO_LARGE -> failed(request, Reason.UNEXPECTED, message);
        };
    }

    private LoadOutcome rejected(final LoadRequest request, final LoadReport report, final CallScope scope) throws CallCancelledException {
        List<RejectedRow> rows = List.of();
        String problem = "";
        if (report.errorUrl().isPresent()) {
            try {
                rows = errorLogs.fetch(report.errorUrl().get(), scope);
            } catch (StarRocksException e) {
                problem = ". " + e.getMessage();
            }
        }
        final String first = rows.isEmpty()
                ? ""
                : ". First: %s (row: %s)".formatted(ServerText.marked(rows.getFirst().reason()), RowText.of(rows.getFirst().row()));
        final String refused = report.totalRows() > 0
                ? "the BE refused %d of %d rows".formatted(report.filteredRows(), report.totalRows())
                : "the BE refused rows";
        return new LoadOutcome.Rejected(request.label(), rows,
                "%s%s (%s)%s%s".formatted(notLoaded(request), refused, ServerText.marked(report.serverMessage()), first, problem), Optional.of(report));
    }

    /** Nothing was loaded, and a retry may succeed. */
    public LoadOutcome throttled(final LoadRequest request, final Reason reason, final String circumstance) {
        return new LoadOutcome.Throttled(request.label(), reason, notLoaded(request) + advised(circumstance, reason), Optional.empty());
    }

    /** Nothing was loaded, and a user must act first. */
    public LoadOutcome failed(final LoadRequest request, final Reason reason, final String circumstance) {
        return new LoadOutcome.Failed(request.label(), reason, notLoaded(request) + advised(circumstance, reason), Optional.empty());
    }

    private static String notLoaded(final LoadRequest request) {
        return "Load [%s] into %s loaded nothing in this attempt: ".formatted(request.label(), request.table());
    }

    private static String advised(final String message, final Reason reason) {
        final String advice = advice(message, reason);
        return advice.isEmpty() ? message : "%s. %s".formatted(ErrorText.withoutFullStop(message), advice);
    }

    private static String advice(final String message, final Reason reason) {
        return switch (reason) {
            case TOO_MANY_VERSIONS -> "Send fewer and larger loads, for instance with MergeRecord upstream, and check the compaction of the table";
            case TOO_MANY_TRANSACTIONS -> "Lower the number of concurrent loads, or raise max_running_txn_num_per_db";
            case MEMORY -> "Send smaller or fewer concurrent loads, or give the BEs more memory";
            case EMPTY -> "There was no row, or a condition excluded every row";
            case ABORTED -> ServerMessage.ABORTED_LATE.isIn(message) ? "Raise Load Timeout, or send smaller FlowFiles" : "";
            case UNKNOWN_MESSAGE -> "This message has no known meaning, so the load is sent again. If it persists, check the log of StarRocks";
            case BUSY, UNREACHABLE, INTERRUPTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, UNEXPECTED -> "";
        };
    }
}
