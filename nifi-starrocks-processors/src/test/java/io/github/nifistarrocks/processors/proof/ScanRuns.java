package io.github.nifistarrocks.processors.proof;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** Tables of one bucket with the columns id and v, planned once for each range of ids, and scanned in every form by one processor each. */
final class ScanRuns {

    private final StarRocksCluster cluster;
    private final TestRunner fetch;
    private final Map<ScanForm, TestRunner> scans = new EnumMap<>(ScanForm.class);
    private final Map<String, MockFlowFile> plans = new HashMap<>();

    ScanRuns(final StarRocksCluster cluster, final String database) throws InitializationException {
        this.cluster = cluster;
        fetch = runner(new FetchStarRocksTablets());
        fetch.setProperty("Database", database);
        fetch.setProperty("Columns", "id, v");
        fetch.setProperty("BEs Send VARBINARY and DECIMAL256", "true");
        fetch.setIncomingConnection(false);
    }

    /**
     * What a scan has transferred.
     *
     * @param message why there is no output; empty when there is
     * @param warning empty when there is none
     */
    record Scanned(String relationship, byte[] content, String message, String warning) {
        boolean isSuccess() {
            return "success".equals(relationship);
        }
    }

    /** @param filter of the rows */
    Scanned scan(final String table, final String filter, final ScanForm form, final String inexactValues) throws InitializationException {
        final TestRunner scan = scanOf(form);
        scan.setProperty("Inexact Values", inexactValues);
        scan.clearTransferState();
        scan.enqueue(plan(table, filter));
        scan.run();
        for (final String relationship : List.of("success", "failure", "retry")) {
            final List<MockFlowFile> transferred = scan.getFlowFilesForRelationship(relationship);
            if (!transferred.isEmpty()) {
                final MockFlowFile flowFile = transferred.getFirst();
                return new Scanned(relationship, flowFile.toByteArray(), attribute(flowFile, "starrocks.error.message"),
                        attribute(flowFile, "starrocks.warning"));
            }
        }
        throw new AssertionError("The FlowFile was not transferred: " + scan.getLogger().getErrorMessages());
    }

    private static String attribute(final MockFlowFile flowFile, final String name) {
        return Objects.requireNonNullElse(flowFile.getAttribute(name), "");
    }

    private MockFlowFile plan(final String table, final String filter) {
        return plans.computeIfAbsent(table + ' ' + filter, key -> {
            fetch.setProperty("Table", table);
            fetch.setProperty("Filter", filter);
            fetch.clearTransferState();
            fetch.run();
            return fetch.getFlowFilesForRelationship("success").getFirst();
        });
    }

    /** Plans of tables that are not scanned again. */
    void forgetPlans() {
        plans.clear();
    }

    private TestRunner scanOf(final ScanForm form) throws InitializationException {
        if (!scans.containsKey(form)) {
            final TestRunner runner = runner(new ScanStarRocksTablet());
            if (form.isArrow()) {
                runner.setProperty("Output Format", "ARROW_STREAM");
            } else {
                RecordWriters.add(runner, form.newWriter(), form.settings());
                runner.setProperty("Record Writer", "writer");
                runner.setProperty("Temporal Values", form.temporalValues());
            }
            scans.put(form, runner);
        }
        return scans.get(form);
    }

    private TestRunner runner(final Processor processor) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        ClusterConnections.add(runner, cluster, Map.of());
        return runner;
    }
}
