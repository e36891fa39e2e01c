package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.column.AddedColumns;
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
 * Finds the records that StarRocks refuses by trial loads of ranges, which are rolled back. StarRocks counts the bad rows of each range and prints about 50
 * of them, so ranges are cut to about 30. Three ways lead from a print to its record: the record's number, which is in the print when reading the row failed;
 * else the values of the row, where a trial of all records that fit tells whether they are really bad; else ever smaller ranges, down to one record. The
 * ranges of a step are tried in one reading of the FlowFile.
 */
final class InvalidRecordSearch {

    /** About as many as the server prints at once, less a margin for uneven distribution. */
    static final int NAMED_AT_ONCE = 30;
    /** When none of so many records is taken, their reasons are not asked for one by one. */
    private static final int MANY = 500;
    private static final Pattern ROW_NUMBER = Pattern.compile(Pattern.quote(AddedColumns.ROW_NUMBER) + "\\W{1,4}(\\d{1,18})");

    private final RecordContent content;
    private final RowRules rules;
    private final TableLoadSender sender;
    private final TableLoad unit;
    private final Rejections rejections;
    private final TrialLoads trials;
    private final CallScope scope;
    private final List<SuspectRange> next = new ArrayList<>();
    private final ErrorLogMatcher printed;
    private final List<AllBad> allBad = new ArrayList<>();
    private RowFilter rows = row -> true;

    InvalidRecordSearch(final RecordContent content, final RowRules rules, final TableLoadSender sender, final TableLoad unit, final Rejections rejections,
            final int mostTrials, final CallScope scope) {
        this.content = content;
        this.rules = rules;
        this.sender = sender;
        this.unit = unit;
        this.rejections = rejections;
        this.scope = scope;
        this.trials = new TrialLoads(sender, unit, mostTrials);
        this.printed = new ErrorLogMatcher(content, rules, sender, unit, rejections, trials, scope);
    }

