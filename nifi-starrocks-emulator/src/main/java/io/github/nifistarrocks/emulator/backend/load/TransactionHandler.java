package io.github.nifistarrocks.emulator.backend.load;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpHandler;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadKind;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionOperation;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** {@code /api/transaction/*} of a BE. It keeps transactions in memory, by label, until they are prepared, committed or aborted. */
public final class TransactionHandler {

    private final ClusterContext cluster;
    private final LoadAdmission gate;
    private final LoadCompletion finish;
    private final MultiTableLoads multiTable;
    private final Map<String, OpenTransaction> open = new ConcurrentHashMap<>();

    public TransactionHandler(final ClusterContext cluster, final LoadCompletion finish, final MultiTableLoads multiTable) {
        this.cluster = cluster;
        this.gate = new LoadAdmission(cluster);
        this.finish = finish;
        this.multiTable = multiTable;
    }

    public void register(final Router router) {
        for (final String method : new String[] {"POST", "PUT"}) {
            router.add(method, "/api/transaction/begin", oneTable(this::begin));
            router.add(method, "/api/transaction/load", (exchange, variables) -> load(exchange));
            router.add(method, "/api/transaction/prepare", oneTable(exchange -> finish(exchange, TransactionOperation.PREPARE)));
            router.add(method, "/api/transaction/commit", oneTable(exchange -> finish(exchange, TransactionOperation.COMMIT)));
            router.add(method, "/api/transaction/rollback", oneTable(this::rollback));
        }
    }

    /** The effect of a crash: the transactions stay open at the FE until they time out. */
    public void forgetAll() {
        open.values().forEach(OpenTransaction::close);
        open.clear();
    }

    /** Of a transaction of several tables a BE accepts the loads only; the FE executes all other steps. */
    private Router.RouteHandler oneTable(final HttpHandler handler) {
        return (exchange, variables) -> {
            if (cluster.isMultiTable(exchange.request())) {
                refuse(exchange, TransactionFailure.argument("Multi-statement transaction requests can only be sent to FE nodes, not BE nodes"));
            } else {
                handler.handle(exchange);
            }
        };
    }

    private void begin(final HttpExchange exchange) throws IOException {
        final HttpRequest request = exchange.request();
        final long started = System.nanoTime();
        try {
            final BasicCredentials credentials = LoadAdmission.credentials(request);
            final TableName table = new TableName(request.header("db").orElse(""), request.header("table").orElse(""));
            final String label = request.header("label").orElse("");
            if (knows(label)) {
                reply(exchange, BackendReplies.fields("Status", "LABEL_ALREADY_EXISTS", "ExistingJobStatus", "", "Message", ""));
                return;
            }
            final LoadOptions options = new LoadOptions(request);
            final LoadTransaction transaction = gate.begin(new LoadStart(table, label, credentials, options.timeoutSeconds(), LoadKind.TRANSACTION),
                    Pipeline.faultsOf(exchange));
            open.put(label, new OpenTransaction(cluster, transaction));
            reply(exchange, BackendReplies.fields("Status", "OK", "Message", "", "Label", label, "TxnId", transaction.id(), "BeginTxnTimeMs",
                    (System.nanoTime() - started) / 1_000_000));
        } catch (LoadRefusedException e) {
            reply(exchange, BackendReplies.fields("Status", "ANALYSIS_ERROR", "Message", e.getMessage()));
        } catch (LabelUsedException e) {
            reply(exchange, BackendReplies.fields("Status", "LABEL_ALREADY_EXISTS", "ExistingJobStatus", e.existingJobStatus(), "Message", e.getMessage()));
        }
    }

    private void load(final HttpExchange exchange) throws IOException {
        if (cluster.isMultiTable(exchange.request())) {
            final Optional<TableLoad> load = multiTableLoad(exchange);
            if (load.isPresent()) {
                step(exchange, load.get(), () -> load.get().load(exchange, gate, Pipeline.faultsOf(exchange)));
            }
            return;
        }
        final String label = exchange.request().header("label").orElse("");
        if (!knows(label)) {
            refuse(exchange, TransactionFailure.notExists("Transaction with label %s not exists".formatted(label)));
            return;
        }
        final OpenTransaction transaction = open.get(label);
        step(exchange, transaction.tableLoad(), () -> transaction.load(exchange, gate, Pipeline.faultsOf(exchange)));
    }

    /** @return empty when the request was refused */
    private Optional<TableLoad> multiTableLoad(final HttpExchange exchange) throws IOException {
        try {
            return Optional.of(multiTable.open(exchange.request(), gate));
        } catch (TransactionFailure e) {
            refuse(exchange, e);
            return Optional.empty();
        }
    }

    private void finish(final HttpExchange exchange, final TransactionOperation operation) throws IOException {
        final String label = exchange.request().header("label").orElse("");
        if (!knows(label)) {
            reply(exchange, TransactionFailure.notExists("transaction with label %s not exists".formatted(label)).fields());
            return;
        }
        final OpenTransaction transaction = open.get(label);
        step(exchange, transaction.tableLoad(), () -> {
            final Map<String, Object> fields = transaction.finish(exchange, operation, finish);
            forget(label);
            return fields;
        });
    }

    /** Runs one step at a time; the reply is sent when the next step may begin. */
    private void step(final HttpExchange exchange, final TableLoad load, final Step step) throws IOException {
        final String label = load.transaction().label();
        if (!load.tryLock()) {
            final boolean bodyAnnounced = isBodyAnnounced(exchange);
            final String busy = BackendReplies
                    .pretty(BackendReplies.fields("Status", "TXN_IN_PROCESSING", "Message", "Transaction is in processing", "Label", label));
            exchange.respond(bodyAnnounced ? BackendReplies.closingJson(busy) : BackendReplies.json(busy));
            return;
        }
        Map<String, Object> fields = Map.of();
        Optional<TransactionFailure> failure = Optional.empty();
        try {
            fields = step.take();
        } catch (TransactionFailure e) {
            failure = Optional.of(e);
            if (e.isFatal()) {
                cluster.transactions().abort(load.transaction(), e.getMessage());
                forget(label);
                multiTable.forget(load);
            }
        } finally {
            load.unlock();
        }
        if (failure.isPresent()) {
            refuse(exchange, failure.get());
        } else if (!fields.isEmpty()) {
            reply(exchange, fields);
        }
    }

    private void rollback(final HttpExchange exchange) throws IOException {
        final String label = exchange.request().header("label").orElse("");
        if (!knows(label)) {
            reply(exchange, TransactionFailure.notExists("transaction with label %s not exists".formatted(label)).fields());
            return;
        }
        cluster.transactions().abort(open.get(label).transaction(), "transaction is aborted by user.");
        forget(label);
        reply(exchange, BackendReplies.fields("Status", "OK", "Message", "", "Label", label));
    }

    /** A refusal before the body ends the connection. */
    private static void refuse(final HttpExchange exchange, final TransactionFailure failure) throws IOException {
        final boolean bodyAnnounced = isBodyAnnounced(exchange);
        final String body = BackendReplies.pretty(failure.fields());
        exchange.respond(bodyAnnounced ? BackendReplies.closing(failure.contentTypeBeforeBody(), body) : BackendReplies.json(body));
    }

    private static boolean isBodyAnnounced(final HttpExchange exchange) {
        return exchange.request().isChunked() || exchange.request().contentLength().orElse(0) > exchange.bodyBytes();
    }

    /** A transaction that has timed out is removed; one that was cancelled at the FE is still known here. */
    private boolean knows(final String label) {
        final Optional<LoadTransaction> transaction = Optional.ofNullable(open.get(label)).map(OpenTransaction::transaction);
        final boolean timedOut = transaction.map(known -> known.state() == TransactionState.ABORTED && known.reason().contains("timeout")).orElse(false);
        if (timedOut) {
            forget(label);
        }
        return transaction.isPresent() && !timedOut;
    }

    private void forget(final String label) {
        Optional.ofNullable(open.remove(label)).ifPresent(OpenTransaction::close);
    }

    private static void reply(final HttpExchange exchange, final Map<String, Object> fields) throws IOException {
        exchange.respond(BackendReplies.json(BackendReplies.pretty(fields)));
    }

    /** A step of a transaction. */
    private interface Step {
        /** @return the fields of the reply; empty when the connection was reset instead */
        Map<String, Object> take() throws IOException, TransactionFailure;
    }
}
