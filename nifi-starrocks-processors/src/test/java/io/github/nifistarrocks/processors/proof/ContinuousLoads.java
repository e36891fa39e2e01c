package io.github.nifistarrocks.processors.proof;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;

import static org.assertj.core.api.Assertions.assertThat;

/** Loads rows one load after the other. */
final class ContinuousLoads implements Callable<Integer>, AutoCloseable {

    private final StarRocksCluster cluster;
    private final TableId table;
    private final IntFunction<String> body;
    private volatile boolean stopped;
    private int loads;

    /** @param body CSV with the separator | of each load, by its number */
    ContinuousLoads(final StarRocksCluster cluster, final TableId table, final IntFunction<String> body) {
        this.cluster = cluster;
        this.table = table;
        this.body = body;
    }

    /** Ends the loading after the load in progress. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
    }

    /** @return the number of loads */
    @Override
    public Integer call() throws Exception {
        try (StarRocksClient client = StarRocksClient.open(StarRocksClientConfig.builder(cluster.frontendUrls())
                .credentials(cluster.user(), cluster.password()).connectTimeout(Duration.ofSeconds(5)).build())) {
            while (!stopped || loads < 2) {
                load(client);
            }
            return loads;
        }
    }

    private void load(final StarRocksClient client) throws Exception {
        final byte[] rows = body.apply(loads).getBytes(StandardCharsets.UTF_8);
        final LoadRequest request = LoadRequest.builder(table, "load_" + loads).header("format", "csv").header("column_separator", "|").build();
        assertThat(client.load(request, out -> out.write(rows), new CallScope())).isInstanceOf(LoadOutcome.Committed.class);
        loads++;
    }
}
