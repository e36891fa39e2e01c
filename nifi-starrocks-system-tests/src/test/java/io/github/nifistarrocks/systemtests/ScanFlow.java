package io.github.nifistarrocks.systemtests;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.NifiClient;
import io.github.nifistarrocks.systemtests.nifi.NifiGroup;
import io.github.nifistarrocks.systemtests.nifi.NifiQueue;

/**
 * One of the flows of {@code docs/flows} that read a table, in a NiFi cluster.
 */
final class ScanFlow implements AutoCloseable {
    static final String PLAN = "FetchStarRocksTablets";
    static final String SCAN = "ScanStarRocksTablet";

    private final ClusterBed bed;
    private final Kind kind;
    private final NifiGroup group;

    private ScanFlow(final ClusterBed bed, final Kind kind, final NifiGroup group) {
        this.bed = bed;
        this.kind = kind;
        this.group = group;
    }

    /** The flows, each with its parameter context and the processors behind the one that plans. */
    enum Kind {
        /** Writes files on each node. */
        FILES("starrocks-scan-cluster.json", "starrocks-scan", List.of(SCAN, "Name the file", "Write JSON file")),
        /** Loads some of the columns into another table. */
        COPY("starrocks-copy.json", "starrocks-copy", List.of(SCAN, "Strip the prefix", "PutStarRocks"));

        private final String file;
        private final String parameters;
        private final List<String> readers;

        Kind(final String file, final String parameters, final List<String> readers) {
            this.file = file;
            this.parameters = parameters;
            this.readers = readers;
        }

        String file() {
            return file;
        }
    }

    /**
     * Imports a flow and sets its parameters; its services are enabled, its processors stopped.
     *
     * @param values values of parameters besides those of the connection and of the table
     */
    static ScanFlow create(final ClusterBed bed, final Kind kind, final String database, final Map<String, String> values) {
        final ScanFlow flow = new ScanFlow(bed, kind, bed.nifi().importFlow(Workspace.flow(kind.file), kind.toString()));
        final Map<String, String> all = new LinkedHashMap<>(values);
        all.put("fe.urls", bed.starRocks().frontendUrls().stream().map(URI::toString).collect(Collectors.joining(",")));
        all.put("user", TestBed.USER);
        all.put("password", bed.password());
        all.put("database", database);
        all.put("table", Orders.TABLE);
        bed.nifi().setParameters(kind.parameters, all);
        flow.group.enableServices();
        return flow;
    }

    NifiGroup group() {
        return group;
    }

    /** The same flow through another node. */
    ScanFlow through(final int node) {
        final NifiClient nifi = bed.cluster().client(node);
        return new ScanFlow(bed, kind, nifi.group(kind.toString()).orElseThrow(() -> new IllegalStateException("The flow is gone")));
    }

    /** Plans, and waits until each FlowFile is on the node that will scan it. */
    NifiQueue planOnce(final int flowFiles) {
        group.runOnce(PLAN);
        final NifiQueue queue = Await.value("the plan", TestBed.LIMIT, () -> group.queue(PLAN, "success"), found -> found.flowFiles() == flowFiles);
        Await.until("the plan to be distributed", TestBed.LIMIT, () -> !queue.isBalancing());
        group.stop(PLAN);
        return queue;
    }

    /** Starts everything but the processor that plans. */
    void startReading() {
        kind.readers.forEach(group::start);
    }

    void awaitIdle() {
        Await.value("the flow to be idle", TestBed.LIMIT, () -> group.queues().stream().filter(queue -> queue.flowFiles() > 0).toList(), List::isEmpty);
    }

    @Override
    public void close() {
        group.delete();
        bed.nifi().deleteParameters(kind.parameters);
    }
}
