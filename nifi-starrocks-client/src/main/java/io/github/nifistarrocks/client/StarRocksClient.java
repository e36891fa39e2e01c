package io.github.nifistarrocks.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.CoolDown;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreparedCommit;
import io.github.nifistarrocks.client.load.PreviousLoad;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.client.outcome.ErrorLogs;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.PreviousLoads;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LabelUse;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LoadStyle;
import io.github.nifistarrocks.client.partition.ReadPartitions;
import io.github.nifistarrocks.client.plan.ChangedPartitions;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.plan.NewRows;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.PlanSigner;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.plan.TablePlans;
import io.github.nifistarrocks.client.pressure.LoadSlots;
import io.github.nifistarrocks.client.pressure.LoginGrace;
import io.github.nifistarrocks.client.pressure.TablePressure;
import io.github.nifistarrocks.client.probe.ClusterProbe;
import io.github.nifistarrocks.client.reply.ServerMessage;
import io.github.nifistarrocks.client.scan.BackendAddress;
import io.github.nifistarrocks.client.scan.Backends;
import io.github.nifistarrocks.client.scan.ScanRequest;
import io.github.nifistarrocks.client.scan.ScanTimeouts;
import io.github.nifistarrocks.client.scan.TabletScan;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.client.schema.TableSchemaReply;
import io.github.nifistarrocks.client.sql.SqlStatements;
import io.github.nifistarrocks.client.sql.TabletSizes;
import io.github.nifistarrocks.client.streamload.MergedState;
import io.github.nifistarrocks.client.streamload.StreamLoad;
import io.github.nifistarrocks.client.transaction.AttemptHistory;
import io.github.nifistarrocks.client.transaction.PreparedTimeouts;
import io.github.nifistarrocks.client.transaction.TransactionLoad;

/**
 * The client of a StarRocks cluster: loads, plans and scans. Thread-safe. Opens connections when they are needed. Its methods throw
 * {@link StarRocksException}, of which {@link LoadBodyException} is one, and {@link CallCancelledException}.
 */
public final class StarRocksClient implements AutoCloseable {

    private static final String CATALOG = "default_catalog";

    private final ClusterConnection connection;
    private final StreamLoad streamLoad;
    private final TransactionLoad transactionLoad;
    private final TablePressure pressure;
    private final LoadSlots slots;
    private final LoginGrace loginGrace = new LoginGrace();
    private final LabelStates labelStates;
    private final PreviousLoads previousLoads;
    private final PreparedTimeouts preparedTimeouts;
    private final ErrorLogs errorLogs;
    private final TablePlans plans;
    private final TabletSizes tabletSizes;
    private final PlanSigner planSigner;
    private final Backends backends;

    private StarRocksClient(final StarRocksClientConfig config) {
        connection = ClusterConnection.open(config);
        transactionLoad = new TransactionLoad(connection);
        streamLoad = new StreamLoad(connection, transactionLoad);
        pressure = new TablePressure(config.limits().maxBackOff());
        slots = new LoadSlots(config.limits().maxLoadsPerTable());
        labelStates = new LabelStates(connection.frontends());
        previousLoads = new PreviousLoads(connection);
        preparedTimeouts = new PreparedTimeouts(connection);
        errorLogs = new ErrorLogs(connection);
        plans = new TablePlans(connection);
        tabletSizes = new TabletSizes(new SqlStatements(connection.frontends()));
        planSigner = PlanSigner.of(config);
        backends = new Backends(ScanTimeouts.of(config.timeouts().connectTimeout(), config.timeouts().responseTimeout()), connection.resolver(),
                new CoolDown<>(config.limits().backendCoolDown(), System::nanoTime));
    }

    /** Opens no connection yet. */
    public static StarRocksClient open(final StarRocksClientConfig config) {
        return new StarRocksClient(config);
    }

    public StarRocksClientConfig config() {
        return connection.config();
    }

    /**
     * Loads rows under a label and returns their outcome, also when the connection broke. Must be repeated under the same label only.
     *
     * @throws LoadBodyException when the body threw; nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label determines the outcome of the load
     */
    public LoadOutcome load(final LoadRequest request, final RequestBody body, final CallScope scope) throws LoadBodyException, CallCancelledException {
        return shown(streamLoad.load(request, body, scope));
    }

    /**
     * Loads all parts into one table in one transaction under one label: all or nothing. Must be repeated under the same label only, also after a crash.
     *
     * @param request its headers apply to all parts
     * @throws LoadBodyException when a body or the parts threw; the transaction is rolled back, and nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label determines the outcome of the load
     */
    public LoadOutcome loadInTransaction(final LoadRequest request, final LoadParts parts, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return shown(transactionLoad.oneTable(request, parts, scope));
    }

