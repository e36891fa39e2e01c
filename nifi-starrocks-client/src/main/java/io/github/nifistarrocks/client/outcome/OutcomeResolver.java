package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.RejectedRow;

/** Turns answers, and the lack of one, into outcomes with a message for people. */
public final class OutcomeResolver {

    /** StarRocks' words for transactions that have taken too long. */
    private static final List<String> LATE = List.of("aborted by timeout", "timeout by txn manager");

    private final LabelStates labels;
    private final ErrorLogs errorLogs;
    private final Duration settleTime;

    /** @param settleTime longest time to ask for the state of a label whose load is still running */
    public OutcomeResolver(final LabelStates labels, final ErrorLogs errorLogs, final Duration settleTime) {
        this.labels = labels;
        this.errorLogs = errorLogs;
        this.settleTime = settleTime;
    }

    /** The FE answered the first hop itself: it sent nothing on, so nothing is loaded. */
    public LoadOutcome refusedByFrontend(final LoadRequest request, final HttpReply reply) {
        final String text = Replies.text(reply.body());
        if (reply.status() == 401) {
            return failed(request, Reason.DENIED, "the FE refused it: %s. Check user and password, and the INSERT privilege on the table"
                    .formatted(Sentences.withoutFullStop(text)));
        }
        if (reply.status() >= 500) {
            return throttled(request, Reason.BUSY, "the FE answered HTTP %d: %s".formatted(reply.status(), text));
        }
        if (reply.isRedirect() || reply.body().length == 0) {
            return throttled(request, Reason.INTERRUPTED, "the answer of the FE was cut off");
        }
        final ReplyClassification verdict = ReplyClassification.ofFailure(text);
        if (verdict instanceof final ReplyClassification.Throttled throttled) {
            return throttled(request, throttled.reason(), "the FE refused it: " + text);
        }
        if (verdict instanceof final ReplyClassification.Failed failed && failed.reason() != Reason.REQUEST_REFUSED) {
            return failed(request, failed.reason(), "the FE refused it: " + text);
        }
        return failed(request, Reason.UNEXPECTED,
                "the FE answered HTTP %d without naming a BE: %s. Check that the URL is that of a FE's HTTP port and not of a proxy"
                        .formatted(reply.status(), Sentences.withoutFullStop(text)));
    }

    /** The BE answered a Stream Load. */
    public LoadOutcome answered(final LoadRequest request, final BodyUpload.Result.Answered answer, final CallScope scope) throws CallCancelledException {
        final HttpReply reply = answer.reply();
        final LoadReply parsed;
        try {
            if (reply.status() != 200) {
                throw new IOException("HTTP " + reply.status());
            }
            parsed = LoadReply.parse(reply.body());
        } catch (IOException e) {
            final String words = "%s answered what no BE does (%s: %s)".formatted(answer.server().getAuthority(), e.getMessage(), reply.excerpt());
            if (answer.started()) {
                return settle(request, words, true, Optional.empty(), scope);
            }
            return unreadable(request, reply, words, scope);
        }
        final LoadReport report = parsed.report();
        final String words = "the BE answered %s: %s".formatted(report.status(), report.serverMessage());
        return switch (ReplyClassification.ofReply(report, parsed.existingJobStatus())) {
            case ReplyClassification.Committed committed when committed.evidence() == Evidence.LABEL_FINISHED ->
                // The counters are those of the refused repetition.
                committed(request, committed.evidence(), false, Optional.empty());
            case ReplyClassification.Committed committed when answer.started() -> committed(request, committed.evidence(), true, Optional.of(report));
            // Success without the body is none.
            case ReplyClassification.Committed ignored -> settle(request, words, false, Optional.of(report), scope);
            case ReplyClassification.AskLabel ignored ->
                settle(request, words, answer.started() && !ReplyClassification.namesUsedLabel(report), Optional.of(report), scope);
            case final ReplyClassification.Definite definite -> definite(request, definite, report, scope);
        };
    }

    /** Who answered did not take the rows; an earlier try may have been committed all the same. */
    private LoadOutcome unreadable(final LoadRequest request, final HttpReply reply, final String words, final CallScope scope) throws CallCancelledException {
        if (reply.status() >= 500) {
            return throttled(request, Reason.BUSY, words);
        }
        final LoadOutcome settled = settle(request, words, false, Optional.empty(), scope);
        final boolean cutOff = reply.status() == 200 && (reply.body().length == 0 || reply.body()[0] == '{');
        return settled instanceof LoadOutcome.Throttled && !cutOff ? failed(request, Reason.UNEXPECTED, words) : settled;
    }

