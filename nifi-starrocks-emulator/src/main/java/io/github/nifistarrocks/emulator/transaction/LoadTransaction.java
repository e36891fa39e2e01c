package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.RowWriter;

/** One load of one table, or of several tables of a database. Its state only changes through {@link TransactionManager}. */
public final class LoadTransaction {

    private final long id;
    private final String label;
    private final TableName table;
    private final Duration timeout;
    private final LoadKind kind;
    private final FinishClock clock;
    private final CountDownLatch visible = new CountDownLatch(1);
    private Optional<Finish> finished = Optional.empty();
    private TransactionState state = TransactionState.PREPARE;
    private String reason = "";
    private Instant deadline;
    private final List<RowWriter> writers = new ArrayList<>();

    LoadTransaction(final Begin begin, final long id, final FinishClock clock) {
        this.id = id;
        this.label = begin.label();
        this.table = begin.table();
        this.timeout = begin.timeout();
        this.kind = begin.kind();
        this.clock = clock;
        this.deadline = clock.now().plus(timeout);
    }

    /**
     * The data with which a load is begun.
     *
     * @param table the table; of a transaction of several tables only its database is named
     * @param label of the client
     * @param timeout until it has to be prepared or committed
     * @param kind how it is begun
     */
    record Begin(TableName table, String label, Duration timeout, LoadKind kind) {}

    /**
     * When a transaction finished.
     *
     * @param at the time
     * @param number in the order of finishing
     */
    record Finish(Instant at, long number) implements Comparable<Finish> {
        @Override
        public int compareTo(final Finish other) {
            return Long.compare(number, other.number);
        }
    }

    public long id() {
        return id;
    }

    public String label() {
        return label;
    }

    public LoadKind kind() {
        return kind;
    }

    /** The table; in a transaction of several tables only its database is named. */
    public TableName table() {
        return table;
    }

    public Duration timeout() {
        return timeout;
    }

    public synchronized TransactionState state() {
        expire();
        return state;
    }

    /** When it became visible or was aborted. */
    synchronized Optional<Finish> finished() {
        expire();
        return finished;
    }

    /** The time at which it became visible or was aborted. */
    public Optional<Instant> finishedAt() {
        return finished().map(Finish::at);
    }

    /** The reason of the abort; empty otherwise. */
    public synchronized String reason() {
        return reason;
    }

    /** Whether the transaction writes into the table, as far as is known. */
    public synchronized boolean writes(final TableName name) {
        return table.equals(name) || writers.stream().anyMatch(writer -> writer.table().name().equals(name));
    }

    /** Adds the rows of one table, to be published or discarded with the transaction. */
    public synchronized void attach(final RowWriter rows) {
        if (!state.isOpen()) {
            rows.discard();
        } else {
            writers.add(rows);
        }
    }

    /** @return whether it became visible within the time */
    public boolean awaitVisible(final Duration time) {
        try {
            return visible.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    synchronized Optional<String> prepare(final Duration preparedTimeout) {
        expire();
        if (state != TransactionState.PREPARE) {
            return Optional.of(reason.isEmpty() ? "transaction %d is %s".formatted(id, state) : reason);
        }
        state = TransactionState.PREPARED;
        deadline = clock.now().plus(preparedTimeout);
        return Optional.empty();
    }

    /** @return the reason when it is not possible */
    synchronized Optional<String> commit() {
        expire();
        if (!state.isOpen()) {
            return Optional.of(reason.isEmpty() ? "transaction %d is already %s".formatted(id, state) : reason);
        }
        state = TransactionState.COMMITTED;
        return Optional.empty();
    }

    void publish(final RowStore store) {
        final List<RowWriter> rows;
        synchronized (this) {
            rows = List.copyOf(writers);
        }
        store.publish(rows);
        synchronized (this) {
            writers.clear();
            state = TransactionState.VISIBLE;
            finished = Optional.of(clock.finish());
        }
        visible.countDown();
    }

    /** @return whether it was still open */
    synchronized boolean abort(final String why) {
        expire();
        if (!state.isOpen()) {
            return false;
        }
        end(why);
        return true;
    }

    /** Ends the transaction when it is not prepared, and returns whether it did. The leader has changed: PREPARE is not persisted (FE: DatabaseTransactionMgr.doWriteTxnStateEditLog). */
    synchronized boolean loseWithLeader() {
        expire();
        if (state != TransactionState.PREPARE) {
            return false;
        }
        discard(TransactionState.UNKNOWN, "transaction not found: " + id);
        return true;
    }

    private void expire() {
        if (state.isOpen() && clock.now().isAfter(deadline)) {
            end(kind == LoadKind.STREAM_LOAD ? "timeout by txn manager" : "transaction is aborted by timeout %d seconds.".formatted(timeout.toSeconds()));
        }
    }

    private void end(final String why) {
        discard(TransactionState.ABORTED, why);
        finished = Optional.of(clock.finish());
    }

    private void discard(final TransactionState end, final String why) {
        state = end;
        reason = why;
        writers.forEach(RowWriter::discard);
        writers.clear();
    }
}
