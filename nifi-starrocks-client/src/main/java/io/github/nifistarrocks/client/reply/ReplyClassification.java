package io.github.nifistarrocks.client.reply;

import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;

/** The meaning of a reply for a load. Only a status that is known to mean success is success. A failure with an unknown message is retried. */
public sealed interface ReplyClassification {

    /** Committed. */
    record Committed(Evidence evidence) implements ReplyClassification {}

    /** The reply leaves the outcome open. The state of the label determines it. */
    record AskLabel() implements ReplyClassification {}

    /** Nothing is loaded. */
    sealed interface Definite extends ReplyClassification {}

    /** The server refused the rows. */
    record Rejected() implements Definite {}

    /** The same load may succeed later. */
    record Throttled(Reason reason) implements Definite {}

    /** A user must act first. */
    record Failed(Reason reason) implements Definite {}

    /** Interprets the message of a failure. After an unknown message a retry under the same label is harmless. */
    static ReplyClassification ofFailure(final String message) {
        return ServerMessage.meaning(message).orElse(new Throttled(Reason.UNKNOWN_MESSAGE));
    }

    /** Whether invalid rows may be the reason of a failure although its message does not say so. */
    private boolean mayBeRejected() {
        return this instanceof Failed || this instanceof final Throttled throttled && throttled.reason() == Reason.UNKNOWN_MESSAGE;
    }

    /**
     * Interprets the reply of a BE to a load.
     *
     * @param existingJobStatus of a label that exists already; else empty
     */
    static ReplyClassification ofReply(final LoadReport report, final String existingJobStatus) {
        return switch (ReplyStatus.of(report.status())) {
            case SUCCESS, OK -> new Committed(Evidence.SUCCESS);
            case PUBLISH_TIMEOUT -> new Committed(Evidence.PUBLISH_TIMEOUT);
            case LABEL_EXISTS -> "FINISHED".equals(existingJobStatus) ? new Committed(Evidence.LABEL_FINISHED) : new AskLabel();
            case FAIL, FAILED -> {
                final ReplyClassification meaning = ofFailure(report.serverMessage());
                yield meaning.mayBeRejected() && report.errorUrl().isPresent() && report.filteredRows() > 0 ? new Rejected() : meaning;
            }
            case STEP_PUBLISH_TIMEOUT, STEP_LABEL_EXISTS, INTERNAL_ERROR, ANALYSIS_ERROR, INVALID_ARGUMENT, TRANSACTION_BUSY, MEMORY_LIMIT, DATA_QUALITY,
                    OTHER ->
                new AskLabel();
        };
    }

    /** Interprets the reply to a step of a transaction, apart from success, whose meaning depends on the step. */
    static ReplyClassification ofStep(final LoadReport report) {
        return switch (ReplyStatus.of(report.status())) {
            case TRANSACTION_BUSY -> new Throttled(Reason.BUSY);
            case MEMORY_LIMIT -> new Throttled(Reason.MEMORY);
            case DATA_QUALITY -> new Rejected();
            case INVALID_ARGUMENT -> ServerMessage.meaning(report.serverMessage()).orElse(new Failed(Reason.REQUEST_REFUSED));
            case FAILED, FAIL, INTERNAL_ERROR, ANALYSIS_ERROR -> {
                final ReplyClassification meaning = ofFailure(report.serverMessage());
                yield meaning.mayBeRejected() && report.errorUrl().isPresent() ? new Rejected() : meaning;
            }
            // The label of this load is not that one.
            case LABEL_EXISTS, STEP_LABEL_EXISTS -> ServerMessage.EMPTY_LABEL_USED.isIn(report.serverMessage())
                    ? ofFailure(report.serverMessage())
                    : new AskLabel();
            case OK, SUCCESS, PUBLISH_TIMEOUT, STEP_PUBLISH_TIMEOUT, OTHER -> new AskLabel();
        };
    }

    /** Whether no row was left of a load. */
    static boolean isWithoutRows(final LoadReport report) {
        return ServerMessage.NO_ROWS_LEFT.isIn(report.serverMessage());
    }

    /** Whether a load was refused because its label is used. */
    static boolean isLabelUsed(final LoadReport report) {
        return switch (ReplyStatus.of(report.status())) {
            case LABEL_EXISTS, STEP_LABEL_EXISTS -> true;
            case OK, SUCCESS, PUBLISH_TIMEOUT, STEP_PUBLISH_TIMEOUT, FAIL, FAILED, INTERNAL_ERROR, ANALYSIS_ERROR, INVALID_ARGUMENT, TRANSACTION_BUSY,
                    MEMORY_LIMIT, DATA_QUALITY, OTHER ->
                ServerMessage.LABEL_USED.isIn(report.serverMessage());
        };
    }
}
