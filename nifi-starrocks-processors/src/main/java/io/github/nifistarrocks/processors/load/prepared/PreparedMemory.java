package io.github.nifistarrocks.processors.load.prepared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.PreparedCommit;
import io.github.nifistarrocks.processors.common.NewestEntries;
import org.apache.nifi.flowfile.FlowFile;

/**
 * What one run of the processor knows of marked FlowFiles. It saves requests and keeps the order of FlowFiles; nothing depends on it after a restart. Safe
 * for use by several threads.
 */
public final class PreparedMemory {

    private static final int MAX_ENTRIES = 10_000;
    /** Longer than a leader that is cut off from the other FEs remains one (FE: JournalWriter). Another node may have committed since. */
    private static final Duration UNCOMMITTED_TIME = Duration.ofMinutes(10);
    /** In place of the table of FlowFiles whose records name theirs. */
    private static final String ANY_TABLE = "*";

    private final Map<PreparedMark, Evidence> commits = new NewestEntries<>(MAX_ENTRIES);
    private final Map<List<LoadOutcome.Transaction>, Instant> prepares = new NewestEntries<>(MAX_ENTRIES);
    /** For which no commit was sent, with the time of their mark. */
    private final Map<LoadOutcome.Transaction, Instant> uncommitted = new NewestEntries<>(MAX_ENTRIES);
    private final TableHolds holds = new TableHolds(System::nanoTime);
    /** After a start the queue may contain marked FlowFiles. */
    private final AtomicLong suspicions = new AtomicLong(1);
    private final AtomicLong searched = new AtomicLong();
    private final AtomicBoolean timeoutReported = new AtomicBoolean();

    /**
     * Remembers when transactions were prepared, in case NiFi does not store their mark.
     *
     * @return the same transactions, with the time if an attempt of this run has prepared them
     */
    public LoadOutcome.Prepared dated(final LoadOutcome.Prepared prepared) {
        synchronized (prepares) {
            prepared.since().ifPresent(time -> prepares.put(prepared.transactions(), time));
            return new LoadOutcome.Prepared(prepared.label(), prepared.transactions(), Optional.ofNullable(prepares.get(prepared.transactions())),
                    prepared.message(), prepared.report());
        }
    }

    /** The transactions of the mark are committed. */
    public void committed(final PreparedMark mark, final Evidence evidence) {
        synchronized (commits) {
            commits.put(mark, evidence);
        }
    }

    /** How the commit of the mark is known; nothing if it is not. The FlowFile needs it only once. */
    public Optional<Evidence> take(final PreparedMark mark) {
        synchronized (commits) {
            return Optional.ofNullable(commits.remove(mark));
        }
    }

    /** A marked FlowFile whose commit is not confirmed goes back to the queue, and later FlowFiles must not pass it there. */
    public void suspect() {
        suspicions.incrementAndGet();
    }

    /** The number of suspicions up to now, for {@link #nothingFound}. */
    public long suspicions() {
        return suspicions.get();
    }

    /** Whether the queue may contain marked FlowFiles whose commit is not confirmed. */
    public boolean mustSearch() {
        return searched.get() < suspicions.get();
    }

    /** @param before number of suspicions before the queue was searched without success */
    public void nothingFound(final long before) {
        searched.accumulateAndGet(before, Math::max);
    }

    /** @return true the first time */
    public boolean reportTimeout() {
        return timeoutReported.compareAndSet(false, true);
    }

    /** The transactions of the mark are prepared, and no commit was sent. */
    public void prepared(final PreparedMark mark) {
        synchronized (uncommitted) {
            mark.transactions().forEach(transaction -> uncommitted.put(transaction, Instant.now()));
        }
    }

    /** A call to commit the transaction has ended. */
    public void asked(final LoadOutcome.Transaction transaction, final PreparedCommit.Sent commit) {
        synchronized (uncommitted) {
            switch (commit) {
                case YES -> uncommitted.remove(transaction);
                case NO -> {
                    // It may be sent by the next call.
                }
            }
        }
    }

    /** Whether the transaction certainly is not committed yet, whatever an FE says. */
    public boolean isUncommitted(final LoadOutcome.Transaction transaction) {
        synchronized (uncommitted) {
            final Instant time = uncommitted.get(transaction);
            return time != null && Instant.now().isBefore(time.plus(UNCOMMITTED_TIME));
        }
    }

    /**
     * The transactions of the mark cannot be committed now. FlowFiles of the same tables wait for a while.
     *
     * @param spent time of the attempt
     */
    public void hold(final PreparedMark mark, final Duration spent) {
        holds.hold(tables(mark.transactions()), spent);
    }

    /** The transactions are committed. */
    public void release(final List<LoadOutcome.Transaction> transactions) {
        holds.release(tables(transactions));
    }

    private static Set<TableId> tables(final List<LoadOutcome.Transaction> transactions) {
        return transactions.stream().map(LoadOutcome.Transaction::table).flatMap(table -> Stream.of(table, new TableId(table.database(), ANY_TABLE)))
                .collect(Collectors.toSet());
    }

    /** Whether FlowFiles of the table wait for one that cannot be committed now. */
    public boolean isHeld(final TableId table) {
        return holds.isHeld(table);
    }

    /** Whether a marked FlowFile waits, because it or another one of the same table cannot be committed now. */
    public boolean isHeld(final FlowFile marked) {
        try {
            return PreparedMark.read(marked).transactions().stream().anyMatch(transaction -> holds.isHeld(transaction.table()));
        } catch (InvalidMarkException e) {
            // It goes to failure, and has nothing to wait for.
            return false;
        }
    }
}
