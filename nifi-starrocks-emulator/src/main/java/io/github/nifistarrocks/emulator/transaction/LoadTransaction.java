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
    private final Instant begun = Instant.now();
    private final CountDownLatch visible = new CountDownLatch(1);
    private TransactionState state = TransactionState.PREPARE;
    private String reason = "";
    private Instant deadline;
    private final List<RowWriter> writers = new ArrayList<>();

    LoadTransaction(final long id, final String label, final TableName table, final Duration timeout, final LoadKind kind) {
        this.id = id;
        this.label = label;
        this.table = table;
        this.timeout = timeout;
        this.kind = kind;
        this.deadline = begun.plus(timeout);
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
        if (state == TransactionState.ABORTED) {
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
        deadline = Instant.now().plus(preparedTimeout);
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
            writers.clear();
        }
        store.publish(rows);
        synchronized (this) {
            state = TransactionState.VISIBLE;
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

    private void expire() {
        if (state.isOpen() && Instant.now().isAfter(deadline)) {
            end(kind == LoadKind.STREAM_LOAD ? "timeout by txn manager" : "transaction is aborted by timeout %d seconds.".formatted(timeout.toSeconds()));
        }
    }

    private void end(final String why) {
        state = TransactionState.ABORTED;
        reason = why;
        writers.forEach(RowWriter::discard);
        writers.clear();
    }
}
