package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The finished transactions that one FE has forgotten. Every FE sweeps on its own (FE: GlobalStateMgr.clearExpiredJobs), so after a change of the leader
 * more or fewer labels are known.
 */
final class LabelMemory {

    private final TransactionLimits limits;
    private final Set<Long> forgotten = ConcurrentHashMap.newKeySet();

    LabelMemory(final TransactionLimits limits) {
        this.limits = limits;
    }

    boolean knows(final LoadTransaction transaction) {
        return !forgotten.contains(transaction.id());
    }

    void forget(final LoadTransaction transaction) {
        forgotten.add(transaction.id());
    }

    /**
     * Forgets finished transactions in the order in which they finished, while one is too old or the database remembers too many. Running ones count, but
     * stay (FE: DatabaseTransactionMgr.removeExpiredTxns).
     *
     * @param ofDatabase its transactions, also forgotten ones
     */
    void sweep(final List<LoadTransaction> ofDatabase, final Instant now) {
        final List<LoadTransaction> known = ofDatabase.stream().filter(this::knows).toList();
        int surplus = known.size() - limits.labelKeepMaxNum();
        final List<LoadTransaction> finished = known.stream().filter(transaction -> transaction.finished().isPresent())
                .sorted(Comparator.comparing(transaction -> transaction.finished().orElseThrow())).toList();
        for (final LoadTransaction transaction : finished) {
            final Instant end = transaction.finished().orElseThrow().at();
            if (surplus <= 0 && Duration.between(end, now).toSeconds() <= limits.labelKeepMax().toSeconds()) {
                return;
            }
            forget(transaction);
            surplus--;
        }
    }
}
