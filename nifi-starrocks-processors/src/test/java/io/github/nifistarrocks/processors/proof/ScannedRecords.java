package io.github.nifistarrocks.processors.proof;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import io.github.nifistarrocks.processors.scan.KeepingWriter;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** Scans plan FlowFiles and hands over their records. */
final class ScannedRecords {

    private final TestRunner runner = TestRunners.newTestRunner(new ScanStarRocksTablet());

    ScannedRecords(final StarRocksCluster cluster, final Consumer<Record> records) throws InitializationException {
        ClusterConnections.add(runner, cluster, Map.of());
        final RecordSetWriterFactory writer = new KeepingWriter(UnaryOperator.identity(), records);
        runner.addControllerService("writer", writer);
        runner.enableControllerService(writer);
        runner.setProperty("Record Writer", "writer");
    }

    /** Reads the first of them, and removes them. */
    void read(final List<MockFlowFile> planned, final int count) {
        final List<MockFlowFile> next = List.copyOf(planned.subList(0, count));
        next.forEach(runner::enqueue);
        if (count > 0) {
            runner.run(count);
            runner.assertAllFlowFilesTransferred("success", count);
            runner.clearTransferState();
        }
        planned.subList(0, count).clear();
    }
}
