package io.github.nifistarrocks.emulator.backend.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;

/** One transaction of merge commit, with the bodies that arrived within its interval. One invalid body fails all of them. */
final class MergedLoad {

    private final ClusterContext cluster;
    private final LoadTransaction transaction;
    private final LoadOptions options;
    private final LoadRun run;
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
    private boolean sealed;

    MergedLoad(final ClusterContext cluster, final LoadTransaction transaction, final LoadOptions options, final LoadRun run) {
        this.cluster = cluster;
        this.transaction = transaction;
        this.options = options;
        this.run = run;
        transaction.attach(run.writer());
    }

    LoadTransaction transaction() {
        return transaction;
    }

    /** @return false when its interval is over */
    synchronized boolean add(final byte[] body, final ActiveFaults ofRequest) {
        if (!sealed) {
            bodies.add(body);
            faults.addAll(ofRequest.faults());
        }
        return !sealed;
    }

    /** Completed with why it failed, or with nothing when the rows are visible. */
    CompletableFuture<Optional<String>> end() {
        return end;
    }

    /** Loads the bodies so far and accepts no more. */
    void finish(final LoadCompletion finish) {
        synchronized (this) {
            sealed = true;
        }
        try (run) {
            for (final byte[] body : bodies) {
                run.read(new ByteArrayInputStream(body));
            }
            run.end();
            final ActiveFaults met = new ActiveFaults(faults);
            finish.check(run.counters(), options.maxFilterRatio(), met);
            final boolean visible = finish.commit(transaction, met);
            end.complete(visible ? Optional.empty() : Optional.of("Load has not been published before timeout"));
        } catch (LoadRefusedException | IOException | StoreException e) {
            final Optional<String> url = finish.errorUrl(run.counters().errors());
            final String reason = e.getMessage() + url.map(text -> ", tracking url: " + text).orElse("");
            cluster.transactions().abort(transaction, reason);
            end.complete(Optional.of("Load is aborted, reason: " + reason));
        } finally {
            end.complete(Optional.of("Failed to get load final status, current status: " + transaction.state() + ", error: "));
        }
    }
}
