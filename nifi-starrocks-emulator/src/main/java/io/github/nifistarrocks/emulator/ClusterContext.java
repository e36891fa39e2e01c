package io.github.nifistarrocks.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.BackendChoice;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.scan.ScanEngine;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;

/**
 * What the servers of one cluster share.
 *
 * @param catalog databases, tables and users
 * @param store rows
 * @param faults the script
 * @param transactions loads and their labels
 * @param requests what was received
 * @param settings of the cluster
 * @param frontends leader first; filled while the cluster starts
 * @param backends all, dead ones included; filled while the cluster starts
 * @param coordinators which BE the FE remembers for a transaction's label, whatever the database
 * @param choice which BE a client is sent to
 * @param scans what the scan services of the BEs share
 */
public record ClusterContext(Catalog catalog, RowStore store, Faults faults, TransactionManager transactions, RequestLog requests, Settings settings,
        List<EmulatorFrontend> frontends, List<EmulatorBackend> backends, Map<String, Integer> coordinators, BackendChoice choice,
        ScanEngine scans) {
    /** The BEs that the FE takes for alive. */
    public List<EmulatorBackend> aliveBackends() {
        return backends.stream().filter(EmulatorBackend::isAlive).toList();
    }

    public Optional<EmulatorBackend> backend(int index) {
        return index < backends.size() ? Optional.of(backends.get(index)) : Optional.empty();
    }

    public EmulatorFrontend leader() {
        return frontends.getFirst();
    }

    /**
     * What a cluster is configured with.
     *
     * @param discardLoads count the bytes and newlines of loads and drop them
     * @param emptyLoadIsError FE configuration {@code empty_load_as_error}
     * @param maxRunningTransactions FE configuration {@code max_running_txn_num_per_db}
     * @param publishTime how long every commit takes to become visible
     * @param debeziumEnvelope whether the release knows the header {@code envelope} (newest only)
     * @param multiTableTransactions whether the release has transactions of several tables (since 4.0)
     */
    public record Settings(boolean discardLoads, boolean emptyLoadIsError, int maxRunningTransactions, Duration publishTime,
            boolean debeziumEnvelope, boolean multiTableTransactions) {}
}
