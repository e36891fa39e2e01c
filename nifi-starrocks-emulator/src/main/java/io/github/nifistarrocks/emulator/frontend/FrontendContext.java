package io.github.nifistarrocks.emulator.frontend;

import java.util.List;

import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterSettings;
import io.github.nifistarrocks.emulator.frontend.transaction.MultiTableTasks;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;

/**
 * What the FEs of one cluster share.
 *
 * @param cluster shared with the BEs too
 * @param backends filled while the cluster starts
 * @param frontends in the order of their indexes; filled while the cluster starts
 * @param multiTableTasks transactions of several tables, which all FEs replicate
 */
public record FrontendContext(ClusterContext cluster, Backends backends, List<EmulatorFrontend> frontends, MultiTableTasks multiTableTasks) {

    EmulatorFrontend leader() {
        return frontends.get(cluster.membership().leader());
    }

    Catalog catalog() {
        return cluster.catalog();
    }

    Users users() {
        return cluster.users();
    }

    RowStore store() {
        return cluster.store();
    }

    TransactionManager transactions() {
        return cluster.transactions();
    }

    ClusterSettings settings() {
        return cluster.settings();
    }

    boolean isMultiTable(final HttpRequest request) {
        return cluster.isMultiTable(request);
    }
}
