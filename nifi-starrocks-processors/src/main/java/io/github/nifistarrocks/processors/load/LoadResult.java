package io.github.nifistarrocks.processors.load;

import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/**
 * What became of a FlowFile's records.
 *
 * @param outcome nothing when there was no row to be loaded
 * @param tables names of the tables, by commas
 * @param sent rows that were sent; 0 when the load was settled without sending
 * @param ignored records that change nothing, and deletes that were left out
 * @param overtaken rows that were not sent because a later one of the same key overtakes them
 * @param loads how many loads it took
 * @param trials how many trial loads were made to find bad records
 * @param rejections records that were not loaded while others were
 */
public record LoadResult(Optional<LoadOutcome> outcome, String tables, long sent, long ignored, long overtaken, int loads, int trials,
        Rejections rejections) {

    /** Nothing was sent. */
    public static LoadResult notSent(final LoadSettings settings, final LoadOutcome outcome) {
        return new LoadResult(Optional.of(outcome), settings.target().tableId().table(), 0, 0, 0, 0, 0, new Rejections());
    }

    /** The same work with another end: its rejections are not delivered. */
    public LoadResult failed(final LoadOutcome.Failed failure) {
        return new LoadResult(Optional.of(failure), tables, sent, ignored, overtaken, loads, trials, new Rejections());
    }
}
