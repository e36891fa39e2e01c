package io.github.nifistarrocks.emulator.backend.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.ClientGoneException;
import io.github.nifistarrocks.emulator.http.ConnectionResetException;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadKind;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;

/** {@code PUT /api/{db}/{table}/_stream_load} of a BE: everything that can be refused is refused before 100 Continue is sent. */
public final class StreamLoadHandler {

    private final ClusterContext cluster;
    private final LoadAdmission gate;
    private final LoadCompletion finish;
    private final MergeCommit mergeCommit;

    public StreamLoadHandler(final ClusterContext cluster, final LoadCompletion finish) {
        this.cluster = cluster;
        this.gate = new LoadAdmission(cluster);
        this.finish = finish;
        this.mergeCommit = new MergeCommit(cluster, gate, finish);
    }

    public void register(final Router router) {
        router.add("PUT", "/api/{db}/{table}/_stream_load", this::load);
    }

    private void load(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final HttpRequest request = exchange.request();
        final String label = request.header("label").filter(text -> !text.isEmpty()).orElseGet(() -> UUID.randomUUID().toString());
        final LoadResult result = new LoadResult(label);
        final TableName name = new TableName(variables.get("db"), variables.get("table"));
        try {
            final BasicCredentials credentials = LoadAdmission.credentials(request);
            final LoadOptions options = new LoadOptions(request);
            if (options.flag("enable_merge_commit")) {
                mergeCommit.load(exchange, name, label, options);
                return;
            }
            final LoadTransaction transaction = gate.begin(new LoadStart(name, label, credentials, options.timeoutSeconds(), LoadKind.STREAM_LOAD),
                    Pipeline.faultsOf(exchange));
            result.begun(transaction.id());
            run(exchange, transaction, options, result);
        } catch (LoadRefusedException e) {
            result.end("Fail", e.getMessage());
            exchange.respond(BackendReplies.closingJson(result.streamLoadReply()));
        } catch (LabelUsedException e) {
            result.labelExists(e.existingJobStatus(), e.getMessage());
            exchange.respond(BackendReplies.closingJson(result.streamLoadReply()));
        }
    }

    private void run(final HttpExchange exchange, final LoadTransaction transaction, final LoadOptions options, final LoadResult result)
            throws IOException, LoadRefusedException {
        try (LoadRun run = open(options, transaction)) {
            result.planned();
            ingest(exchange, transaction, result, run);
        }
    }

    private static InputStream body(final HttpExchange exchange, final ActiveFaults faults) throws IOException {
        final Optional<Fault.BodyEndsEarly> end = faults.find(Fault.BodyEndsEarly.class);
        return end.isPresent() ? end.get().used(exchange.body()) : exchange.body();
    }

    /** Refusals of the planner leave the transaction aborted. */
    private LoadRun open(final LoadOptions options, final LoadTransaction transaction) throws LoadRefusedException {
        try {
            final LoadRun run = gate.run(transaction.table(), options);
            transaction.attach(run.writer());
            return run;
        } catch (LoadRefusedException e) {
            cluster.transactions().abort(transaction, e.getMessage());
            throw e;
        }
    }

    private void ingest(final HttpExchange exchange, final LoadTransaction transaction, final LoadResult result, final LoadRun run) throws IOException {
        final ActiveFaults faults = Pipeline.faultsOf(exchange);
        try {
            exchange.sendContinue();
            run.read(body(exchange, faults));
            run.end();
            if (faults.has(Fault.ResetBeforeCommit.class)) {
                cluster.transactions().abort(transaction, "connection reset");
                exchange.reset();
                return;
            }
            result.read(run.counters(), exchange.bodyBytes());
            finish.check(run.counters(), run.maxFilterRatio(), faults);
            final long before = System.nanoTime();
            final boolean visible = finish.commit(transaction, faults);
            result.committed(System.nanoTime() - before);
            if (!visible) {
                result.end("Publish Timeout", "Publish timeout. The data will be visible after a while, ");
            }
        } catch (ClientGoneException | SocketException | ConnectionResetException e) {
            cluster.transactions().abort(transaction, "Cancelled");
            throw e;
        } catch (LoadRefusedException | IOException | StoreException e) {
            cluster.transactions().abort(transaction, e.getMessage());
            result.read(run.counters(), exchange.bodyBytes());
            result.end("Fail", transaction.reason().isEmpty() ? e.getMessage() : transaction.reason());
        }
        finish.errorUrl(run.counters().errors()).ifPresent(result::errorUrl);
        exchange.respond(BackendReplies.json(result.streamLoadReply()));
    }
}
