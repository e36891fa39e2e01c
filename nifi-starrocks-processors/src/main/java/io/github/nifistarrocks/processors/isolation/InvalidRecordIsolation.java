package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/**
 * Loads the good rows of a unit under its label, exactly once, and finds the records that StarRocks refuses.
 *
 * <p>Rows are checked against the table while they are sent. When StarRocks still refuses some, those that its error log names are left out, and a
 * {@link InvalidRecordSearch} finds the others. Then all rows are sent again without the bad ones, in one load.
 */
public final class InvalidRecordIsolation {

    /** A log with fewer rows than this has them all. */
    private static final int FULL_LOG = 50;

    private final RecordContent content;
    private final RowRules rules;
    private final TableLoadSender sender;
    private final TableLoad unit;
    private final Selection selection;
    private final Rejections rejections;
    private final int mostTrials;
    private final CallScope scope;
    private final InvalidRecordSearch search;
    private int loads;
    private long bytesOnce;
    private RowsBody lastBody;

    public InvalidRecordIsolation(final RecordContent content, final RowRules rules, final TableLoadSender sender, final TableLoad unit,
            final Selection selection,
            final Rejections rejections, final int mostTrials, final CallScope scope) {
        this.content = content;
        this.rules = rules;
        this.sender = sender;
        this.unit = unit;
        this.selection = selection;
        this.rejections = rejections;
        this.mostTrials = mostTrials;
        this.scope = scope;
        this.search = new InvalidRecordSearch(content, rules, sender, unit, rejections, mostTrials, scope);
    }