    /** Nothing is loaded, in the server's own words. */
    public LoadOutcome definite(final LoadRequest request, final ReplyClassification.Definite verdict, final LoadReport report, final CallScope scope)
            throws CallCancelledException {
        return switch (verdict) {
            case ReplyClassification.Rejected ignored -> rejected(request, report, scope);
            case ReplyClassification.Throttled throttled -> new LoadOutcome.Throttled(request.label(), throttled.reason(),
                    notLoaded(request) + "the server answered: " + advised(report.serverMessage(), throttled.reason()),
                    Optional.of(report));
            case ReplyClassification.Failed failed -> new LoadOutcome.Failed(request.label(), failed.reason(),
                    notLoaded(request) + "the server answered: " + advised(report.serverMessage(), failed.reason()),
                    Optional.of(report));
        };
    }

    /**
     * Asks the label what the reply did not tell.
     *
     * @param own whether a load that is found committed can only be this call's
     */
    public LoadOutcome settle(final LoadRequest request, final String circumstance, final boolean own, final Optional<LoadReport> report, final CallScope scope)
            throws CallCancelledException {
        final LabelStates.Settled settled = labels.settle(request.table().database(), request.label(), settleTime, scope);
        return settled.last().isPresent()
                ? ofState(request, settled.last().get(), circumstance, own, report)
                : unknown(request, Optional.empty(), settled.untold(), circumstance, report);
    }

    /** What a label's state means. */
    public LoadOutcome ofState(final LoadRequest request, final LabelState last, final String circumstance, final boolean own, final Optional<LoadReport> report) {
        return switch (last.state()) {
            case VISIBLE, COMMITTED -> new LoadOutcome.Committed(request.label(), Evidence.LABEL_STATE, own,
                    "Load [%s] into %s is committed: %s, but the label is %s".formatted(request.label(), request.table(), circumstance, last.state()),
                    Optional.empty());
            case ABORTED -> aborted(request, circumstance, last.reason(), Reason.ABORTED, report);
            case UNKNOWN -> new LoadOutcome.Throttled(request.label(), Reason.INTERRUPTED,
                    notLoaded(request) + circumstance + ", and the FE knows of no load under the label", report);
            case PREPARE, PREPARED -> unknown(request, Optional.of(last), circumstance, report);
        };
    }

    public LoadOutcome unknown(final LoadRequest request, final Optional<LabelState> last, final String circumstance, final Optional<LoadReport> report) {
        return unknown(request, last, "no FE could tell the label's state", circumstance, report);
    }

    /** @param untold why the label's state is not known, when it is not */
    private LoadOutcome unknown(final LoadRequest request, final Optional<LabelState> last, final String untold, final String circumstance,
            final Optional<LoadReport> report) {
        final String state = last.map(known -> "after %d ms the label is still %s".formatted(settleTime.toMillis(), known.state()))
                .orElse(Sentences.withoutFullStop(untold));
        return new LoadOutcome.Unknown(request.label(), last, """
                Load [%s] into %s may or may not be committed: %s, and %s. Send it again under the same label, which cannot load it twice""".formatted(
                request.label(), request.table(), circumstance, state), report);
    }

    /** A commit of several tables was answered with OK, which is not to be believed alone, and the FE knows of no load. */
    public LoadOutcome okWithoutLabel(final LoadRequest request) {
        return new LoadOutcome.Failed(request.label(), Reason.UNEXPECTED, """
                Load [%s] into %s may or may not be committed: the FE answered OK, but for %d ms it has known of no load under the label. FEs before 4.0.7 answer so \
                when a commit over several tables fails, and the first ones of 4.0 when it succeeds, since they forget its label. Look into the tables before it is \
                sent again, and bring StarRocks to 4.0.7 or later""".formatted(request.label(), request.table(), settleTime.toMillis()), Optional.empty());
    }

