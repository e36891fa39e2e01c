package io.github.nifistarrocks.processors.proof;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.AbstractRecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** Scans plan FlowFiles and hands over their records. */
final class ScannedRecords {

    private final Consumer<Record> records;
    private final TestRunner runner = TestRunners.newTestRunner(new ScanStarRocksTablet());

    ScannedRecords(final StarRocksCluster cluster, final Consumer<Record> records) throws InitializationException {
        this.records = records;
        ClusterConnections.add(runner, cluster, Map.of());
        final RecordSetWriterFactory writer = new Writer();
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

    private final class Writer extends AbstractControllerService implements RecordSetWriterFactory {

        @Override
        public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) {
            return readSchema;
        }

        @Override
        public RecordSetWriter createWriter(final ComponentLog log, final RecordSchema schema, final OutputStream out,
                final Map<String, String> variables) {
            return new AbstractRecordSetWriter(out) {
                @Override
                protected Map<String, String> writeRecord(final Record row) {
                    if (!(row instanceof MapRecord)) {
                        records.accept(row);
                    }
                    return Map.of();
                }

                @Override
                public String getMimeType() {
                    return "application/octet-stream";
                }
            };
        }
    }
}