    /**
     * Loads all parts into one table in one transaction, and prepares it: a later {@link #commitPrepared} commits it. Must be repeated under the same label
     * only, until the caller has stored that the transaction is prepared. After that only {@link #commitPrepared} may follow.
     *
     * @param request its headers apply to all parts
     * @param preparedTimeout time after which the server aborts the transaction; StarRocks before 3.5.4 takes that of its configuration
     * @return {@link LoadOutcome.Prepared}, or {@link LoadOutcome.Committed} if a previous attempt has committed the label
     * @throws LoadBodyException when a body or the parts threw; the transaction is rolled back, and nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label determines the outcome of the load
     */
    public LoadOutcome prepare(final LoadRequest request, final LoadParts parts, final Duration preparedTimeout, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return shown(transactionLoad.prepare(request, parts, preparedTimeout, scope));
    }

    /** The part of a prepared timeout for which the server certainly keeps a transaction: servers before 3.5.4 ignore what {@link #prepare} requests. */
    public Duration certainPreparedTimeout(final Duration requested, final CallScope scope) throws CallCancelledException {
        return preparedTimeouts.certain(requested, scope);
    }

    /** Commits a transaction that {@link #prepare} has prepared. May be repeated. */
    public PreparedCommit commitPrepared(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        return transactionLoad.commitPrepared(request, scope).withMessage(config().rowData()::text);
    }

    /** Rolls back a transaction that {@link #prepare} has prepared and that the caller has not stored. */
    public void rollBackPrepared(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        transactionLoad.rollBackPrepared(request, scope);
    }

    /**
     * Loads parts into several tables of one database in one transaction (StarRocks 4.0+): all or nothing. Must be repeated under the same label
     * only, also after a crash. The outcome has no report, because the server counts no rows here.
     *
     * @param request its table names the database, and the load in messages; its headers are ignored
     * @param history of the attempts that the caller knows of; others are looked for
     * @throws LoadBodyException when a body or the parts threw; the transaction is rolled back, and nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label determines the outcome of the load
     */
    public LoadOutcome loadAcrossTables(final LoadRequest request, final LoadParts parts, final AttemptHistory history, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return shown(transactionLoad.severalTables(request, parts, history, scope));
    }

    /**
     * A trial load under a temporary label: begins, loads, prepares, and rolls back in every case. Never loads anything.
     *
     * @param request with a {@code max_filter_ratio} of 1 the server counts the invalid rows instead of refusing all rows
     */
    public TrialLoadResult tryOut(final LoadRequest request, final LoadParts parts, final CallScope scope) throws LoadBodyException, CallCancelledException {
        return transactionLoad.tryOut(request, parts, scope).withMessage(config().rowData()::text);
    }

    private LoadOutcome shown(final LoadOutcome outcome) {
        return outcome.withMessage(config().rowData()::text);
    }

    /**
     * The state of the transaction into which the server has merged a load ({@link LoadOutcome.Received}).
     *
     * @param request of the load
     */
    public MergedState mergedState(final LoadRequest request, final String mergedLabel, final CallScope scope) throws CallCancelledException {
        return switch (streamLoad.mergedState(request, mergedLabel, scope)) {
            case MergedState.Ended ended -> new MergedState.Ended(shown(ended.outcome()));
            case MergedState.Running running -> running;
        };
    }

    /** The back-off of tables, shared by all users of this client. */
    public TablePressure pressure() {
        return pressure;
    }

    /** The slots of loads, shared by all users of this client; see {@link StarRocksClientConfig.Limits#maxLoadsPerTable()}. */
    public LoadSlots slots() {
        return slots;
    }

    /** How long a refused login is retried, shared by all users of this client. */
    public LoginGrace loginGrace() {
        return loginGrace;
    }

    /**
     * Whether the cluster refuses user and password now. The request needs no privilege (fe-recordings, 157, 158), except on an FE with
     * {@code enable_http_auth}, which names the privilege (FE: RestBaseAction).
     */
    public boolean isLoginRefused(final CallScope scope) throws CallCancelledException {
        try {
            labelStates.ask("information_schema", "nifi-starrocks-login", scope);
            return false;
        } catch (StarRocksException e) {
            return e.kind() == StarRocksException.Kind.DENIED && !ServerMessage.PRIVILEGE_MISSING.isIn(e.getMessage());
        }
    }

