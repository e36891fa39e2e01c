package io.github.nifistarrocks.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HostPort;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.ErrorLogs;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LabelStates;
import io.github.nifistarrocks.client.load.LoadBody;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.StreamLoad;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.QueryPlanReply;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.probe.ClusterProbe;
import io.github.nifistarrocks.client.scan.ScanRequest;
import io.github.nifistarrocks.client.scan.TabletScan;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.client.schema.TableSchemaReply;

/** A StarRocks cluster: loads, plans and scans. Thread-safe; opens connections when they are needed and closes them with itself. */
public final class StarRocksClient implements AutoCloseable {

    private static final String CATALOG = "default_catalog";

    private final StarRocksClientConfig config;
    private final AddressPolicy addresses;
    private final HttpTransport transport;
    private final Frontends frontends;
    private final StreamLoad streamLoad;
    private final LabelStates labelStates;
    private final ErrorLogs errorLogs;

    private StarRocksClient(final StarRocksClientConfig config) {
        this.config = config;
        addresses = new AddressPolicy(config);
        transport = new HttpTransport(config);
        frontends = new Frontends(config, transport, addresses);
        streamLoad = new StreamLoad(config, transport, frontends, addresses);
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
     * Opens a scan on one BE. Starts anew on each call: a broken scan's rows are worth nothing, because a tablet's rows come in another order each time.
     *
     * @param replica a BE that holds all the tablets, as the FE names it
     */
    public TabletScan scan(final ScanRequest request, final HostPort replica, final CallScope scope) throws StarRocksException, CallCancelledException {
        return TabletScan.open(request, replica, addresses.reachable(replica), config.connectTimeout(), scope);
    }

    public ClusterProbe probe() {
        return new ClusterProbe(frontends, addresses, config.connectTimeout());
    }

    @Override
    public void close() {
        transport.close();
    }
}
