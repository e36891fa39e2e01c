package io.github.nifistarrocks.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBody;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.client.outcome.ErrorLogs;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.QueryPlanReply;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.pressure.LoadSlots;
import io.github.nifistarrocks.client.pressure.TablePressure;
import io.github.nifistarrocks.client.probe.ClusterProbe;
import io.github.nifistarrocks.client.scan.BackendAddress;
import io.github.nifistarrocks.client.scan.ScanRequest;
import io.github.nifistarrocks.client.scan.ScanTimeouts;
import io.github.nifistarrocks.client.scan.TabletScan;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.client.schema.TableSchemaReply;
import io.github.nifistarrocks.client.streamload.StreamLoad;
import io.github.nifistarrocks.client.transaction.TransactionLoad;

/** A StarRocks cluster: loads, plans and scans. Thread-safe; opens connections when they are needed and closes them with itself. */
public final class StarRocksClient implements AutoCloseable {

    private static final String CATALOG = "default_catalog";

    private final StarRocksClientConfig config;
    private final AddressPolicy addresses;
    private final HttpTransport transport;
    private final Frontends frontends;
    private final StreamLoad streamLoad;
    private final TransactionLoad transactionLoad;
    private final TablePressure pressure;
    private final LoadSlots slots;
    private final LabelStates labelStates;
    private final ErrorLogs errorLogs;

    private StarRocksClient(final StarRocksClientConfig config) {
        this.config = config;
        pressure = new TablePressure(config.maxBackOff());
        addresses = new AddressPolicy(config);
        transport = new HttpTransport(config);
        frontends = new Frontends(config, transport, addresses);
        streamLoad = new StreamLoad(config, transport, frontends, addresses);
        transactionLoad = new TransactionLoad(config, transport, frontends, addresses);
        slots = new LoadSlots(config.maxLoadsPerTable());
        labelStates = new LabelStates(frontends);
        errorLogs = new ErrorLogs(transport, addresses);
    }

    /** Connects nowhere yet. */
    public static StarRocksClient open(final StarRocksClientConfig config) {
        return new StarRocksClient(config);
    }

    public StarRocksClientConfig config() {
        return config;
    }

    /**
     * Loads rows under a label and tells what became of them, also when the connection broke. To be repeated under the same label only.
     *
     * @throws LoadBodyException when the body threw; nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label settles what became of the load
     */
    public LoadOutcome load(final LoadRequest request, final LoadBody body, final CallScope scope) throws LoadBodyException, CallCancelledException {
        return streamLoad.load(request, body, scope);
    }

    /**
     * Loads all parts into one table in one transaction under one label: all or nothing. To be repeated under the same label only, also after a crash.
     *
     * @param request its headers hold for all parts
     * @throws LoadBodyException when a body or the parts threw; the transaction is rolled back, and nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label settles what became of the load
     */
    public LoadOutcome loadInTransaction(final LoadRequest request, final LoadParts parts, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return transactionLoad.oneTable(request, parts, scope);
    }

    /**
     * Loads parts into several tables of one database in one transaction (StarRocks 4.0+): all or nothing. To be repeated under the same label only,
     * also after a crash. The outcome has no report, since the server counts no rows here.
     *
     * @param request its table gives the database, and its name to messages; its headers are ignored
     * @throws LoadBodyException when a body or the parts threw; the transaction is rolled back, and nothing was loaded
     * @throws CallCancelledException when the scope was cancelled; the label settles what became of the load
     */
    public LoadOutcome loadAcrossTables(final LoadRequest request, final LoadParts parts, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        return transactionLoad.severalTables(request, parts, scope);
    }

    /**
     * Tries rows out under a throw-away label: begins, loads, prepares, and rolls back in every case. Never loads anything.
     *
     * @param request with a {@code max_filter_ratio} of 1 the server counts the rows that it would refuse instead of refusing all
     */
    public TrialLoadResult tryOut(final LoadRequest request, final LoadParts parts, final CallScope scope) throws LoadBodyException, CallCancelledException {
        return transactionLoad.tryOut(request, parts, scope);
    }

    /** The back-off of tables, shared by all who use this client. */
    public TablePressure pressure() {
        return pressure;
    }

    /** The loads that may run at a time, shared by all who use this client; see {@link StarRocksClientConfig#maxLoadsPerTable()}. */
    public LoadSlots slots() {
        return slots;
    }

    public LabelState labelState(final String database, final String label, final CallScope scope) throws StarRocksException, CallCancelledException {
        return labelStates.ask(database, label, scope);
    }

    /** Fetches the filtered rows that a reply's ErrorURL keeps; at most about 50 by the BE's own limit. */
    public List<RejectedRow> errorLog(final String errorUrl, final CallScope scope) throws StarRocksException, CallCancelledException {
        return errorLogs.fetch(errorUrl, scope);
    }

    /** Which tablets to read, and where. */
    public ScanPlan plan(final PlanRequest request, final CallScope scope) throws StarRocksException, CallCancelledException {
        final String path = UrlPath.of("api", request.table().database(), request.table().table(), "_query_plan");
        final HttpCall call = new HttpCall("POST", path, config.warehouse().map(name -> Map.of("warehouse", name)).orElse(Map.of()),
                Optional.of(QueryPlanReply.requestBody(request)));
        return frontends.call(call, scope, (status, body) -> QueryPlanReply.parse(request, status, body));
    }

    /** A table's columns, from the v2 interface of servers since 3.3 or else from the older one, which tells less. */
    public TableSchema tableSchema(final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final String v2 = UrlPath.of("api", "v2", "catalogs", CATALOG, "databases", table.database(), "tables", table.table(), "schema");
        final Optional<TableSchema> schema = frontends.call(HttpCall.get(v2), scope, (status, body) -> TableSchemaReply.parseV2(table, status, body));
        if (schema.isPresent()) {
            return schema.get();
        }
        final String v1 = UrlPath.of("api", table.database(), table.table(), "_schema");
        return frontends.call(HttpCall.get(v1), scope, (status, body) -> TableSchemaReply.parseV1(table, status, body));
    }

    /**
     * Opens a scan on one BE, from the start on each call. Rows of a failed scan must be dropped, because each scan of a tablet has another order.
     *
     * @param replica a BE that holds all the tablets, as the FE names it
     */
    public TabletScan scan(final ScanRequest request, final HostPort replica, final CallScope scope) throws StarRocksException, CallCancelledException {
        return TabletScan.open(request, new BackendAddress(replica, addresses.reachable(replica)), ScanTimeouts.ofConnect(config.connectTimeout()), scope);
    }

    public ClusterProbe probe() {
        return new ClusterProbe(frontends, addresses, config.connectTimeout());
    }

    @Override
    public void close() {
        transport.close();
    }
}
