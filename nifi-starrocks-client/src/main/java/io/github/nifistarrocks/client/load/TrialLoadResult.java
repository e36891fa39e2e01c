package io.github.nifistarrocks.client.load;

import java.util.List;
import java.util.function.UnaryOperator;

/** The result of a trial load. Nothing is loaded in any case. */
public sealed interface TrialLoadResult {

    /** The same result with the message of its outcome edited. */
    default TrialLoadResult withMessage(final UnaryOperator<String> edit) {
        return switch (this) {
            case Passed passed -> passed;
            case Filtered filtered -> filtered;
            case NoneTaken none -> none;
            case Refused refused -> new Refused(refused.outcome.withMessage(edit));
        };
    }

    /** The server would load every row. */
    record Passed(LoadReport report) implements TrialLoadResult {}

    /**
     * The server would filter rows.
     *
     * @param report counts them
     * @param rows those in its error log: fewer than are filtered when there are many, or none when the log cannot be read
     */
    record Filtered(LoadReport report, List<RejectedRow> rows) implements TrialLoadResult {
        public Filtered {
            rows = List.copyOf(rows);
        }
    }

    /**
     * The server would load no row: each is invalid, or excluded by a condition.
     *
     * @param report without counts
     * @param rows those in its error log; fewer than there are, or none
     */
    record NoneTaken(LoadReport report, List<RejectedRow> rows) implements TrialLoadResult {
        public NoneTaken {
            rows = List.copyOf(rows);
        }
    }

    /** The trial load returned no counts. The outcome says why; it is never {@link LoadOutcome.Committed}. */
    record Refused(LoadOutcome outcome) implements TrialLoadResult {
        public Refused {
            if (outcome instanceof LoadOutcome.Committed) {
                throw new IllegalArgumentException("A trial load is never committed");
            }
        }
    }
}
