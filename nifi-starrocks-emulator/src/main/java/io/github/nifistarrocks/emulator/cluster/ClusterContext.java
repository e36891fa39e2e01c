package io.github.nifistarrocks.emulator.cluster;

import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.server.RequestRecorder;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;

/**
 * What the servers of one cluster share.
 *
 * @param state databases, users, rows and loads
 * @param settings of the cluster
 * @param faults the script
 * @param requests records what is received
 */
public record ClusterContext(ClusterState state, ClusterSettings settings, Faults faults, RequestRecorder requests) {

    public Catalog catalog() {
        return state.catalog();
    }

    public Users users() {
        return state.users();
    }

    public RowStore store() {
        return state.store();
    }

    public TransactionManager transactions() {
        return state.transactions();
    }

    public Membership membership() {
        return state.membership();
    }

    /** Whether the request belongs to a transaction of several tables, and the release has them; an older one ignores the header. */
    public boolean isMultiTable(final HttpRequest request) {
        return settings.has(ClusterFeature.MULTI_TABLE_TRANSACTIONS) && request.header("transaction_type").map("multi"::equalsIgnoreCase).orElse(false);
    }
}
