package io.github.nifistarrocks.client.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport.UploadReply;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;

/** Turns answers, and the lack of one, into outcomes with a message for people. */
final class OutcomeJudge {

    private final LabelStates labels;
    private final ErrorLogs errorLogs;
    private final Duration settleTime;

    /** @param settleTime longest time to ask for the state of a label whose load is still running */
    OutcomeJudge(final LabelStates labels, final ErrorLogs errorLogs, final Duration settleTime) {
        this.labels = labels;
        this.errorLogs = errorLogs;
        this.settleTime = settleTime;
    }

    /** The FE answered the first hop itself: it sent nothing on, so nothing is loaded. */
    LoadOutcome refusedByFrontend(final LoadRequest request, final HttpReply reply) {
        final String text = Replies.text(reply.body());
        if (reply.status() == 401) {
            return failed(request, Reason.DENIED, "the FE refused it: %s. Check user and password, and the INSERT privilege on the table".formatted(text));
        }
        if (reply.status() >= 500) {
            return throttled(request, Reason.BUSY, "the FE answered HTTP %d: %s".formatted(reply.status(), text));
        }
        final Verdict verdict = Verdict.ofFailure(text);
        if (verdict instanceof final Verdict.Throttled throttled) {
            return throttled(request, throttled.reason(), "the FE refused it: " + text);
        }
        if (verdict instanceof final Verdict.Failed failed && failed.reason() != Reason.REQUEST_REFUSED) {
            return failed(request, failed.reason(), "the FE refused it: " + text);
        }
        return failed(request, Reason.UNEXPECTED,
                "the FE answered HTTP %d without naming a BE: %s. Check that the URL is that of a FE's HTTP port and not of a proxy"
                        .formatted(reply.status(), text));
    }

    /** No FE could be asked. */
    LoadOutcome frontendFailed(final LoadRequest request, final StarRocksException failure) {
        return failure.isRetryable() ? throttled(request, Reason.UNREACHABLE, failure.getMessage()) : failed(request, Reason.UNEXPECTED, failure.getMessage());
    }

    /** The BE answered. */
    LoadOutcome answered(final LoadRequest request, final URI backend, final UploadReply answer, final CallScope scope) throws CallCancelledException {
        final HttpReply reply = answer.reply();
        final LoadReply parsed;
        try {
            if (reply.status() != 200) {
                throw new IOException("HTTP " + reply.status());
            }
            parsed = LoadReply.parse(reply.body());
        } catch (IOException e) {
            final String words = "%s answered what no BE does (%s: %s)".formatted(backend.getAuthority(), e.getMessage(), reply.excerpt());
            if (answer.started()) {
                return settle(request, words, Optional.empty(), scope);
            }
            return reply.status() >= 500 ? throttled(request, Reason.BUSY, words) : failed(request, Reason.UNEXPECTED, words);
        }
        final LoadReport report = parsed.report();
        final Optional<LoadReport> told = Optional.of(report);
        return switch (Verdict.ofReply(report, parsed.existingJobStatus())) {
            case Verdict.Committed committed -> committed(request, committed.evidence(), told);
            case Verdict.AskLabel ignored -> settle(request, "the BE answered %s: %s".formatted(report.status(), report.serverMessage()), told, scope);
            case Verdict.Rejected ignored -> rejected(request, report, scope);
            case Verdict.Throttled throttled -> new LoadOutcome.Throttled(request.label(), throttled.reason(),
                    notLoaded(request) + "the BE answered: " + report.serverMessage() + advice(throttled.reason()), told);
            case Verdict.Failed failed -> new LoadOutcome.Failed(request.label(), failed.reason(),
                    notLoaded(request) + "the BE answered: " + report.serverMessage() + advice(failed.reason()), told);
        };
    }

