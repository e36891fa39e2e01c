package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.store.RowWriter;

/** One load of one table. Its state only changes through {@link TransactionManager}. */
public final class LoadTransaction {
    private final long id;
    private final String label;
    private final TableName table;
    private final Duration timeout;
    private final boolean streamLoad;
    private final Instant begun = Instant.now();
    private final CountDownLatch visible = new CountDownLatch(1);
    private TransactionState state = TransactionState.PREPARE;
    private String reason = "";
    private Instant deadline;
    private RowWriter writer;

    LoadTransaction(long id, String label, TableName table, Duration timeout, boolean streamLoad) {
        this.id = id;
        this.label = label;
        this.table = table;
        this.timeout = timeout;
        this.streamLoad = streamLoad;
        this.deadline = begun.plus(timeout);
    }

    public long id() {
        return id;
    }

    public String label() {
        return label;
    }

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

    /** Why it was aborted; empty otherwise. */
    public synchronized String reason() {
        return reason;
    }

    /** Hands over the rows, to be published or discarded with the transaction. */
    public synchronized void attach(RowWriter rows) {
        if (state == TransactionState.ABORTED) {
            rows.discard();
        } else {
            writer = rows;
        }
    }

    /** @return whether it became visible within the time */
    public boolean awaitVisible(Duration time) {
        try {
            return visible.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    synchronized Optional<String> prepare(Duration preparedTimeout) {
        expire();
        if (state != TransactionState.PREPARE) {
            return Optional.of(reason.isEmpty() ? "transaction %d is %s".formatted(id, state) : reason);
        }
        state = TransactionState.PREPARED;
        deadline = Instant.now().plus(preparedTimeout);
        return Optional.empty();
    }

    /** @return why not */
    synchronized Optional<String> commit() {
        expire();
        if (!state.isOpen()) {
            return Optional.of(reason.isEmpty() ? "transaction %d is already %s".formatted(id, state) : reason);
        }
        state = TransactionState.COMMITTED;
        return Optional.empty();
    }

    void publish() {
        RowWriter rows;
        synchronized (this) {
            rows = writer;
            writer = null;
        }
        if (rows != null) {
            rows.publish();
        }
        synchronized (this) {
            state = TransactionState.VISIBLE;
        }
        visible.countDown();
    }

    /** @return whether it was still open */
    synchronized boolean abort(String why) {
        expire();
        if (!state.isOpen()) {
            return false;
        }
        end(why);
        return true;
    }

    private void expire() {
        if (state.isOpen() && Instant.now().isAfter(deadline)) {
            end(streamLoad ? "timeout by txn manager" : "transaction is aborted by timeout %d seconds.".formatted(timeout.toSeconds()));
        }
    }

    private void end(String why) {
        state = TransactionState.ABORTED;
        reason = why;
        if (writer != null) {
            writer.discard();
            writer = null;
        }
    }
}
