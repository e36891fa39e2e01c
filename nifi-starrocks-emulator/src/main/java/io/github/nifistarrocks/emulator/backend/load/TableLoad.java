package io.github.nifistarrocks.emulator.backend.load;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.ClientGoneException;
import io.github.nifistarrocks.emulator.http.ConnectionResetException;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.LoadCounters;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** The loads of one table within a transaction, at the BE that receives them: their parameters and rows. One request at a time. */
final class TableLoad {

    private final ClusterContext cluster;
    private final LoadTransaction transaction;
    private final TableName table;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong loadBytes = new AtomicLong();
    private final AtomicLong planMillis = new AtomicLong();
    private final AtomicLong receiveMillis = new AtomicLong();
    private LoadRun run;
    private LoadOptions firstOptions;

    TableLoad(final ClusterContext cluster, final LoadTransaction transaction, final TableName table) {
        this.cluster = cluster;
        this.transaction = transaction;
        this.table = table;
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

    /** Whether a body was read, even an empty one. */
    boolean hasStarted() {
        return run != null && run.hasStarted();
    }

    /** To be called when no load follows. */
    void end() {
        if (run != null) {
            run.end();
        }
    }

    LoadCounters counters() {
        return run == null ? new LoadCounters() : run.counters();
    }

    double maxFilterRatio() {
        return firstOptions == null ? 0 : firstOptions.maxFilterRatio();
    }

    long loadBytes() {
        return loadBytes.get();
    }

    long planMillis() {
        return planMillis.get();
    }

    long receiveMillis() {
        return receiveMillis.get();
    }

    /** @return the fields of the reply; empty when the connection was reset instead */
    Map<String, Object> load(final HttpExchange exchange, final LoadAdmission gate, final ActiveFaults faults) throws IOException, TransactionFailure {
        long before = System.nanoTime();
        try {
            final LoadOptions options = options(exchange.request());
            open(options, gate);
            planMillis.addAndGet(millisSince(before));
            before = System.nanoTime();
            exchange.sendContinue();
            read(exchange, faults);
            receiveMillis.addAndGet(millisSince(before));
            loadBytes.addAndGet(exchange.bodyBytes());
        } catch (LoadRefusedException e) {
            throw TransactionFailure.internal(e.getMessage());
        } catch (ClientGoneException | SocketException | ConnectionResetException e) {
            cluster.transactions().abort(transaction, "Cancelled");
            throw e;
        } catch (IOException e) {
            throw TransactionFailure.internal(e.getMessage());
        }
        final Optional<Fault.LoadFails> failure = faults.find(Fault.LoadFails.class);
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

    private LoadOptions options(final HttpRequest request) throws LoadRefusedException {
        return switch (transaction.kind()) {
            case STREAM_LOAD, TRANSACTION -> LoadOptions.ofTransaction(request, loadBytes.get());
            case MULTI_TABLE -> LoadOptions.ofMultiTableTransaction(request, loadBytes.get());
        };
    }

    List<String> errors() {
        return counters().errors();
    }

    private void open(final LoadOptions options, final LoadAdmission gate) throws LoadRefusedException {
        if (run == null) {
            firstOptions = options;
            run = gate.run(table, options);
            transaction.attach(run.writer());
        } else if (!firstOptions.parameters().equals(options.parameters())) {
            throw new LoadRefusedException("load request not equal last.");
        }
    }

    /** Rows for a transaction that was cancelled at the FE are dropped; the prepare step reports it. */
    private void read(final HttpExchange exchange, final ActiveFaults faults) throws IOException, LoadRefusedException {
        final Optional<Fault.BodyEndsEarly> end = faults.find(Fault.BodyEndsEarly.class);
        try {
            run.read(end.isPresent() ? end.get().used(exchange.body()) : exchange.body());
        } catch (StoreException e) {
            if (transaction.state() != TransactionState.ABORTED) {
                throw e;
            }
        }
    }

    private static long millisSince(final long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