    /** Asks the label what the reply did not tell. */
    LoadOutcome settle(final LoadRequest request, final String circumstance, final Optional<LoadReport> report, final CallScope scope)
            throws CallCancelledException {
        final Optional<LabelState> last = labels.settle(request.table().database(), request.label(), settleTime, scope);
        if (last.isEmpty()) {
            return unknown(request, last, report, "Load [%s] into %s may or may not be committed: %s, and no FE could tell the label's state"
                    .formatted(request.label(), request.table(), circumstance));
        }
        return switch (last.get().state()) {
            case VISIBLE, COMMITTED -> new LoadOutcome.Committed(request.label(), Evidence.LABEL_STATE,
                    "Load [%s] into %s is committed: %s, but the label is %s".formatted(request.label(), request.table(), circumstance, last.get().state()),
                    Optional.empty());
            case ABORTED -> aborted(request, circumstance, last.get().reason(), report);
            case UNKNOWN -> new LoadOutcome.Throttled(request.label(), Reason.INTERRUPTED,
                    notLoaded(request) + circumstance + ", and the FE knows of no load under the label", report);
            case PREPARE, PREPARED -> unknown(request, last, report, "Load [%s] into %s is still running after %d s: %s"
                    .formatted(request.label(), request.table(), settleTime.toSeconds(), circumstance));
        };
    }

    private static LoadOutcome unknown(final LoadRequest request, final Optional<LabelState> last, final Optional<LoadReport> report, final String words) {
        return new LoadOutcome.Unknown(request.label(), last, words + ". Send it again under the same label, which cannot load it twice", report);
    }

    private LoadOutcome aborted(final LoadRequest request, final String circumstance, final String reason, final Optional<LoadReport> report) {
        final String words = notLoaded(request) + circumstance + ", and the label was aborted: " + (reason.isEmpty() ? "no reason given" : reason);
        return switch (Verdict.ofFailure(reason)) {
            case Verdict.Rejected ignored -> new LoadOutcome.Rejected(request.label(), List.of(), words, report);
            case Verdict.Failed failed when failed.reason() != Reason.REQUEST_REFUSED ->
                new LoadOutcome.Failed(request.label(), failed.reason(), words, report);
            case Verdict.Throttled throttled -> new LoadOutcome.Throttled(request.label(), throttled.reason(), words + advice(throttled.reason()), report);
            case Verdict.Failed ignored -> new LoadOutcome.Throttled(request.label(), Reason.ABORTED, words, report);
            case Verdict.AskLabel ignored -> new LoadOutcome.Throttled(request.label(), Reason.ABORTED, words, report);
            case Verdict.Committed ignored -> throw new IllegalStateException("A failure's text is never taken for success");
        };
    }

    private static LoadOutcome committed(final LoadRequest request, final Evidence evidence, final Optional<LoadReport> told) {
        final String how = switch (evidence) {
            case SUCCESS -> "is committed and visible";
            case PUBLISH_TIMEOUT -> "is committed and will be visible in a while (Publish Timeout)";
            case LABEL_FINISHED, LABEL_STATE -> "had been committed by an earlier try under the same label";
        };
        // With a finished label the counters are those of the refused repetition.
        return new LoadOutcome.Committed(request.label(), evidence, "Load [%s] into %s %s".formatted(request.label(), request.table(), how),
                evidence == Evidence.LABEL_FINISHED ? Optional.empty() : told);
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
        return new LoadOutcome.Rejected(request.label(), rows, "%sthe BE refused %d of %d rows (%s)%s%s"
                .formatted(notLoaded(request), report.filteredRows(), report.totalRows(), report.serverMessage(), first, trouble), Optional.of(report));
    }

    LoadOutcome throttled(final LoadRequest request, final Reason reason, final String words) {
        return new LoadOutcome.Throttled(request.label(), reason, notLoaded(request) + words + advice(reason), Optional.empty());
    }

    LoadOutcome failed(final LoadRequest request, final Reason reason, final String words) {
        return new LoadOutcome.Failed(request.label(), reason, notLoaded(request) + words + advice(reason), Optional.empty());
    }

    private static String notLoaded(final LoadRequest request) {
        return "Load [%s] into %s loaded nothing: ".formatted(request.label(), request.table());
    }

    private static String advice(final Reason reason) {
        return switch (reason) {
            case TOO_MANY_VERSIONS -> ". Send fewer and larger loads, for instance with MergeRecord in front, and look at the table's compaction";
            case TOO_MANY_TRANSACTIONS -> ". Lower the number of concurrent loads, or raise max_running_txn_num_per_db";
            case MEMORY -> ". Send smaller or fewer concurrent loads, or give the BEs more memory";
            case EMPTY -> ". Every row was left out by a condition, or there was none";
            case BUSY, UNREACHABLE, INTERRUPTED, ABORTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, UNEXPECTED -> "";
        };
    }
}