    /**
     * Adds what it finds to the rejections.
     *
     * @param suspects where to look
     * @param clue what the load of these has told
     * @param filter takes the rows that are to be loaded
     * @param bytesOnce how many bytes all rows take; 0 when that is not known
     * @return why the search had to end; nothing when all bad records are found
     */
    Optional<LoadOutcome> run(final SuspectRange suspects, final Clue clue, final RowFilter filter, final long bytesOnce)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        rows = filter.and(RowFilter.without(rejections));
        trials.expect(bytesOnce);
        begin();
        follow(suspects, clue);
        Optional<LoadOutcome> trouble = printed.identify(rows, next);
        while (trouble.isEmpty() && !next.isEmpty()) {
            final List<SuspectRange> step = next.stream().sorted(Comparator.comparingLong(SuspectRange::first)).toList();
            begin();
            trouble = look(step);
            if (trouble.isEmpty()) {
                takeAllBad();
                trouble = printed.identify(rows, next);
            }
        }
        return trouble;
    }

    private void begin() {
        next.clear();
        printed.clear();
        allBad.clear();
    }

    private void follow(final SuspectRange suspects, final Clue clue) throws InvalidRecordException {
        if (clue.bad == 0) {
            name(suspects, clue.log);
            next.add(suspects);
        } else if (clue.bad <= clue.log.size()) {
            refused(suspects, clue.log, clue.bad, clue.message);
        } else {
            next.addAll(suspects.cut(clue.bad - name(suspects, clue.log), NAMED_AT_ONCE));
        }
    }

    private Optional<LoadOutcome> look(final List<SuspectRange> step) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor cursor = RowCursor.open(content, rules, scope)) {
            for (final SuspectRange range : step) {
                if (trials.areExhausted()) {
                    return Optional.of(trials.exhausted(rejections));
                }
                final Optional<LoadOutcome> trouble = look(cursor, range);
                if (trouble.isPresent()) {
                    return trouble;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<LoadOutcome> look(final RowCursor cursor, final SuspectRange range)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (range.siblings().areClear()) {
            return Optional.empty();
        }
        if (range.siblings().leftForLast() > 0 && !range.isSingle()) {
            next.addAll(range.cut(range.siblings().leftForLast(), 1));
            return Optional.empty();
        }
        cursor.endAfter(range.last());
        final RowsBody body = sender.body(cursor, unit, rows.and(RowFilter.between(range.first(), range.last())), Optional.of(rejections));
        final TrialLoadResult trial;
        try {
            if (!body.hasMore()) {
                range.siblings().counted(0);
                return Optional.empty();
            }
            trial = trials.run(body);
        } catch (InvalidRecordException e) {
            if (e.record() == 0 || !rejections.add(e.record(), e.getMessage())) {
                throw e;
            }
            next.add(SuspectRange.unknown(range.first(), range.last()));
            return Optional.empty();
        }
        final SuspectRange sent = new SuspectRange(body.firstSent(), body.lastSent(), range.siblings());
        return switch (trial) {
            case TrialLoadResult.Passed ignored -> {
                range.siblings().counted(0);
                yield Optional.empty();
            }
            case TrialLoadResult.Filtered filtered -> {
                range.siblings().counted(filtered.report().filteredRows());
                refused(sent, filtered.rows(), filtered.report().filteredRows(), filtered.report().serverMessage());
                yield Optional.empty();
            }
            case TrialLoadResult.NoneTaken none -> {
                noneTaken(sent, none, body.sent());
                yield Optional.empty();
            }
            case TrialLoadResult.Refused refused -> refusedAsAWhole(sent, refused.outcome());
        };
    }

    /** Trouble with the data that the server does not count: one row at least is bad. */
    private Optional<LoadOutcome> refusedAsAWhole(final SuspectRange sent, final LoadOutcome outcome) throws InvalidRecordException {
        return switch (outcome) {
            case LoadOutcome.Rejected rejected -> {
                refused(sent, rejected.rows(), rejected.report().map(LoadReport::filteredRows).orElse(0L), rejected.message());
                yield Optional.empty();
            }
            case LoadOutcome.Failed failed when failed.reason() == Reason.EMPTY -> {
                // A condition may leave out all rows, which is no fault of theirs.
                if (!sender.hasCondition(unit)) {
                    refused(sent, List.of(), 0, failed.message());
                }
                yield Optional.empty();
            }
            case LoadOutcome.Failed ignored -> Optional.of(outcome);
            case LoadOutcome.Throttled ignored -> Optional.of(outcome);
            case LoadOutcome.Unknown ignored -> Optional.of(outcome);
            case LoadOutcome.Committed ignored -> throw new IllegalStateException("A trial load was committed");
        };
    }

    private void noneTaken(final SuspectRange sent, final TrialLoadResult.NoneTaken none, final long count) throws InvalidRecordException {
        final String message = none.report().serverMessage();
        if (sender.hasCondition(unit)) {
            refused(sent, none.rows(), 0, message);
            return;
        }
        sent.siblings().counted(count);
        if (count <= MANY) {
            refused(sent, none.rows(), count, message);
            return;
        }
        name(sent, none.rows());
        final String reason = "StarRocks takes none of the records %d to %d. The first reason that it names: %s".formatted(sent.first(), sent.last(),
                none.rows().isEmpty() ? message : none.rows().getFirst().reason());
        allBad.add(new AllBad(sent, reason));
    }

    private void takeAllBad() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (allBad.isEmpty()) {
            return;
        }
        try (RowCursor cursor = RowCursor.open(content, rules, scope)) {
            for (final AllBad bad : allBad) {
                cursor.endAfter(bad.range.last());
                while (cursor.advance()) {
                    if (bad.range.contains(cursor.record()) && rows.takes(cursor)) {
                        rejections.add(cursor.record(), bad.reason);
                    }
                }
            }
        }
    }

    /** @param counted how many rows are bad; 0 when that is not known */
    private void refused(final SuspectRange sent, final List<RejectedRow> log, final long counted, final String message) throws InvalidRecordException {
        if (sent.isSingle()) {
            rejections.add(sent.first(), log.isEmpty() ? message : log.getFirst().reason());
            return;
        }
        final long named = name(sent, log);
        final long left = counted - named;
        if (counted == 0) {
            next.addAll(named > 0 ? List.of(SuspectRange.unknown(sent.first(), sent.last())) : sent.cut(0, 1));
        } else if (left > 0) {
            final List<RejectedRow> unnumbered = log.stream().filter(row -> numberOf(row) == 0).toList();
            printed.add(sent, left, named, new PrintedRows(unit.columns(), unit.table().schema(), unnumbered));
        }
    }

    /**
     * Takes those that the rows of a log tell the number of. A number elsewhere is part of a row's own text.
     *
     * @return how many records are named that were not known yet
     */
    private long name(final SuspectRange sent, final List<RejectedRow> log) throws InvalidRecordException {
        long named = 0;
        for (final RejectedRow row : log) {
            final long number = numberOf(row);
            if (sent.contains(number) && rejections.add(number, row.reason())) {
                named++;
            }
        }
        return named;
    }

    /** @return the number of the record that a row of the server's error log was made of; 0 when it does not tell */
    static long numberOf(final RejectedRow row) {
        long number = 0;
        for (final Matcher matcher = ROW_NUMBER.matcher(row.row()); matcher.find();) {
            number = Long.parseLong(matcher.group(1));
        }
        return number;
    }

    int trials() {
        return trials.count();
    }

    /**
     * What is known before the search.
     *
     * @param log rows of the server's error log
     * @param bad how many rows are bad; 0 when that is not known
     * @param message the server's words
     */
    record Clue(List<RejectedRow> log, long bad, String message) {

        /** Nothing is known. */
        static final Clue NONE = new Clue(List.of(), 0, "");

        Clue {
            log = List.copyOf(log);
        }
    }

    /** Rows of which none is good. */
    private record AllBad(SuspectRange range, String reason) {}
}
