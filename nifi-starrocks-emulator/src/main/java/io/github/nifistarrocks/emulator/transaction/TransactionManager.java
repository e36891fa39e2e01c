package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** A maximum, for loads whose publishing has failed. */
    private static final Duration PUBLISH_TIME = Duration.ofMinutes(1);

    private final Catalog catalog;
    private final Faults faults;
    private final RowStore store;
    private final TransactionLimits limits;
    private final FinishClock clock;
    private final LoadHistory history;
    private final AtomicLong ids = new AtomicLong(1000);
    private final Map<LabelKey, LoadTransaction> newest = new ConcurrentHashMap<>();
    private final Set<LoadTransaction> all = ConcurrentHashMap.newKeySet();
    private final Set<LoadTransaction> open = ConcurrentHashMap.newKeySet();
    private final Map<String, LoadTransaction> multiTable = new ConcurrentHashMap<>();
    private final Map<Integer, LabelMemory> memories = new ConcurrentHashMap<>();
    private volatile LabelMemory known;

    public TransactionManager(final Catalog catalog, final RowStore store, final Faults faults, final TransactionLimits limits, final InstantSource time) {
        this.catalog = catalog;
        this.store = store;
        this.faults = faults;
        this.limits = limits;
        this.clock = new FinishClock(time);
        this.history = new LoadHistory(limits.taskKeepMaxNum(), clock);
        this.known = memory(0);
    }

    /**
     * @param timeoutSeconds until it has to be prepared or committed
     * @param kind how it is begun, which determines the reason when it times out
     * @throws LabelUsedException when the label belongs to a load that was not aborted
     * @throws TransactionException when the label, the timeout or the number of running loads is not allowed
     */
    public synchronized LoadTransaction begin(final TableName table, final String label, final long timeoutSeconds, final LoadKind kind)
            throws LabelUsedException, TransactionException {
        check(label, timeoutSeconds);
        final LoadTransaction transaction = new LoadTransaction(
                new LoadTransaction.Begin(table, label, Duration.ofSeconds(timeoutSeconds), kind), ids.incrementAndGet(), clock);
        try {
            register(transaction, label);
        } catch (LabelUsedException | TransactionException e) {
            history.refused(table, label);
            throw e;
        }
        history.begun(transaction);
        return transaction;
    }

    /** The loads that BEs have begun, which is known longer than their labels. */
    public LoadHistory history() {
        return history;
    }

    /**
     * Begins a transaction of several tables. It gets an id, but nothing else is known of it until it is registered.
     *
     * @throws TransactionException when the label or the timeout is not allowed
     */
    public synchronized LoadTransaction beginMultiTable(final String database, final String label, final long timeoutSeconds) throws TransactionException {
        check(label, timeoutSeconds);
        final LoadTransaction transaction = new LoadTransaction(new LoadTransaction.Begin(new TableName(database, ""), label,
                Duration.ofSeconds(timeoutSeconds), LoadKind.MULTI_TABLE), ids.incrementAndGet(), clock);
        multiTable.put(label, transaction);
        return transaction;
    }

    /** The newest transaction of several tables with the label, registered or not. */
    public Optional<LoadTransaction> findMultiTable(final String label) {
        return Optional.ofNullable(multiTable.get(label));
    }

    /**
     * Makes the transaction known by the label.
     *
     * @throws LabelUsedException when the label belongs to a load that was not aborted
     * @throws TransactionException when too many loads run
     */
    public synchronized void register(final LoadTransaction transaction, final String label) throws LabelUsedException, TransactionException {
        final String database = transaction.table().database();
        final Optional<LoadTransaction> before = find(database, label);
        if (before.isPresent() && before.get().state() != TransactionState.ABORTED) {
            throw new LabelUsedException(label, before.get().state().existingJobStatus());
        }
        checkRunning(database);
        all.add(transaction);
        newest.put(new LabelKey(database, label), transaction);
        open.add(transaction);
    }

    private static void check(final String label, final long timeoutSeconds) throws TransactionException {
        if (!LABEL.matcher(label).matches()) {
            throw new TransactionException("Getting analyzing error. Detail message: Label format error. regex: ^[-\\w]{1,128}$, label: %s.".formatted(label));
        }
        if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
            throw new TransactionException("Invalid timeout: '%d'. Expected values should be between 1 and %d seconds"
                    .formatted(timeoutSeconds, MAX_TIMEOUT_SECONDS));
        }
    }

    /** The newest load of that label that the leader knows. */
    public Optional<LoadTransaction> find(final String database, final String label) {
        return Optional.ofNullable(newest.get(new LabelKey(database, label))).filter(transaction -> known.knows(transaction));
    }

    /** Labels of loads, of all databases. */
    public Set<String> labels() {
        return newest.keySet().stream().map(LabelKey::label).collect(Collectors.toSet());
    }

    public TransactionLimits limits() {
        return limits;
    }

    /** The finished transactions of a database that the leader knows, the newest first. */
    public List<LoadTransaction> finished(final String database) {
        return remembered(database).filter(transaction -> transaction.finishedAt().isPresent()).toList();
    }

    /** The transactions of a database that are not finished, the newest first. */
    public List<LoadTransaction> running(final String database) {
        return remembered(database).filter(transaction -> transaction.finishedAt().isEmpty()).toList();
    }

    private Stream<LoadTransaction> remembered(final String database) {
        return all.stream().filter(transaction -> transaction.table().database().equals(database) && known.knows(transaction))
                .sorted(Comparator.comparingLong(LoadTransaction::id).reversed());
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

    /** @return whether it was registered and still open */
    public boolean abortRegistered(final LoadTransaction transaction, final String reason) {
        return open.contains(transaction) && transaction.abort(reason);
    }

    /** Ends every open load of a table, as dropping the table does. */
    public void abortAll(final TableName table, final String reason) {
        Stream.concat(open.stream(), multiTable.values().stream()).filter(transaction -> transaction.writes(table))
                .forEach(transaction -> transaction.abort(reason));
    }

    /** Waits until the committed loads of a table are visible. Others may begin meanwhile. */
    public void awaitCommitted(final TableName table) {
        unfinished(table).filter(transaction -> transaction.state() == TransactionState.COMMITTED)
                .forEach(transaction -> transaction.awaitVisible(PUBLISH_TIME));
    }

    /** Whether a load of the table is neither visible nor aborted. */
    public boolean isWritten(final TableName table) {
        return unfinished(table).findAny().isPresent();
    }

    private Stream<LoadTransaction> unfinished(final TableName table) {
        return Stream.concat(all.stream(), multiTable.values().stream()).filter(transaction -> transaction.writes(table))
                .filter(transaction -> transaction.state().isOpen() || transaction.state() == TransactionState.COMMITTED);
    }

    /** The sweep of one FE, which it does every {@code label_clean_interval_second}. */
    public void sweepLabels(final int frontend) {
        catalog.databases().forEach(database -> memory(frontend).sweep(
                all.stream().filter(transaction -> transaction.table().database().equals(database)).toList(), clock.now()));
    }

    /** All FEs forget all finished loads: their labels may be used again, and their states are UNKNOWN. */
    public void forgetFinished() {
        newest.values().removeIf(transaction -> transaction.finished().isPresent());
        all.removeIf(transaction -> transaction.finished().isPresent());
    }

    /** Another FE becomes the leader. It knows the labels that it has not swept itself, and no transaction that was not prepared. */
    public synchronized void changeLeader(final int frontend) {
        known = memory(frontend);
        history.leaderChanged();
        newest.values().removeIf(LoadTransaction::loseWithLeader);
        all.removeIf(transaction -> transaction.state() == TransactionState.UNKNOWN);
    }

    private LabelMemory memory(final int frontend) {
        return memories.computeIfAbsent(frontend, missing -> new LabelMemory(limits));
    }

    private void checkRunning(final String database) throws TransactionException {
        open.removeIf(transaction -> !transaction.state().isOpen());
        final long running = open.stream().filter(transaction -> transaction.table().database().equals(database)).count();
        if (running >= limits.maxRunning()) {
            throw new TransactionException("current running txns on db %d is %d, larger than limit %d"
                    .formatted(catalog.databaseId(database), running, limits.maxRunning()));
        }
    }

    private record LabelKey(String database, String label) {}
}
