package io.github.nifistarrocks.emulator.backend.load;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.LoadCounters;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** The loads of transactions of several tables at this BE, one per table. They are kept in memory until the FE commits or aborts. */
public final class MultiTableLoads {

    private final ClusterContext cluster;
    private final LoadCompletion finish;
    private final Map<Key, TableLoad> loads = new ConcurrentHashMap<>();

    public MultiTableLoads(final ClusterContext cluster, final LoadCompletion finish) {
        this.cluster = cluster;
        this.finish = finish;
    }

    /** @throws TransactionFailure when the transaction is not open, or the user may not load into the table */
    TableLoad open(final HttpRequest request, final LoadAdmission gate) throws TransactionFailure {
        final TableName table = new TableName(request.header("db").orElse(""), request.header("table").orElse(""));
        final String label = request.header("label").orElse("");
        final LoadTransaction transaction = cluster.transactions().findMultiTable(label)
                .filter(known -> known.state() == TransactionState.PREPARE)
                .orElseThrow(() -> TransactionFailure.notExists("Transaction with label %s not exists".formatted(label)));
        try {
            gate.authorize(table, LoadAdmission.credentials(request));
        } catch (LoadRefusedException e) {
            throw TransactionFailure.refused(e.getMessage());
        }
        loads.keySet().removeIf(key -> !key.transaction.state().isOpen());
        return loads.computeIfAbsent(new Key(transaction, table.table()), key -> new TableLoad(cluster, transaction, table));
    }

    /**
     * Ends the loading of one table.
     *
     * @throws LoadRefusedException when the rows are lost, or may not be committed
     */
    public void finish(final LoadTransaction transaction, final String table, final ActiveFaults faults) throws LoadRefusedException {
        final TableLoad load = Optional.ofNullable(loads.remove(new Key(transaction, table)))
                .orElseThrow(() -> new LoadRefusedException("coordinator could not finished before job timeout"));
        load.end();
        final LoadCounters counters = load.counters();
        final Optional<String> errorUrl = finish.errorUrl(counters.errors());
        load.close();
        if (counters.loaded() == 0) {
            throw new LoadRefusedException(LoadCompletion.NO_ROWS);
        }
        if (counters.exceeds(load.maxFilterRatio())) {
            throw new LoadRefusedException("abnormal data more than max filter rate, tracking_url: " + errorUrl.orElse(""));
        }
        finish.check(counters, load.maxFilterRatio(), faults);
    }

    void forget(final TableLoad load) {
        loads.values().remove(load);
    }

    public void forgetAll() {
        loads.values().forEach(TableLoad::close);
        loads.clear();
    }

    private record Key(LoadTransaction transaction, String table) {}
}