    /**
     * The label was aborted.
     *
     * @param otherwise why it is to be sent again when the abort's reason is no known one
     */
    public LoadOutcome aborted(final LoadRequest request, final String circumstance, final String reason, final Reason otherwise, final Optional<LoadReport> report) {
        final String words = notLoaded(request) + circumstance + ", and the label was aborted: " + (reason.isEmpty() ? "no reason given" : reason);
        return switch (ReplyClassification.ofFailure(reason)) {
            case ReplyClassification.Rejected ignored -> new LoadOutcome.Rejected(request.label(), List.of(), words, report);
            case ReplyClassification.Failed failed when failed.reason() != Reason.REQUEST_REFUSED ->
                new LoadOutcome.Failed(request.label(), failed.reason(), words, report);
            case ReplyClassification.Throttled throttled when throttled.reason() != Reason.ABORTED ->
                new LoadOutcome.Throttled(request.label(), throttled.reason(), advised(words, throttled.reason()), report);
            case ReplyClassification.Failed ignored -> new LoadOutcome.Throttled(request.label(), otherwise, advised(words, Reason.ABORTED), report);
            case ReplyClassification.Throttled ignored -> new LoadOutcome.Throttled(request.label(), otherwise, advised(words, Reason.ABORTED), report);
            case ReplyClassification.AskLabel ignored -> new LoadOutcome.Throttled(request.label(), otherwise, advised(words, Reason.ABORTED), report);
            case ReplyClassification.Committed ignored -> throw new IllegalStateException("A failure's text is never taken for success");
        };
    }

    public LoadOutcome committed(final LoadRequest request, final Evidence evidence, final boolean bySameCall, final Optional<LoadReport> report) {
        final String how = switch (evidence) {
            case SUCCESS -> "is committed and visible";
            case PUBLISH_TIMEOUT -> "is committed and will be visible in a while (Publish Timeout)";
            case LABEL_FINISHED, LABEL_STATE -> "is committed";
        };
        return new LoadOutcome.Committed(request.label(), evidence, bySameCall, "Load [%s] into %s %s%s".formatted(request.label(), request.table(), how,
                bySameCall ? "" : ", from an earlier try under the same label"), report);
    }

    private LoadOutcome rejected(final LoadRequest request, final LoadReport report, final CallScope scope) throws CallCancelledException {
        List<RejectedRow> rows = List.of();
        String trouble = "";
        if (report.errorUrl().isPresent()) {
            try {
                rows = errorLogs.fetch(report.errorUrl().get(), scope);
            } catch (StarRocksException e) {
                trouble = ". " + e.getMessage();
            }
        }
        final String first = rows.isEmpty() ? "" : ". First: %s (row: %s)".formatted(rows.getFirst().reason(), rows.getFirst().row());
        final String refused = report.totalRows() > 0
                ? "the BE refused %d of %d rows".formatted(report.filteredRows(), report.totalRows())
                : "the BE refused rows";
        return new LoadOutcome.Rejected(request.label(), rows,
                "%s%s (%s)%s%s".formatted(notLoaded(request), refused, report.serverMessage(), first, trouble), Optional.of(report));
    }

    public LoadOutcome throttled(final LoadRequest request, final Reason reason, final String words) {
        return new LoadOutcome.Throttled(request.label(), reason, notLoaded(request) + advised(words, reason), Optional.empty());
    }

    public LoadOutcome failed(final LoadRequest request, final Reason reason, final String words) {
        return new LoadOutcome.Failed(request.label(), reason, notLoaded(request) + advised(words, reason), Optional.empty());
    }

    private static String notLoaded(final LoadRequest request) {
        return "Load [%s] into %s loaded nothing in this try: ".formatted(request.label(), request.table());
    }

    private static String advised(final String words, final Reason reason) {
        final String advice = advice(words, reason);
        return advice.isEmpty() ? words : Sentences.withoutFullStop(words) + advice;
    }

    private static String advice(final String words, final Reason reason) {
        return switch (reason) {
            case TOO_MANY_VERSIONS -> ". Send fewer and larger loads, for instance with MergeRecord in front, and look at the table's compaction";
            case TOO_MANY_TRANSACTIONS -> ". Lower the number of concurrent loads, or raise max_running_txn_num_per_db";
            case MEMORY -> ". Send smaller or fewer concurrent loads, or give the BEs more memory";
            case EMPTY -> ". Every row was left out by a condition, or there was none";
            case ABORTED -> LATE.stream().anyMatch(words::contains) ? ". Raise Load Timeout, or send smaller FlowFiles" : "";
            case BUSY, UNREACHABLE, INTERRUPTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, UNEXPECTED -> "";
        };
    }
}
