package io.github.nifistarrocks.client.load;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.client.core.TableId;

/**
 * The outcome of a load. There is no eighth case. Each case determines what a caller does next. The message says what failed, with label and table, why,
 * and what to do.
 */
public sealed interface LoadOutcome {

    String label();

    String message();

    /** The reply of the server, when it was received and could be read. */
    Optional<LoadReport> report();

    /** The same outcome with its message edited. */
    default LoadOutcome withMessage(final UnaryOperator<String> edit) {
        return switch (this) {
            case Committed committed -> committed.edited(edit);
            case Prepared prepared -> new Prepared(prepared.label, prepared.transactions, prepared.since, edit.apply(prepared.message), prepared.report);
            case Received received -> new Received(received.label, received.mergedLabel, edit.apply(received.message), received.report);
            case Rejected rejected -> new Rejected(rejected.label, rejected.rows, edit.apply(rejected.message), rejected.report);
            case Throttled throttled -> new Throttled(throttled.label, throttled.reason, edit.apply(throttled.message), throttled.report);
            case Failed failed -> new Failed(failed.label, failed.reason, edit.apply(failed.message), failed.report);
            case Unknown unknown -> new Unknown(unknown.label, unknown.lastState, edit.apply(unknown.message), unknown.report);
        };
    }

    /** Whether the server has all rows: they are in the table, or only their commit is missing. */
    default boolean hasRows() {
        return switch (this) {
            case Committed committed -> true;
            case Prepared prepared -> true;
            case Received received -> true;
            case Rejected rejected -> false;
            case Throttled throttled -> false;
            case Failed failed -> false;
            case Unknown unknown -> false;
        };
    }

    /**
     * The rows are in the table, or will be without further action.
     *
     * @param origin whose rows they are
     */
    record Committed(String label, Evidence evidence, Origin origin, String message, Optional<LoadReport> report) implements LoadOutcome {

        Committed edited(final UnaryOperator<String> edit) {
            return new Committed(label, evidence, origin, edit.apply(message), report);
        }

        /** Whether the committed rows are those of this call. */
        public boolean bySameCall() {
            return switch (origin) {
                case THIS_CALL, THIS_CALL_PERHAPS_AGAIN -> true;
                case PREVIOUS_ATTEMPT, PREVIOUS_ATTEMPT_PERHAPS_AGAIN -> false;
            };
        }
    }

    /**
     * The server has all rows in prepared transactions, which stay until they are committed or their prepared timeout ends. None of the rows is in the table.
     *
     * @param transactions in the order in which they must be committed
     * @param since a time before the first of them was prepared; nothing for one that a previous attempt has left, whose time is not known
     */
    record Prepared(String label, List<Transaction> transactions, Optional<Instant> since, String message, Optional<LoadReport> report) implements LoadOutcome {
        public Prepared {
            transactions = List.copyOf(transactions);
        }
    }

    /**
     * The server has all rows in memory, and commits them together with those of other loads. Only the state of the merged transaction shows the outcome.
     *
     * @param mergedLabel label of the merged transaction
     */
    record Received(String label, String mergedLabel, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** The server refused the rows. Nothing was loaded. {@code rows} are those in its error log. */
    record Rejected(String label, List<RejectedRow> rows, String message, Optional<LoadReport> report) implements LoadOutcome {
        public Rejected {
            rows = List.copyOf(rows);
        }
    }

    /** Nothing was loaded, and the same load may succeed later: the cluster is overloaded or cannot be reached. */
    record Throttled(String label, Reason reason, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** Nothing was loaded, and a user must act first. */
    record Failed(String label, Reason reason, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** The rows may or may not be loaded. The load must be sent again under the same label only, which then determines the outcome. */
    record Unknown(String label, Optional<LabelState> lastState, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /**
     * A transaction of one table.
     *
     * @param table into which it loads
     * @param label that identifies it
     */
    record Transaction(TableId table, String label) {}

    /** Whose rows are committed under a label. */
    enum Origin {
        /** The body of this call. */
        THIS_CALL,
        /** The body of this call. That of a previous attempt under another label may be committed as well. */
        THIS_CALL_PERHAPS_AGAIN,
        /** The body of a previous attempt under the same label, which this call does not know. */
        PREVIOUS_ATTEMPT,
        /** The body of a previous attempt. That of another one, under another label, may be committed as well. */
        PREVIOUS_ATTEMPT_PERHAPS_AGAIN
    }

    /** How it is known that a load is committed. */
    enum Evidence {
        /** The server replied Success. */
        SUCCESS,
        /** The server replied Publish Timeout: committed, visible a little later. */
        PUBLISH_TIMEOUT,
        /** The label was found finished: a previous attempt had committed it. */
        LABEL_FINISHED,
        /** The reply was lost. The state of the label shows it. */
        LABEL_STATE,
        /** The server has forgotten the label. Its load history shows that a previous attempt is committed. */
        LOAD_HISTORY,
        /** The server has forgotten the label of a prepared transaction, which it does only after a commit or the prepared timeout. */
        LABEL_FORGOTTEN
    }

    /** Why nothing was loaded. */
    enum Reason {
        TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE, INTERRUPTED, ABORTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY,
        UNEXPECTED,
        /** The server refused the load with a message without a known meaning. */
        UNKNOWN_MESSAGE;

        /** Whether it shows that nothing is committed, now and later. */
        public boolean isFinal() {
            return switch (this) {
                case TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE, INTERRUPTED, ABORTED, DENIED, NOT_FOUND, REDIRECT_REFUSED,
                        REQUEST_REFUSED, EMPTY ->
                    true;
                case UNEXPECTED, UNKNOWN_MESSAGE -> false;
            };
        }
    }
}
