package io.github.nifistarrocks.emulator.backend.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.LoadCounters;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;
import io.github.nifistarrocks.emulator.transaction.TransactionOperation;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** A transaction of one table at the BE that coordinates it. */
final class OpenTransaction {

    private final ClusterContext cluster;
    private final LoadTransaction transaction;
    private final TableLoad load;
    private final String loadId = UUID.randomUUID().toString().replace("-", "");
    private final long started = System.nanoTime();

    OpenTransaction(final ClusterContext cluster, final LoadTransaction transaction) {
        this.cluster = cluster;
        this.transaction = transaction;
        this.load = new TableLoad(cluster, transaction, transaction.table());
    }

    LoadTransaction transaction() {
        return transaction;
    }

    TableLoad tableLoad() {
        return load;
    }

    void close() {
        load.close();
    }

    /** @return the fields of the reply; empty when the connection was reset instead */
    Map<String, Object> load(final HttpExchange exchange, final LoadAdmission gate, final ActiveFaults faults) throws IOException, TransactionFailure {
        checkTarget(exchange.request());
        return load.load(exchange, gate, faults);
    }

    /** @return the fields of the reply; empty when the connection was reset instead */
    Map<String, Object> finish(final HttpExchange exchange, final TransactionOperation operation, final LoadCompletion finish) throws TransactionFailure {
        final ActiveFaults faults = Pipeline.faultsOf(exchange);
        checkDatabase(exchange.request());
        if (!load.hasStarted()) {
            throw TransactionFailure.internal("transaction id=%s, job_id=-1, txn_id: %d, label=%s, db=%s hasn't send any data yet"
                    .formatted(loadId, transaction.id(), transaction.label(), transaction.table().database()));
        }
        if (faults.has(Fault.ResetBeforeCommit.class)) {
            cluster.transactions().abort(transaction, "connection reset");
            exchange.reset();
            return Map.of();
        }
        load.end();
        final Optional<String> errorUrl = finish.errorUrl(load.errors());
        final long before = System.nanoTime();
        boolean visible = true;
        try {
            if (transaction.state() != TransactionState.ABORTED) {
                finish.check(load.counters(), load.maxFilterRatio(), faults);
            }
        } catch (LoadRefusedException e) {
            throw TransactionFailure.internal(e.getMessage(), errorUrl.orElse(""));
        }
        try {
            if (operation == TransactionOperation.PREPARE) {
                cluster.transactions().prepare(transaction, preparedTimeout(exchange.request()));
            } else {
                visible = finish.commit(transaction, faults);
            }
        } catch (LoadRefusedException | TransactionException e) {
            throw TransactionFailure.analysis(e.getMessage());
        }
        final String message = visible ? "" : "Publish timeout. The data will be visible after a while, ";
        final Map<String, Object> fields = BackendReplies.fields("Status", visible ? "OK" : "PUBLISH_TIMEOUT", "Message", message);
        fields.putAll(BackendReplies.fields("Label", transaction.label(), "TxnId", transaction.id()));
        final LoadCounters counters = load.counters();
        fields.putAll(BackendReplies.fields("NumberTotalRows", counters.total(), "NumberLoadedRows", counters.loaded()));
        fields.putAll(BackendReplies.fields("NumberFilteredRows", counters.filtered(), "NumberUnselectedRows", counters.unselected()));
        fields.putAll(BackendReplies.fields("LoadBytes", load.loadBytes(), "LoadTimeMs", millisSince(started), "StreamLoadPlanTimeMs", load.planMillis()));
        fields.putAll(BackendReplies.fields("ReceivedDataTimeMs", load.receiveMillis(), "WriteDataTimeMs", 0L, "CommitAndPublishTimeMs",
                millisSince(before)));
        errorUrl.ifPresent(url -> fields.put("ErrorURL", url));
        return fields;
    }

    private void checkDatabase(final HttpRequest request) throws TransactionFailure {
        final String database = request.header("db").orElse("");
        if (!database.equals(transaction.table().database())) {
            throw TransactionFailure.argument("request db %s transaction db %s not match".formatted(database, transaction.table().database()));
        }
    }

    private void checkTarget(final HttpRequest request) throws TransactionFailure {
        final String database = request.header("db").orElse("");
        final String table = request.header("table").orElse("");
        if (!database.equals(transaction.table().database())) {
            throw TransactionFailure.argument("Request database %s not equal transaction database %s".formatted(database, transaction.table().database()));
        }
        if (!table.equals(transaction.table().table())) {
            throw TransactionFailure.argument("Request table %s not equal transaction table %s".formatted(table, transaction.table().table()));
        }
    }

    private Duration preparedTimeout(final HttpRequest request) throws TransactionFailure {
        if (!cluster.settings().has(ClusterFeature.PREPARED_TIMEOUTS)) {
            return TransactionManager.PREPARED_TIMEOUT;
        }
        final Optional<String> text = request.header("prepared_timeout");
        // A positive int32 (BE: transaction_mgr.cpp); nine digits are enough here.
        if (text.isPresent() && !text.get().matches("[1-9]\\d{0,8}")) {
            throw TransactionFailure.argument("Invalid prepared_timeout: " + text.get());
        }
        return text.map(Long::parseLong).map(Duration::ofSeconds).orElse(TransactionManager.PREPARED_TIMEOUT);
    }

    private static long millisSince(final long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
