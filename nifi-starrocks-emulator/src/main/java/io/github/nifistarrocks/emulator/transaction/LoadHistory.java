package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * The loads that BEs have begun: the tasks of the leader, one a label over all databases (FE: StreamLoadMgr), and the table into which finished tasks are
 * copied (FE: LoadsHistorySyncer). Safe for use by several threads.
 */
public final class LoadHistory {

    /** Younger ones are not copied. */
    private static final Duration MIN_AGE = Duration.ofMinutes(1);

    private final int keepMaxNum;
    private final FinishClock clock;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final List<HistoryRow> copied = new ArrayList<>();
    private boolean complete;

    LoadHistory(final int keepMaxNum, final FinishClock clock) {
        this.keepMaxNum = keepMaxNum;
        this.clock = clock;
    }

    /**
     * A row of both tables.
     *
     * @param label of the load
     * @param table of the load
     * @param state as StreamLoadTask names it
     * @param finished when it ended; nothing while it runs
     */
    public record HistoryRow(String label, TableName table, String state, Optional<Instant> finished) {}

    /** The only task of a label. Without a transaction its begin was refused. */
    private record Task(TableName table, Optional<LoadTransaction> transaction, Instant begun) {

        HistoryRow row(final String label) {
            final Optional<Instant> finished = transaction.isPresent()
                    ? transaction.get().finished().map(LoadTransaction.Finish::at)
                    : Optional.of(begun);
            return new HistoryRow(label, table, transaction.map(begin -> state(begin.state())).orElse("CANCELLED"), finished);
        }

        private static String state(final TransactionState state) {
            return switch (state) {
                case PREPARE -> "BEFORE_LOAD";
                case PREPARED -> "PREPARED";
                case COMMITTED -> "COMMITED";
                case VISIBLE -> "FINISHED";
                case ABORTED, UNKNOWN -> "CANCELLED";
            };
        }
    }

    synchronized void begun(final LoadTransaction transaction) {
        add(transaction.label(), new Task(transaction.table(), Optional.of(transaction), clock.now()));
    }

    /** The task of a begin that is refused replaces the one before it, which may be FINISHED (fe-recordings, 492). */
    synchronized void refused(final TableName table, final String label) {
        add(label, new Task(table, Optional.empty(), clock.now()));
    }

    /** With too many tasks all finished ones of all databases are dropped first (FE: StreamLoadMgr.addLoadTask). */
    private void add(final String label, final Task task) {
        if (tasks.size() > keepMaxNum && !complete) {
            tasks.entrySet().removeIf(entry -> entry.getValue().row(entry.getKey()).finished().isPresent());
        }
        final Optional<Task> replaced = Optional.ofNullable(tasks.put(label, task));
        if (complete) {
            replaced.map(before -> before.row(label)).ifPresent(copied::add);
        }
    }

    /** From now on no task is dropped, and one that is replaced is copied before, which no FE does: the history has no holes. */
    public synchronized void complete() {
        complete = true;
    }

    /** Another FE becomes the leader. A load that a BE has begun is not in the journal (FE: StreamLoadMgr.beginLoadTaskFromBackend). */
    synchronized void leaderChanged() {
        if (!complete) {
            tasks.clear();
        }
    }

    /** The copy that is made every {@code loads_history_sync_interval_second}: of what ended after all that was copied before. */
    public synchronized void copy() {
        final Instant last = copied.stream().flatMap(row -> row.finished().stream()).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        final Instant end = clock.now().minus(MIN_AGE);
        copied.addAll(loads().stream().filter(row -> row.finished().filter(at -> at.isAfter(last) && at.isBefore(end)).isPresent()).toList());
    }

    /** The rows of {@code information_schema.loads}. */
    public synchronized List<HistoryRow> loads() {
        return tasks.entrySet().stream().map(entry -> entry.getValue().row(entry.getKey())).toList();
    }

    /** The rows of {@code _statistics_.loads_history}. */
    public synchronized List<HistoryRow> copies() {
        return List.copyOf(copied);
    }
}