    public LabelState labelState(final String database, final String label, final CallScope scope) throws StarRocksException, CallCancelledException {
        return labelStates.ask(database, label, scope);
    }

    /**
     * What StarRocks knows of loads that were sent before under the label of a load, by the state of the label and the load history.
     *
     * @param style of the load that is to be sent
     * @param use whether only these rows have the label
     */
    public PreviousLoad previousLoad(final LoadRequest request, final LoadStyle style, final LabelUse use, final CallScope scope)
            throws CallCancelledException {
        final PreviousLoad found = previousLoads.find(request, style, use, scope);
        return found instanceof final PreviousLoad.Settled settled ? new PreviousLoad.Settled(shown(settled.outcome())) : found;
    }

    /** Fetches the filtered rows from the ErrorURL of a reply; at most about 50 by a limit of the BE. */
    public List<RejectedRow> errorLog(final String errorUrl, final CallScope scope) throws StarRocksException, CallCancelledException {
        return errorLogs.fetch(errorUrl, scope);
    }

    /** The tablets to read, and the BEs that have them. */
    public ScanPlan plan(final PlanRequest request, final CallScope scope) throws StarRocksException, CallCancelledException {
        return plans.plan(request, scope);
    }

    /**
     * Plans the rows beyond the last values of some columns, up to their maxima. Each row that is not beyond the maxima and was visible before is in the plan.
     * Requires StarRocks 3.2.
     *
     * @param columns not empty; the first one decides which rows are new
     * @return empty when there are no new rows
     */
    public Optional<NewRows> planNewRows(final PlanRequest request, final List<MaximumColumn> columns, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        return plans.planNewRows(request, columns, scope);
    }

    /**
     * Plans all rows of the partitions that changed since they were read. A change that becomes visible meanwhile is a change again at the next time. Requires
     * StarRocks 3.2.
     *
     * @return empty when no partition changed
     */
    public Optional<ChangedPartitions> planChangedPartitions(final PlanRequest request, final ReadPartitions read, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        return plans.planChangedPartitions(request, read, scope);
    }

    /**
     * The sizes of tablets by their ids, of the largest replica. They may be some minutes old. Requires StarRocks 3.2.
     *
     * @param partitions names of the partitions whose tablets are wanted; empty for all
     */
    public Map<Long, Long> tabletSizes(final TableId table, final List<String> partitions, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        return tabletSizes.of(table, partitions, scope);
    }

    /** Signs plans that leave this client, and verifies those that come back. */
    public PlanSigner planSigner() {
        return planSigner;
    }

    /** The columns of a table, from the v2 interface of servers since 3.3, or else from the older one, which reports less. */
    public TableSchema tableSchema(final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final String v2 = UrlPath.of("api", "v2", "catalogs", CATALOG, "databases", table.database(), "tables", table.table(), "schema");
        final TableSchemaReply.V2 reply = connection.frontends().call(HttpCall.get(v2), scope, (status, body) -> TableSchemaReply.parseV2(table, status, body));
        return switch (reply) {
            case TableSchemaReply.V2.Described described -> described.schema();
            case TableSchemaReply.V2.NotSupported ignored -> olderSchema(table, scope);
            case TableSchemaReply.V2.Unexplained unexplained -> {
                olderSchema(table, scope);
                throw unexplained.error();
            }
        };
    }

    private TableSchema olderSchema(final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final String path = UrlPath.of("api", table.database(), table.table(), "_schema");
        return connection.frontends().call(HttpCall.get(path), scope, (status, body) -> TableSchemaReply.parseV1(table, status, body));
    }

    /** The BEs in the order in which to read them: those that failed recently are the last ones. Call it once for each scan. */
    public List<HostPort> scanOrder(final List<HostPort> replicas) {
        return backends.inOrder(replicas);
    }

    /**
     * Opens a scan on one BE, from the start on each call. Rows of a failed scan must be dropped, because each scan of a tablet has another order.
     *
     * @param replica a BE that holds all the tablets, as the FE names it
     * @throws StarRocksException also DENIED, without a connection, when scans may not connect to its host
     */
    public TabletScan scan(final ScanRequest request, final HostPort replica, final CallScope scope) throws StarRocksException, CallCancelledException {
        return TabletScan.open(request, new BackendAddress(replica, connection.addresses().scanned(replica)), backends, scope);
    }

    public ClusterProbe probe() {
        return new ClusterProbe(connection);
    }

    @Override
    public void close() {
        connection.close();
    }
}
