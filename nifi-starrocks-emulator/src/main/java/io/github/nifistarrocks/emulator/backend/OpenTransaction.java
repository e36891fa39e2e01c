package io.github.nifistarrocks.emulator.backend;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.ClientGoneException;
import io.github.nifistarrocks.emulator.http.ConnectionResetException;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.LoadCounters;
import io.github.nifistarrocks.emulator.load.LoadOptions;
import io.github.nifistarrocks.emulator.load.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.store.StoreException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** A transaction as the BE that coordinates it holds it: its parameters and the rows so far. One request at a time. */
final class OpenTransaction {
    private final ClusterContext cluster;
    private final LoadTransaction transaction;
    private final String loadId = UUID.randomUUID().toString().replace("-", "");
    private final long started = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong loadBytes = new AtomicLong();
    private final AtomicLong planMillis = new AtomicLong();
    private final AtomicLong receiveMillis = new AtomicLong();
    private LoadRun run;
    private LoadOptions firstOptions;

    OpenTransaction(ClusterContext cluster, LoadTransaction transaction) {
        this.cluster = cluster;
        this.transaction = transaction;
    }

    LoadTransaction transaction() {
        return transaction;
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    void close() {
        if (run != null) {
            run.close();
        }
    }

    /** @return the fields of the reply; empty when the connection was reset instead */
    Map<String, Object> load(HttpExchange exchange, LoadGate gate, ActiveFaults faults) throws IOException, TransactionFailure {
        HttpRequest request = exchange.request();
        checkTarget(request);
        long before = System.nanoTime();
        try {
            LoadOptions options = new LoadOptions(request);
            open(options, gate);
            planMillis.addAndGet(millisSince(before));
            before = System.nanoTime();
            exchange.sendContinue();
            read(exchange);
            receiveMillis.addAndGet(millisSince(before));
            loadBytes.addAndGet(exchange.bodyBytes());
        } catch (LoadRefusedException e) {
            throw TransactionFailure.internal(e.getMessage(), Optional.empty());
        } catch (ClientGoneException | SocketException | ConnectionResetException e) {
            cluster.transactions().abort(transaction, "client gone: " + e.getMessage());
            throw e;
        } catch (IOException e) {
            throw TransactionFailure.internal(e.getMessage());
        }
        Optional<Fault.LoadFails> failure = faults.find(Fault.LoadFails.class);
        if (failure.isPresent()) {
            throw TransactionFailure.internal(failure.get().message());
        }
        if (faults.has(Fault.ResetBeforeCommit.class)) {
            exchange.reset();
            return Map.of();
        }
        return BackendReplies.fields("Status", "OK", "Message", "", "Label", transaction.label(), "TxnId", transaction.id(), "LoadBytes", exchange.bodyBytes(),
                "StreamLoadPlanTimeMs", planMillis, "ReceivedDataTimeMs", receiveMillis);
    }

    /** @return the fields of the reply; empty when the connection was reset instead */
    Map<String, Object> finish(HttpExchange exchange, String operation, LoadFinish finish) throws TransactionFailure {
        ActiveFaults faults = Pipeline.faultsOf(exchange);
        checkDatabase(exchange.request());
        if (run == null || !run.hasStarted()) {
            throw TransactionFailure.internal("transaction id=%s, job_id=-1, txn_id: %d, label=%s, db=%s hasn't send any data yet"
                    .formatted(loadId, transaction.id(), transaction.label(), transaction.table().database()));
        }
        if (faults.has(Fault.ResetBeforeCommit.class)) {
            cluster.transactions().abort(transaction, "connection reset");
            exchange.reset();
            return Map.of();
        }
        LoadCounters counters = run.counters();
        Optional<String> errorUrl = finish.errorUrl(counters.errors());
        long before = System.nanoTime();
        boolean visible = true;
        try {
            if (transaction.state() != TransactionState.ABORTED) {
                finish.check(counters, firstOptions.maxFilterRatio(), faults);
            }
        } catch (LoadRefusedException e) {
            throw TransactionFailure.internal(e.getMessage(), errorUrl);
        }
        try {
            if (operation.equals("prepare")) {
                cluster.transactions().prepare(transaction, preparedTimeout(exchange.request()));
            } else {
                visible = finish.commit(transaction, faults);
            }
        } catch (LoadRefusedException | TransactionException e) {
            throw TransactionFailure.analysis(e.getMessage());
        }
        String message = visible ? "" : "Publish timeout. The data will be visible after a while, ";
        Map<String, Object> fields = BackendReplies.fields("Status", visible ? "OK" : "PUBLISH_TIMEOUT", "Message", message);
        fields.putAll(BackendReplies.fields("Label", transaction.label(), "TxnId", transaction.id()));
        fields.putAll(BackendReplies.fields("NumberTotalRows", counters.total(), "NumberLoadedRows", counters.loaded()));
        fields.putAll(BackendReplies.fields("NumberFilteredRows", counters.filtered(), "NumberUnselectedRows", counters.unselected()));
        fields.putAll(BackendReplies.fields("LoadBytes", loadBytes, "LoadTimeMs", millisSince(started), "StreamLoadPlanTimeMs", planMillis));
        fields.putAll(BackendReplies.fields("ReceivedDataTimeMs", receiveMillis, "WriteDataTimeMs", 0L, "CommitAndPublishTimeMs", millisSince(before)));
        errorUrl.ifPresent(url -> fields.put("ErrorURL", url));
        return fields;
    }

    private void checkDatabase(HttpRequest request) throws TransactionFailure {
        String database = request.header("db").orElse("");
        if (!database.equals(transaction.table().database())) {
            throw TransactionFailure.argument("request db %s transaction db %s not match".formatted(database, transaction.table().database()));
        }
    }

    private void checkTarget(HttpRequest request) throws TransactionFailure {
        String database = request.header("db").orElse("");
        String table = request.header("table").orElse("");
        if (!database.equals(transaction.table().database())) {
            throw TransactionFailure.argument("Request database %s not equal transaction database %s".formatted(database, transaction.table().database()));
        }
        if (!table.equals(transaction.table().table())) {
            throw TransactionFailure.argument("Request table %s not equal transaction table %s".formatted(table, transaction.table().table()));
        }
    }

    private void open(LoadOptions options, LoadGate gate) throws LoadRefusedException {
        if (run == null) {
            firstOptions = options;
            run = new LoadRun(gate.table(transaction.table()), options, cluster.store(), cluster.settings().discardLoads());
            transaction.attach(run.writer());
        } else if (!firstOptions.parameters().equals(options.parameters())) {
            throw new LoadRefusedException("load request not equal last.");
        }
    }

    /** Rows for a transaction that was cancelled at the FE go nowhere; the client learns of it when it prepares. */
    private void read(HttpExchange exchange) throws IOException, LoadRefusedException {
        try {
            run.read(exchange.body());
        } catch (StoreException e) {
            if (transaction.state() != TransactionState.ABORTED) {
                throw e;
            }
        }
    }

    private static Optional<Duration> preparedTimeout(HttpRequest request) throws TransactionFailure {
        Optional<String> text = request.header("prepared_timeout");
        try {
            return text.map(Long::parseLong).map(Duration::ofSeconds);
        } catch (NumberFormatException e) {
            throw TransactionFailure.argument("Invalid prepared_timeout: " + text.orElse(""));
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
