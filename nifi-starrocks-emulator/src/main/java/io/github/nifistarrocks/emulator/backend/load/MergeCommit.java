package io.github.nifistarrocks.emulator.backend.load;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadKind;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;

/**
 * {@code enable_merge_commit} of a stream load: requests with equal parameters that come within an interval are one transaction under a label of the
 * server's own. The label of the client only names its request, so a request that is sent twice is loaded twice.
 */
final class MergeCommit {

    private final ClusterContext cluster;
    private final LoadAdmission gate;
    private final LoadCompletion finish;
    private final Map<String, MergedLoad> open = new HashMap<>();

    MergeCommit(final ClusterContext cluster, final LoadAdmission gate, final LoadCompletion finish) {
        this.cluster = cluster;
        this.gate = gate;
        this.finish = finish;
    }

    void load(final HttpExchange exchange, final TableName table, final String requestId, final LoadOptions options) throws IOException {
        final long started = System.nanoTime();
        Optional<MergedLoad> merged = Optional.empty();
        Optional<String> problem;
        try {
            merged = join(exchange, table, options);
            if (merged.isEmpty()) {
                return;
            }
            problem = options.flag("merge_commit_async") ? Optional.empty() : await(merged.get(), options);
        } catch (LoadRefusedException e) {
            problem = Optional.of(e.getMessage());
        }
        final Optional<LoadTransaction> transaction = merged.map(MergedLoad::transaction);
        final Map<String, Object> fields = BackendReplies.fields("TxnId", transaction.map(LoadTransaction::id).orElse(-1L), "Label",
                transaction.map(LoadTransaction::label).orElse(""), "Status", problem.isEmpty() ? "Success" : "Fail", "Message", problem.orElse("OK"));
        final long millis = (System.nanoTime() - started) / 1_000_000;
        fields.putAll(BackendReplies.fields("RequestId", requestId, "LoadBytes", exchange.bodyBytes(), "LoadTimeMs", millis));
        fields.putAll(BackendReplies.fields("ReadDataTimeMs", 0L, "PendingTimeMs", 0L, "WaitPlanTimeMs", 0L, "WriteDataTimeMs", 0L, "WaitFinishTimeMs", millis,
                "LeftMergeTimeMs", 0L));
        final String reply = BackendReplies.pretty(fields);
        exchange.respond(problem.isPresent() ? BackendReplies.closingJson(reply) : BackendReplies.json(reply));
    }

    /** @return empty when the connection was reset instead */
    private Optional<MergedLoad> join(final HttpExchange exchange, final TableName table, final LoadOptions options) throws IOException, LoadRefusedException {
        final BasicCredentials credentials = LoadAdmission.credentials(exchange.request());
        gate.authorize(table, credentials);
        final Duration interval = Duration.ofMillis(positive(options, "merge_commit_interval_ms"));
        final long parallel = positive(options, "merge_commit_parallel");
        if (options.text("skip_header").isPresent()) {
            throw new LoadRefusedException("skip_header is not supported in merge commit");
        }
        final ActiveFaults faults = Pipeline.faultsOf(exchange);
        final Optional<Fault.LoadRefused> refused = faults.find(Fault.LoadRefused.class);
        if (refused.isPresent()) {
            throw new LoadRefusedException(refused.get().message());
        }
        exchange.sendContinue();
        final byte[] body = exchange.body().readAllBytes();
        if (faults.has(Fault.ResetBeforeCommit.class)) {
            exchange.reset();
            return Optional.empty();
        }
        if (body.length == 0) {
            throw new LoadRefusedException("The data can not be empty");
        }
        final String key = "%s %s %s %d %d".formatted(table, credentials.user(), options.parameters(), interval.toMillis(), parallel);
        return Optional.of(join(new Group(key, table, options, interval), body, faults));
    }

    private synchronized MergedLoad join(final Group group, final byte[] body, final ActiveFaults faults) throws LoadRefusedException {
        MergedLoad merged = open.get(group.key());
        if (merged == null || !merged.add(body, faults)) {
            merged = begin(group.table(), group.options());
            merged.add(body, faults);
            open.put(group.key(), merged);
            finishAfter(group.interval(), group.key(), merged);
        }
        return merged;
    }

    private MergedLoad begin(final TableName table, final LoadOptions options) throws LoadRefusedException {
        final LoadRun run = gate.run(table, options);
        try {
            final String label = "merge_commit_" + UUID.randomUUID();
            return new MergedLoad(cluster, cluster.transactions().begin(table, label, options.timeoutSeconds(), LoadKind.STREAM_LOAD), options, run);
        } catch (TransactionException e) {
            run.close();
            throw new LoadRefusedException(e.getMessage());
        } catch (LabelUsedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void finishAfter(final Duration interval, final String key, final MergedLoad merged) {
        Thread.ofVirtual().name(merged.transaction().label()).start(() -> {
            cluster.faults().sleep(interval);
            synchronized (this) {
                open.remove(key, merged);
            }
            merged.finish(finish);
        });
    }

    private static Optional<String> await(final MergedLoad merged, final LoadOptions options) {
        try {
            return merged.end().get(options.timeoutSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("Failed to get load final status, current status: UNKNOWN, error: interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            return Optional.of("Load has not been published before timeout");
        }
    }

    private static long positive(final LoadOptions options, final String header) throws LoadRefusedException {
        final long value = options.wholeNumber(header).orElse(0);
        if (value <= 0) {
            final String name = header.contains("interval") ? "interval" : "parallel";
            throw new LoadRefusedException("Batch write %s must be set positive, but is %s".formatted(name, options.text(header).orElse("null")));
        }
        return value;
    }

    /**
     * The requests that are loaded as one.
     *
     * @param key equal for all of them
     * @param table the target
     * @param options of the first one
     * @param interval in which they come
     */
    private record Group(String key, TableName table, LoadOptions options, Duration interval) {}
}
