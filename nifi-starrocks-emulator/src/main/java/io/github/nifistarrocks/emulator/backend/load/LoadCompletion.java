package io.github.nifistarrocks.emulator.backend.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.load.LoadCounters;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;

/** The end of every load: checks of quality and emptiness, commit, wait for visibility. */
public final class LoadCompletion {

    static final String NO_ROWS = "No partitions have data available for loading. If you are sure there may be no data to be loaded, you can use "
            + "`ADMIN SET FRONTEND CONFIG ('empty_load_as_error' = 'false')` to ensure such load jobs can succeed";

    private final ClusterContext cluster;
    private final ErrorLogs errorLogs;

    public LoadCompletion(final ClusterContext cluster, final ErrorLogs errorLogs) {
        this.cluster = cluster;
        this.errorLogs = errorLogs;
    }

    /** @throws LoadRefusedException when the rows may not be committed */
    void check(final LoadCounters counters, final double maxFilterRatio, final ActiveFaults faults) throws LoadRefusedException {
        final Optional<Fault.LoadFails> failure = faults.find(Fault.LoadFails.class);
        if (failure.isPresent()) {
            throw new LoadRefusedException(failure.get().message());
        }
        if (counters.exceeds(maxFilterRatio)) {
            throw new LoadRefusedException("too many filtered rows");
        }
        if (counters.loaded() == 0 && cluster.settings().has(ClusterFeature.EMPTY_LOAD_IS_ERROR)) {
            throw new LoadRefusedException("fail to execute commit task: " + NO_ROWS);
        }
    }

    /**
     * @return whether the data is visible; if not it is committed all the same
     * @throws LoadRefusedException when the transaction is not open any more
     */
    boolean commit(final LoadTransaction transaction, final ActiveFaults faults) throws LoadRefusedException {
        final Optional<Fault.PublishTimeout> timeout = faults.find(Fault.PublishTimeout.class);
        final Duration publishTime = timeout.map(Fault.PublishTimeout::visibleAfter)
                .or(() -> faults.find(Fault.PublishDelay.class).map(Fault.PublishDelay::time))
                .orElse(cluster.settings().publishTime());
        faults.find(Fault.CommitMeanwhile.class).ifPresent(meanwhile -> meanwhile.event().run());
        faults.find(Fault.CommitDelay.class).ifPresent(delay -> faults.sleep(delay.time()));
        try {
            cluster.transactions().commit(transaction, publishTime);
        } catch (TransactionException e) {
            throw new LoadRefusedException(e.getMessage());
        }
        return timeout.isEmpty() && transaction.awaitVisible(transaction.timeout());
    }

    /** Keeps the error lines, if there are any, and returns the address to read them at. */
    Optional<String> errorUrl(final List<String> errors) {
        return errorLogs.keep(errors);
    }
}
