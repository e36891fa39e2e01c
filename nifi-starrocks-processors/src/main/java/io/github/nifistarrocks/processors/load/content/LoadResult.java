package io.github.nifistarrocks.processors.load.content;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.tableload.LoadWarning;

/**
 * The result of loading a FlowFile.
 *
 * @param outcome nothing if there was no row to load
 * @param tables names of the tables, separated by commas
 * @param counts of rows and loads
 * @param rejections records that were not loaded while others were
 * @param notices what may be wrong although rows are committed
 */
public record LoadResult(Optional<LoadOutcome> outcome, String tables, Counts counts, Rejections rejections, Notices notices) {

    /** For loads into these tables. Without further calls nothing was sent. */
    public static Builder builder(final String tables) {
        return new Builder(tables);
    }

    /** Whether all rows are committed or prepared, or there was none to load. */
    public boolean isLoaded() {
        return outcome.isEmpty() || outcome.get().hasRows();
    }

    /** Whether StarRocks counted other rows of a committed load than were sent. */
    public boolean countsDiffer() {
        return !notices.countDifferences().isEmpty();
    }

    /** The same loads with another outcome. Rejected records are not written. */
    public LoadResult failed(final LoadOutcome.Failed failure) {
        return without(failure);
    }

    /** The same loads, which are sent again. Rejected records are not written. */
    public LoadResult retried(final LoadOutcome.Throttled throttled) {
        return without(throttled);
    }

    /** The same loads with the outcome edited. */
    public LoadResult withOutcome(final UnaryOperator<LoadOutcome> edit) {
        return new LoadResult(outcome.map(edit), tables, counts, rejections, notices);
    }

    private LoadResult without(final LoadOutcome other) {
        return new LoadResult(Optional.of(other), tables, counts, new Rejections(), notices);
    }

    /**
     * @param sent rows that were sent; 0 if the outcome was known without sending
     * @param ignored records that change no row, and ignored deletes
     * @param superseded changes that were not sent because of a later change of the same key
     * @param loads number of loads
     * @param trialLoads number of trial loads that searched for invalid records
     */
    public record Counts(long sent, long ignored, long superseded, int loads, int trialLoads) {}

    /**
     * @param warnings of loads that may be wrong
     * @param countDifferences of committed loads whose rows StarRocks counted otherwise
     * @param commits each committed load, in their order, also those before one that failed; empty for raw content
     */
    public record Notices(List<LoadWarning> warnings, List<String> countDifferences, List<LoadOutcome.Committed> commits) {

        static final Notices NONE = new Notices(List.of(), List.of(), List.of());

        public Notices {
            warnings = List.copyOf(warnings);
            countDifferences = List.copyOf(countDifferences);
            commits = List.copyOf(commits);
        }
    }

    /** Collects what a load reports. */
    public static final class Builder {

        private final String tables;
        private Optional<LoadOutcome> outcome = Optional.empty();
        private Rejections rejections = new Rejections();
        private Notices notices = Notices.NONE;
        private long sent;
        private long ignored;
        private long superseded;
        private int loads;
        private int trialLoads;

        private Builder(final String tables) {
            this.tables = tables;
        }

        public Builder outcome(final LoadOutcome reached) {
            this.outcome = Optional.of(reached);
            return this;
        }

        public Builder rejections(final Rejections records) {
            this.rejections = records;
            return this;
        }

        public Builder notices(final Notices found) {
            this.notices = found;
            return this;
        }

        public Builder sent(final long rows) {
            this.sent = rows;
            return this;
        }

        public Builder ignored(final long records) {
            this.ignored = records;
            return this;
        }

        public Builder superseded(final long changes) {
            this.superseded = changes;
            return this;
        }

        public Builder loads(final int count) {
            this.loads = count;
            return this;
        }

        public Builder trialLoads(final int count) {
            this.trialLoads = count;
            return this;
        }

        public LoadResult build() {
            return new LoadResult(outcome, tables, new Counts(sent, ignored, superseded, loads, trialLoads), rejections, notices);
        }
    }
}
