package io.github.nifistarrocks.emulator;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.frontend.FrontendContext;
import io.github.nifistarrocks.emulator.net.SelfSignedCertificate;
import io.github.nifistarrocks.emulator.scan.Replay;
import io.github.nifistarrocks.emulator.scan.ScanEngine;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** A StarRocks cluster in this process: FEs and BEs on real sockets of the loopback interface, tables in memory. */
public final class StarRocksEmulator implements AutoCloseable {

    private final FrontendContext servers;
    private final ScanEngine scans;
    private final RequestLog requests;
    private final ScriptRunner scripts;

    StarRocksEmulator(final FrontendContext servers, final ScanEngine scans, final RequestLog requests) {
        this.servers = servers;
        this.scans = scans;
        this.requests = requests;
        this.scripts = new ScriptRunner(servers.cluster().state());
    }

    public static StarRocksEmulatorBuilder builder() {
        return new StarRocksEmulatorBuilder();
    }

    /** A leader, a follower and three BEs. */
    public static StarRocksEmulator start() throws IOException {
        return builder().start();
    }

    /** The first is the leader until another one is elected. */
    public List<URI> frontendUrls() {
        return servers.frontends().stream().map(EmulatorFrontend::url).toList();
    }

    /** As {@link #frontendUrls}, for https. */
    public List<URI> httpsUrls() {
        return servers.frontends().stream().map(EmulatorFrontend::httpsUrl).toList();
    }

    /** The certificate of the https ports. */
    public SelfSignedCertificate certificate() {
        return servers.cluster().settings().certificate().orElseThrow(() -> new IllegalStateException("The cluster was built without https"));
    }

    public List<EmulatorFrontend> frontends() {
        return List.copyOf(servers.frontends());
    }

    public List<EmulatorBackend> backends() {
        return servers.backends().all();
    }

    /**
     * Runs statements that end with semicolons: CREATE and DROP of databases, tables and views, CREATE USER, GRANT, INSERT, TRUNCATE.
     *
     * @throws IllegalArgumentException for a statement that the emulator does not know, or that names something missing
     */
    public void execute(final String sqlScript) {
        scripts.run(sqlScript);
    }

    /** Creates the table, and its database when it is missing. */
    public void createTable(final TableDefinition definition) {
        scripts.createTable(definition);
    }

    /** Rows of a query over what is visible, in H2's Java classes (DATETIME comes as LocalDateTime). */
    public List<List<Object>> query(final String sql) {
        return servers.cluster().store().query(sql);
    }

    public Faults faults() {
        return servers.cluster().faults();
    }

    /** Sets the BEs for the next clients, one each; without it, and after them, the FE chooses at random. */
    public void sendNextTo(final int... backendIndexes) {
        servers.backends().sendNextTo(backendIndexes);
    }

    public RequestLog requests() {
        return requests;
    }

    /**
     * Forgets finished transactions of several tables, as an FE does after {@code stream_load_task_keep_max_second}, or when it has over 1000 tasks: their
     * labels may be begun again.
     */
    public void cleanMultiTableTasks() {
        servers.multiTableTasks().clean();
    }

    /** The state of the newest load under the label. */
    public TransactionState labelState(final String database, final String label) {
        return servers.cluster().transactions().state(database, label);
    }

    /**
     * Another FE becomes the leader, whether or not the one before has stopped. Transactions that are not prepared are lost, and so is the memory in which
     * BE a transaction is.
     */
    public void electLeader(final int frontend) {
        electLeader(frontend, Election.UP_TO_DATE);
    }

    /** The same, with an FE that may have a part of the journal to replay. */
    public void electLeader(final int frontend, final Election election) {
        servers.cluster().membership().elect(frontend);
        servers.cluster().transactions().changeLeader(frontend);
        servers.multiTableTasks().leaderChanged(election);
        servers.backends().keepCoordinators(servers.cluster().transactions().labels());
    }

    /** All FEs forget all finished loads at once: their labels may be used again, and their states are UNKNOWN. */
    public void forgetLabels() {
        servers.cluster().transactions().forgetFinished();
    }

    /** The load history loses no load when a refused repetition replaces it, which no FE guarantees: for tests that need a history without holes. */
    public void completeLoadHistory() {
        servers.cluster().transactions().history().complete();
    }

    /** Copies finished loads into {@code _statistics_.loads_history}, as the leader does every {@code loads_history_sync_interval_second}. */
    public void copyLoadHistory() {
        servers.cluster().transactions().history().copy();
    }

    /** The number of rows that were committed to the table while loads are only counted ({@link StarRocksEmulatorBuilder#discardLoads}). */
    public long discardedRows(final TableName table) {
        return catalog().table(table).map(store()::discardedRows).orElse(0L);
    }

    /** Scanners on all BEs that were opened, not closed, and have not expired. A failed open counts, since the client has to close its context. */
    public int openScanners() {
        return scans.openScanners();
    }

    /** Lets scans of an existing table answer with prepared batches, as fast as the sockets allow; its rows are not read. */
    public void replay(final TableName table, final Replay replay) {
        scans.replay(table, replay);
    }

    /** The bytes of a column of text in one batch of a scan above which the BE fails with {@code Capacity error}; 2 GB on a real one. */
    public void maxScanColumnBytes(final int bytes) {
        scans.maxColumnBytes(bytes);
    }

    /**
     * BEs merge the versions of the table and sweep those before the current one, as they do {@code tablet_rowset_stale_sweep_time_sec} after a compaction: a plan
     * that was made before the newest load cannot be opened any more.
     */
    public void compact(final TableName table) {
        catalog().table(table).ifPresent(found -> {
            if (servers.cluster().settings().has(ClusterFeature.SHARED_DATA)) {
                store().exclusively(() -> {
                    found.partitions().stream().filter(partition -> !partition.isEmpty()).forEach(Partition::advanceByCompaction);
                    return found;
                });
            }
            store().compact(found);
        });
    }

    /**
     * A schema change that writes the rows of a table into new tablets, such as another type of a column: plans that were made before it cannot be opened any
     * more. A column that only one of the definitions has is dropped, or filled with its default.
     */
    public void alterTable(final TableDefinition changed) {
        scripts.alterTable(changed);
    }

    /** The FE no longer learns of loads into the table, as a follower that is behind: it plans and selects maxima with the versions that are visible now. */
    public void delayMetadata(final int frontend, final TableName table) {
        catalog().table(table)
                .ifPresent(found -> servers.cluster().membership().metadata().hold(frontend, table, store().plannedVersions(found, found.tablets())));
    }

    /** All FEs know all loads again. */
    public void catchUpMetadata() {
        servers.cluster().membership().metadata().catchUp();
    }

    public Catalog catalog() {
        return servers.cluster().catalog();
    }

    public RowStore store() {
        return servers.cluster().store();
    }

    @Override
    public void close() {
        servers.cluster().faults().clear();
        servers.frontends().forEach(EmulatorFrontend::close);
        servers.backends().all().forEach(EmulatorBackend::close);
        servers.cluster().store().close();
    }
}
