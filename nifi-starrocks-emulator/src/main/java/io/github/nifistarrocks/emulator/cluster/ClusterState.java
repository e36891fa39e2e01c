package io.github.nifistarrocks.emulator.cluster;

import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;

/**
 * The state of a cluster.
 *
 * @param catalog databases, tables and views
 * @param users who may log in
 * @param store rows
 * @param transactions loads and their labels
 * @param membership which servers run, and which FE leads
 */
public record ClusterState(Catalog catalog, Users users, RowStore store, TransactionManager transactions, Membership membership) {}
