package io.github.nifistarrocks.client.load;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of a load. There is no sixth case. Each case determines what a caller does next. The message says what failed, with label and table, why,
 * and what to do.
 */
public sealed interface LoadOutcome {

    String label();

    String message();

    /** The reply of the server, when it was received and could be read. */
    Optional<LoadReport> report();

    /**
     * The rows are in the table, or will be without further action.
     *
     * @param origin whose rows they are
     */
    record Committed(String label, Evidence evidence, Origin origin, String message, Optional<LoadReport> report) implements LoadOutcome {

        /** Whether the committed rows are those of this call. */
        public boolean bySameCall() {
            return origin == Origin.THIS_CALL;
        }
    }

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

    /** Whose rows are committed under a label. */
    enum Origin {
        /** The body of this call. */
        THIS_CALL,
        /** The body of a previous attempt under the same label, which this call does not know. */
        PREVIOUS_ATTEMPT
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
        LABEL_STATE
    }

    /** Why nothing was loaded. */
    enum Reason {
        TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE, INTERRUPTED, ABORTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY,
        UNEXPECTED,
        /** The server refused the load with a message without a known meaning. */
        UNKNOWN_MESSAGE
    }
}