    /** @return nothing when no good row is left */
    public Optional<LoadOutcome> load() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (selection.dependsOnRejections()) {
            findUnwritable();
        }
        while (true) {
            final Optional<LoadOutcome> outcome = send();
            if (outcome.isEmpty()) {
                return outcome;
            }
            switch (outcome.get()) {
                case LoadOutcome.Committed committed when committed.bySameCall() -> {
                    return outcome;
                }
                case LoadOutcome.Committed committed -> {
                    return Optional.of(afterEarlierTry(committed));
                }
                case LoadOutcome.Rejected rejected -> {
                    final int known = rejections.size();
                    final Optional<LoadOutcome> trouble = findRefused(rejected);
                    if (trouble.isPresent()) {
                        return trouble.map(InvalidRecordIsolation::nothingLoaded);
                    }
                    if (rejections.size() == known || loads > mostTrials) {
                        return Optional.of(givenUp(rejected));
                    }
                }
                case LoadOutcome.Throttled ignored -> {
                    return outcome;
                }
                case LoadOutcome.Failed ignored -> {
                    return outcome;
                }
                case LoadOutcome.Unknown ignored -> {
                    return outcome;
                }
            }
        }
    }

    /** Sends all rows that are not known to be bad. */
    private Optional<LoadOutcome> send() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        while (true) {
            final RowFilter filter = selection.rows();
            try (RowCursor rows = RowCursor.open(content, rules, scope)) {
                lastBody = body(rows, filter);
                if (!lastBody.hasMore()) {
                    return Optional.empty();
                }
                loads++;
                final LoadOutcome outcome = sender.send(unit, lastBody);
                bytesOnce = Math.max(bytesOnce, lastBody.bytes());
                return Optional.of(outcome);
            } catch (InvalidRecordException e) {
                if (e.record() == 0 || !rejections.add(e.record(), e.getMessage())) {
                    throw e;
                }
                findUnwritable();
            }
        }
    }

    private RowsBody body(final RowCursor rows, final RowFilter filter) {
        return sender.body(rows, unit, filter.and(RowFilter.without(rejections)), Optional.of(rejections));
    }

    /**
     * Finds all records with values that cannot be written, since each of them would cost a load. Where rejections bring in other rows, or leave out rows that
     * are written already, they have to be known before the first row is sent.
     */
    private void findUnwritable() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        int known;
        do {
            known = rejections.size();
            findUnwritable(selection.rows());
        } while (rejections.size() > known && selection.dependsOnRejections());
    }

    private void findUnwritable(final RowFilter filter) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor rows = RowCursor.open(content, rules, scope)) {
            RowsBody body = body(rows, filter);
            while (body.hasMore()) {
                try {
                    body.writeTo(OutputStream.nullOutputStream());
                } catch (InvalidRecordException e) {
                    if (e.record() == 0) {
                        throw e;
                    }
                    rejections.add(e.record(), e.getMessage());
                    body = body(rows, filter);
                }
            }
        }
    }

    private Optional<LoadOutcome> findRefused(final LoadOutcome.Rejected rejected)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final long counted = rejected.report().map(LoadReport::filteredRows).orElse(0L);
        final long told = counted == 0 && rejected.rows().size() < FULL_LOG ? rejected.rows().size() : counted;
        final SuspectRange sent = SuspectRange.unknown(Math.max(1, lastBody.firstSent()), lastBody.sent() == 0 ? Long.MAX_VALUE : lastBody.lastSent());
        return search.run(sent, new InvalidRecordSearch.Clue(rejected.rows(), told, rejected.message()), selection.rows(), bytesOnce);
    }

    private LoadOutcome afterEarlierTry(final LoadOutcome.Committed committed)
            throws IOException, CallCancelledException, StarRocksException {
        try {
            return findWhatEarlierTryLeftOut().map(trouble -> unfinished(committed, trouble)).orElse(committed);
        } catch (InvalidRecordException e) {
            return unfinished(committed, e);
        }
    }

    /** An earlier try has loaded the good rows and could not tell any more which ones were bad. */
    private Optional<LoadOutcome> findWhatEarlierTryLeftOut() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        int known;
        do {
            findUnwritable();
            known = rejections.size();
            final Optional<LoadOutcome> trouble = search.run(SuspectRange.unknown(1, Long.MAX_VALUE), InvalidRecordSearch.Clue.NONE, selection.rows(), 0);
            if (trouble.isPresent()) {
                return trouble;
            }
            // Where a rejected change had overtaken others, these were tried next.
        } while (rejections.size() > known && selection.dependsOnRejections());
        return Optional.empty();
    }

    private LoadOutcome givenUp(final LoadOutcome.Rejected rejected) {
        return new LoadOutcome.Rejected(unit.label(), rejected.rows(), """
                Load [%s] into %s loaded nothing: its bad records could not be isolated. After %d loads and %d trial loads, %d bad records are known, and StarRocks \
                still refuses rows: %s""".formatted(unit.label(), unit.table().id(), loads, search.trials(), rejections.size(), rejected.message()),
                rejected.report());
    }

    private static LoadOutcome nothingLoaded(final LoadOutcome trouble) {
        return trouble instanceof final LoadOutcome.Rejected rejected
                ? new LoadOutcome.Rejected(rejected.label(), rejected.rows(), "Nothing was loaded. " + rejected.message(), rejected.report())
                : trouble;
    }

    /** The same where records cannot be written or understood any more, since settings or the table have changed. */
    static LoadOutcome unfinished(final LoadOutcome.Committed committed, final InvalidRecordException trouble) {
        return unfinished(committed, new LoadOutcome.Rejected(committed.label(), List.of(), trouble.getMessage(), Optional.empty()));
    }

    /** The good rows are in, but which ones are bad could not be found out: to be tried again, by a person when trying alone does not help. */
    static LoadOutcome unfinished(final LoadOutcome.Committed committed, final LoadOutcome trouble) {
        final String words = "%s. Which records it left out could not be found out: %s. Send it again under the same label, which loads nothing twice"
                .formatted(committed.message(), ErrorText.withoutFullStop(trouble.message()));
        return switch (trouble) {
            case LoadOutcome.Rejected rejected -> new LoadOutcome.Rejected(committed.label(), rejected.rows(), words, Optional.empty());
            case LoadOutcome.Failed failed -> new LoadOutcome.Failed(committed.label(), failed.reason(), words, Optional.empty());
            case LoadOutcome.Throttled ignored -> unknown(committed, words);
            case LoadOutcome.Unknown ignored -> unknown(committed, words);
            case LoadOutcome.Committed ignored -> throw new IllegalStateException("A search commits nothing");
        };
    }

    private static LoadOutcome unknown(final LoadOutcome.Committed committed, final String words) {
        return new LoadOutcome.Unknown(committed.label(), Optional.empty(), words, Optional.empty());
    }

    public int loads() {
        return loads;
    }

    public int trials() {
        return search.trials();
    }

    /** Rows in the last load. */
    public long sent() {
        return lastBody.sent();
    }

    public long ignored() {
        return lastBody.ignored();
    }

    /** Which rows of the unit are to be loaded, as far as the records that are rejected so far determine it. */
    public interface Selection {

        RowFilter rows() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException;

        /** Whether a rejected record may bring rows in that were left out for it. */
        boolean dependsOnRejections();
    }
}
