package io.github.nifistarrocks.client.load;

import java.util.List;

/** What a load would have come to. Nothing is loaded in any case. */
public sealed interface TrialLoadResult {

    /** The server would take every row. */
    record Passed(LoadReport report) implements TrialLoadResult {}

    /**
     * The server would leave rows out.
     *
     * @param report counts them
     * @param rows those that its error log names: fewer than are filtered when there are many, or none when the log cannot be read
     */
    record Filtered(LoadReport report, List<RejectedRow> rows) implements TrialLoadResult {
        public Filtered {
            rows = List.copyOf(rows);
        }
    }

    /**
     * The server would take no row at all: each is wrong, or left out by a condition.
     *
     * @param report without counts
     * @param rows those that its error log names; fewer than there are, or none
     */
    record NoneTaken(LoadReport report, List<RejectedRow> rows) implements TrialLoadResult {
        public NoneTaken {
            rows = List.copyOf(rows);
        }
    }

    /** The trial came to no counts. The outcome tells why; it is never {@link LoadOutcome.Committed}. */
    record Refused(LoadOutcome outcome) implements TrialLoadResult {
        public Refused {
            if (outcome instanceof LoadOutcome.Committed) {
                throw new IllegalArgumentException("A trial is never committed");
            }
        }
    }
}
