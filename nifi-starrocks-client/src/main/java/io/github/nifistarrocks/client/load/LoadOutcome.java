package io.github.nifistarrocks.client.load;

import java.util.List;
import java.util.Optional;

/**
 * What became of a load. There is no sixth case and no boolean: each outcome tells a caller what to do next. The message is one or two sentences
 * for people, with table and label, what the server said, and what to do.
 */
public sealed interface LoadOutcome {

    String label();

    String message();

    /** The BE's reply, when it was received and could be read. */
    Optional<LoadReport> report();

    /**
     * The rows are in the table, or will be without anybody's doing.
     *
     * @param bySameCall true when what is committed is the body of this very call; false when an earlier try under the same label had committed, or
     *        had at least handed over, its own body, of which this call knows nothing
     */
    record Committed(String label, Evidence evidence, boolean bySameCall, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** The server refused the data. Nothing was loaded. {@code rows} are those that its error log names. */
    record Rejected(String label, List<RejectedRow> rows, String message, Optional<LoadReport> report) implements LoadOutcome {
        public Rejected {
            rows = List.copyOf(rows);
        }
    }

    /** Nothing was loaded, and the same load may succeed later: the cluster asks for less or cannot be reached. */
    record Throttled(String label, Reason reason, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** Nothing was loaded, and a person must act first. */
    record Failed(String label, Reason reason, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** Loaded or not, nobody could tell in time. To be sent again under the same label only, which then settles it. */
    record Unknown(String label, Optional<LabelState> lastState, String message, Optional<LoadReport> report) implements LoadOutcome {}

    /** How it is known that a load is committed. */
    enum Evidence {
        /** The server said Success. */
        SUCCESS,
        /** The server said Publish Timeout: committed, visible a little later. */
        PUBLISH_TIMEOUT,
        /** The label was found finished: an earlier try had committed it. */
        LABEL_FINISHED,
        /** The reply was lost; the label's state tells. */
        LABEL_STATE
    }

    /** Why nothing was loaded. */
    enum Reason {
        TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE, INTERRUPTED, ABORTED, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY,
        UNEXPECTED
    }
}
