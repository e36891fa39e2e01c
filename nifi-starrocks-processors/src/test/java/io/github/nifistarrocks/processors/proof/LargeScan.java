package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import io.github.nifistarrocks.services.StandardStarRocksConnectionService;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.io.OutputStreamCallback;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.SharedSessionState;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** Plans and scans the table demo.t in a JVM of its own, whose heap is small. The rows are counted and dropped, and the last line of the output has the figures. */
final class LargeScan {

    private static final String RESULT = "scanned ";

    private LargeScan() {}

    /**
     * What the scan needed.
     *
     * @param rows that it returned
     * @param contentBytes of its FlowFile
     * @param seconds from the plan to the end
     * @param heapBytes peak of the heap
     * @param residentBytes peak of all memory of the process; 0 where the operating system does not tell it
     */
    record Figures(long rows, long contentBytes, double seconds, long heapBytes, long residentBytes) {

        /** @param output of the process */
        static Figures parse(final List<String> output) {
            final String line = output.stream().filter(candidate -> candidate.startsWith(RESULT)).findFirst()
                    .orElseThrow(() -> new IllegalStateException("No figures in " + output));
            final String[] values = line.substring(RESULT.length()).split(" ");
            return new Figures(Long.parseLong(values[0]), Long.parseLong(values[1]), Double.parseDouble(values[2]), Long.parseLong(values[3]),
                    Long.parseLong(values[4]));
        }

        private String print() {
            return "%s%d %d %.1f %d %d".formatted(RESULT, rows, contentBytes, seconds, heapBytes, residentBytes);
        }
    }

    /** @param arguments URL of an FE, and a value of Output Format */
    public static void main(final String[] arguments) throws InitializationException, IOException {
        Locale.setDefault(Locale.ROOT);
        final long start = System.nanoTime();
        final MockFlowFile planned = plan(arguments[0]);
        final Processor scan = new ScanStarRocksTablet();
        final TestRunner runner = runner(scan, arguments[0]);
        runner.setProperty("Output Format", arguments[1]);
        RecordWriters.add(runner, new JsonRecordSetWriter(), RecordWriters.FULL_FORMATS);
        runner.setProperty("Record Writer", "writer");
        runner.run(1, false, true);
        final CountingSession session = CountingSession.of(scan, planned);
        scan.onTrigger(runner.getProcessContext(), () -> session);
        final double seconds = (System.nanoTime() - start) / 1e9;
        final MockFlowFile scanned = session.getFlowFilesForRelationship("success").getFirst();
        System.out.println(new Figures(Long.parseLong(scanned.getAttribute("record.count")), session.bytes, seconds, peakHeap(), peakResident()).print());
    }

    private static MockFlowFile plan(final String frontend) throws InitializationException {
        final TestRunner runner = runner(new FetchStarRocksTablets(), frontend);
        runner.setProperty("Database", "demo");
        runner.setProperty("Table", "t");
        runner.setIncomingConnection(false);
        runner.run();
        return runner.getFlowFilesForRelationship("success").getFirst();
    }

    private static TestRunner runner(final Processor processor, final String frontend) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        final ControllerService connection = new StandardStarRocksConnectionService();
        runner.addControllerService("connection", connection, Map.of("FE URLs", frontend, "Username", "root"));
        runner.enableControllerService(connection);
        runner.setProperty("Connection Service", "connection");
        return runner;
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(peak -> peak.getUsed()).sum();
    }

    /** From proc(5), in units of 1024 bytes. */
    private static long peakResident() throws IOException {
        final Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /** A session with one FlowFile, whose new content is counted and dropped. */
    private static final class CountingSession extends MockProcessSession {

        private long bytes;

        private CountingSession(final SharedSessionState state, final Processor processor) {
            super(state, processor, new MockStateManager(processor));
        }

        static CountingSession of(final Processor processor, final MockFlowFile flowFile) {
            final SharedSessionState state = new SharedSessionState(processor, new AtomicLong());
            state.getFlowFileQueue().offer(flowFile);
            return new CountingSession(state, processor);
        }

        @Override
        public MockFlowFile write(final FlowFile flowFile, final OutputStreamCallback callback) {
            try {
                callback.process(new OutputStream() {
                    @Override
                    public void write(final int value) {
                        bytes++;
                    }

                    @Override
                    public void write(final byte[] values, final int offset, final int length) {
                        bytes += length;
                    }
                });
            } catch (IOException e) {
                throw new ProcessException(e);
            }
            return (MockFlowFile) flowFile;
        }
    }
}
