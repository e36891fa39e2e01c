package io.github.nifistarrocks.emulator.backend;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.load.LoadOptions;
import io.github.nifistarrocks.emulator.load.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** {@code /api/transaction/*} of a BE. What it knows of a transaction is in its own memory, by label, until it is prepared, committed or aborted. */
final class TransactionHandler {
    private final ClusterContext cluster;
    private final LoadGate gate;
    private final LoadFinish finish;
    private final Map<String, OpenTransaction> open = new ConcurrentHashMap<>();

    TransactionHandler(ClusterContext cluster, EmulatorBackend backend) {
        this.cluster = cluster;
        this.gate = new LoadGate(cluster);
        this.finish = new LoadFinish(cluster, backend);
    }

    void register(Router router) {
        for (String method : new String[] {"POST", "PUT"}) {
            router.add(method, "/api/transaction/begin", (exchange, variables) -> begin(exchange));
            router.add(method, "/api/transaction/load", (exchange, variables) -> load(exchange));
            router.add(method, "/api/transaction/prepare", (exchange, variables) -> finish(exchange, "prepare"));
            router.add(method, "/api/transaction/commit", (exchange, variables) -> finish(exchange, "commit"));
            router.add(method, "/api/transaction/rollback", (exchange, variables) -> rollback(exchange));
        }
    }

    /** What the death of the process does: the transactions stay open at the FE until they time out. */
    void forgetAll() {
        open.values().forEach(OpenTransaction::close);
        open.clear();
    }

    private void begin(HttpExchange exchange) throws IOException {
        HttpRequest request = exchange.request();
        long started = System.nanoTime();
        try {
            BasicCredentials credentials = LoadGate.credentials(request);
            TableName table = new TableName(request.header("db").orElse(""), request.header("table").orElse(""));
            String label = request.header("label").orElse("");
            if (knows(label)) {
                reply(exchange, BackendReplies.fields("Status", "LABEL_ALREADY_EXISTS", "ExistingJobStatus", "", "Message", ""));
                return;
            }
            LoadOptions options = new LoadOptions(request);
            LoadTransaction transaction = gate.begin(table, label, credentials, options.timeoutSeconds(), false, Pipeline.faultsOf(exchange));
            open.put(label, new OpenTransaction(cluster, transaction));
            reply(exchange, BackendReplies.fields("Status", "OK", "Message", "", "Label", label, "TxnId", transaction.id(), "BeginTxnTimeMs",
                    (System.nanoTime() - started) / 1_000_000));
        } catch (LoadRefusedException e) {
            reply(exchange, BackendReplies.fields("Status", "ANALYSIS_ERROR", "Message", e.getMessage()));
        } catch (LabelUsedException e) {
            reply(exchange, BackendReplies.fields("Status", "LABEL_ALREADY_EXISTS", "ExistingJobStatus", e.existingJobStatus(), "Message", e.getMessage()));
        }
    }

    private void load(HttpExchange exchange) throws IOException {
        String label = exchange.request().header("label").orElse("");
        if (!knows(label)) {
            refuse(exchange, TransactionFailure.notExists("Transaction with label %s not exists".formatted(label)));
            return;
        }
        step(exchange, open.get(label), transaction -> transaction.load(exchange, gate, Pipeline.faultsOf(exchange)));
    }

    private void finish(HttpExchange exchange, String operation) throws IOException {
        String label = exchange.request().header("label").orElse("");
        if (!knows(label)) {
            reply(exchange, TransactionFailure.notExists("transaction with label %s not exists".formatted(label)).fields());
            return;
        }
        step(exchange, open.get(label), transaction -> {
            Map<String, Object> fields = transaction.finish(exchange, operation, finish);
            forget(label);
            return fields;
        });
    }

    /** One step at a time; the reply goes out when the next step may begin. */
    private void step(HttpExchange exchange, OpenTransaction transaction, Step step) throws IOException {
        String label = transaction.transaction().label();
        if (!transaction.tryLock()) {
            reply(exchange, BackendReplies.fields("Status", "TXN_IN_PROCESSING", "Message", "Transaction is in processing", "Label", label));
            return;
        }
        Map<String, Object> fields = Map.of();
        Optional<TransactionFailure> failure = Optional.empty();
        try {
            fields = step.take(transaction);
        } catch (TransactionFailure e) {
            failure = Optional.of(e);
            if (e.isFatal()) {
                cluster.transactions().abort(transaction.transaction(), e.getMessage());
                forget(label);
            }
        } finally {
            transaction.unlock();
        }
        if (failure.isPresent()) {
            refuse(exchange, failure.get());
        } else if (!fields.isEmpty()) {
            reply(exchange, fields);
        }
    }

    private void rollback(HttpExchange exchange) throws IOException {
        String label = exchange.request().header("label").orElse("");
        if (!knows(label)) {
            reply(exchange, TransactionFailure.notExists("transaction with label %s not exists".formatted(label)).fields());
            return;
        }
        cluster.transactions().abort(open.get(label).transaction(), "transaction is aborted by user.");
        forget(label);
        reply(exchange, BackendReplies.fields("Status", "OK", "Message", "", "Label", label));
    }

    /** A refusal before the body ends the connection. */
    private static void refuse(HttpExchange exchange, TransactionFailure failure) throws IOException {
        boolean bodyAnnounced = exchange.request().isChunked() || exchange.request().contentLength().orElse(0) > exchange.bodyBytes();
        exchange.respond(BackendReplies.of(failure.contentType(bodyAnnounced), BackendReplies.pretty(failure.fields()), bodyAnnounced));
    }

    /** A transaction that timed out is cleaned up; one that was cancelled at the FE is not noticed here. */
    private boolean knows(String label) {
        Optional<LoadTransaction> transaction = Optional.ofNullable(open.get(label)).map(OpenTransaction::transaction);
        boolean timedOut = transaction.map(known -> known.state() == TransactionState.ABORTED && known.reason().contains("timeout")).orElse(false);
        if (timedOut) {
            forget(label);
        }
        return transaction.isPresent() && !timedOut;
    }

    private void forget(String label) {
        Optional.ofNullable(open.remove(label)).ifPresent(OpenTransaction::close);
    }

    private static void reply(HttpExchange exchange, Map<String, Object> fields) throws IOException {
        exchange.respond(BackendReplies.json(BackendReplies.pretty(fields), false));
    }

    /** Something done to a transaction. */
    private interface Step {
        /** @return the fields of the reply; empty when the connection was reset instead */
        Map<String, Object> take(OpenTransaction transaction) throws IOException, TransactionFailure;
    }
}
