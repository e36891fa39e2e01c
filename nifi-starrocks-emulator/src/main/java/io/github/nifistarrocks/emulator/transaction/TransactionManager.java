package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loads that the FE knows: labels are unique per database among loads that were not aborted. Safe for use by several threads. */
public final class TransactionManager {

    public static final int DEFAULT_TIMEOUT_SECONDS = 600;
    private static final Logger LOG = LoggerFactory.getLogger(TransactionManager.class);
    private static final Pattern LABEL = Pattern.compile("[-\\w]{1,128}");
    private static final int MAX_TIMEOUT_SECONDS = 259_200;
    /** Until a prepared transaction has to be committed, when the client does not set it. */
    public static final Duration PREPARED_TIMEOUT = Duration.ofDays(1);

    private final Catalog catalog;
    private final Faults faults;
    private final RowStore store;
    private final int maxRunning;
    private final AtomicLong ids = new AtomicLong(1000);
    private final Map<LabelKey, LoadTransaction> newest = new ConcurrentHashMap<>();
    private final Set<LoadTransaction> open = ConcurrentHashMap.newKeySet();

    public TransactionManager(final Catalog catalog, final RowStore store, final Faults faults, final int maxRunning) {
        this.catalog = catalog;
        this.store = store;
        this.faults = faults;
        this.maxRunning = maxRunning;
    }

    /**
     * @param timeoutSeconds until it has to be prepared or committed
     * @param kind how it is begun, which determines the reason when it times out
     * @throws LabelUsedException when the label belongs to a load that was not aborted
     * @throws TransactionException when the label, the timeout or the number of running loads is not allowed
     */
    public synchronized LoadTransaction begin(final TableName table, final String label, final long timeoutSeconds, final LoadKind kind)
            throws LabelUsedException, TransactionException {
        if (!LABEL.matcher(label).matches()) {
            throw new TransactionException("Getting analyzing error. Detail message: Label format error. regex: ^[-\\w]{1,128}$, label: %s.".formatted(label));
        }
        if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
            throw new TransactionException("Invalid timeout: '%d'. Expected values should be between 1 and %d seconds"
                    .formatted(timeoutSeconds, MAX_TIMEOUT_SECONDS));
        }
        final Optional<LoadTransaction> before = find(table.database(), label);
        if (before.isPresent() && before.get().state() != TransactionState.ABORTED) {
            throw new LabelUsedException(label, before.get().state().existingJobStatus());
        }
        checkRunning(table.database());
        final LoadTransaction transaction = new LoadTransaction(ids.incrementAndGet(), label, table, Duration.ofSeconds(timeoutSeconds), kind);
        newest.put(new LabelKey(table.database(), label), transaction);
        open.add(transaction);
        return transaction;
    }

    /** The newest load of that label. */
    public Optional<LoadTransaction> find(final String database, final String label) {
        return Optional.ofNullable(newest.get(new LabelKey(database, label)));
    }

    public TransactionState state(final String database, final String label) {
        return find(database, label).map(LoadTransaction::state).orElse(TransactionState.UNKNOWN);
    }

    /** @throws TransactionException when it is not open any more */
    public void prepare(final LoadTransaction transaction, final Duration preparedTimeout) throws TransactionException {
        final Optional<String> problem = transaction.prepare(preparedTimeout);
        if (problem.isPresent()) {
            throw new TransactionException(problem.get());
        }
    }

    /**
     * Commits the transaction; its rows become visible after the given time, for zero before this method returns.
     *
     * @throws TransactionException when it is not open any more
     */
    public void commit(final LoadTransaction transaction, final Duration publishTime) throws TransactionException {
        final Optional<String> problem = transaction.commit();
        if (problem.isPresent()) {
            throw new TransactionException(problem.get());
        }
        if (publishTime.isZero()) {
            transaction.publish(store);
        } else {
            final Runnable delay = faults.delay(publishTime);
            Thread.ofVirtual().name("publish-" + transaction.id()).start(() -> {
                delay.run();
                publishLate(transaction);
            });
        }
    }

    /** The emulator may be closed by now. */
    private void publishLate(final LoadTransaction transaction) {
        try {
            transaction.publish(store);
        } catch (StoreException e) {
            LOG.debug("Transaction {} could not be published: {}", transaction.id(), e.getMessage());
        }
    }

    /** @return whether it was still open */
    public boolean abort(final LoadTransaction transaction, final String reason) {
        return transaction.abort(reason);
    }

    /** Ends every open load of a table, as dropping the table does. */
    public void abortAll(final TableName table, final String reason) {
        open.stream().filter(transaction -> transaction.writes(table)).forEach(transaction -> transaction.abort(reason));
    }

    /** The label of a finished load may be used again, as after {@code streaming_label_keep_max_second}; its state is UNKNOWN then. */
    public void forgetFinished() {
        newest.values().removeIf(transaction -> !transaction.state().isOpen() && transaction.state() != TransactionState.COMMITTED);
    }

    /** Aborts a transaction without rows and removes its label. */
    public void forget(final LoadTransaction transaction) {
        transaction.abort("");
        newest.remove(new LabelKey(transaction.table().database(), transaction.label()), transaction);
    }

    private void checkRunning(final String database) throws TransactionException {
        open.removeIf(transaction -> !transaction.state().isOpen());
        final long running = open.stream().filter(transaction -> transaction.table().database().equals(database)).count();
        if (running >= maxRunning) {
            throw new TransactionException("current running txns on db %d is %d, larger than limit %d"
                    .formatted(catalog.databaseId(database), running, maxRunning));
        }
    }

    private record LabelKey(String database, String label) {}
}
