package io.github.nifistarrocks.processors;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.MockProcessorInitializationContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs a PutStarRocks with its services against a table of a cluster. */
final class PutRunner {

    private static final String READER = "reader";
    private static final long MAX_WAIT_NANOS = 5_000_000_000L;
    private static final AtomicLong FLOW_FILES = new AtomicLong(1_000_000);

    final TestRunner nifi = TestRunners.newTestRunner(PutStarRocks.class);

    private PutRunner() {}

    /** With a JsonTreeReader that infers the schema. */
    static PutRunner create(final StarRocksCluster cluster, final String database, final String table) throws InitializationException {
        return create(cluster, database, table, new JsonTreeReader(), Map.of());
    }

    static PutRunner create(final StarRocksCluster cluster, final String database, final String table, final ControllerService reader,
            final Map<String, String> readerProperties)
            throws InitializationException {
        return create(cluster, Map.of(), database, table, reader, readerProperties);
    }

    static PutRunner create(final StarRocksCluster cluster, final Map<String, String> connectionProperties, final String database, final String table,
            final ControllerService reader,
            final Map<String, String> readerProperties) throws InitializationException {
        final PutRunner runner = new PutRunner();
        final Map<String, String> connection = new HashMap<>(connectionProperties);
        // A test that goes on after pressure does not wait for it.
        connection.putIfAbsent("Maximum Back-Off", "1 ms");
        ClusterConnections.add(runner.nifi, cluster, connection);
        runner.nifi.addControllerService(READER, reader, readerProperties);
        runner.nifi.enableControllerService(reader);
        runner.nifi.setProperty(LoadProperties.RECORD_READER, READER);
        runner.nifi.setProperty(LoadProperties.DATABASE, database);
        runner.nifi.setProperty(LoadProperties.TABLE, table);
        return runner;
    }

    /** Gives the processor an identity: that of another node's instance, or of the one before a restart. */
    PutRunner as(final String identifier) {
        final Processor processor = nifi.getProcessor();
        processor.initialize(new MockProcessorInitializationContext(processor, (MockProcessContext) nifi.getProcessContext()) {
            @Override
            public String getIdentifier() {
                return identifier;
            }

            @Override
            public MockComponentLog getLogger() {
                return nifi.getLogger();
            }
        });
        return this;
    }

    /** Lets the processor use the connection service of another one, as processors of one flow do. */
    PutRunner sharing(final PutRunner other) throws InitializationException {
        final ControllerService shared = new SharedConnection(other.client());
        nifi.addControllerService("shared", shared);
        nifi.enableControllerService(shared);
        return with("Connection Service", "shared");
    }

    /** What the connection service holds. */
    StarRocksClient client() {
        return nifi.getControllerService("connection", StarRocksConnectionService.class).getClient();
    }

    PutRunner with(final String property, final String value) {
        nifi.setProperty(property, value);
        return this;
    }

    /** Sends one FlowFile and returns it from the relationship where it must have gone. */
    MockFlowFile send(final String content, final Relationship expected) {
        return send(content, Map.of(), expected);
    }

    MockFlowFile send(final String content, final Map<String, String> attributes, final Relationship expected) {
        nifi.enqueue(content, attributes);
        return trigger(expected);
    }

    /** A FlowFile that can be sent several times and keeps its UUID, as NiFi's own retry and a restart give it back. */
    static MockFlowFile flowFile(final String content) {
        final MockFlowFile flowFile = new MockFlowFile(FLOW_FILES.incrementAndGet());
        flowFile.setData(content.getBytes(StandardCharsets.UTF_8));
        return flowFile;
    }

    MockFlowFile send(final MockFlowFile flowFile, final Relationship expected) {
        nifi.enqueue(flowFile);
        return trigger(expected);
    }

    /** Runs the processor once for the FlowFile in the queue. */
    MockFlowFile trigger(final Relationship expected) {
        nifi.clearTransferState();
        final long end = System.nanoTime() + MAX_WAIT_NANOS;
        do {
            nifi.run();
            // Nothing is taken from the queue while the back-off of the table lasts, which is a millisecond here.
        } while (nifi.getQueueSize().getObjectCount() > 0 && hasTransferredNothing() && System.nanoTime() < end);
        final List<MockFlowFile> flowFiles = nifi.getFlowFilesForRelationship(expected);
        assertThat(flowFiles).as("FlowFiles in [%s]; errors %s", expected.getName(), nifi.getLogger().getErrorMessages()).hasSize(1);
        nifi.assertAllFlowFilesTransferred(expected, 1);
        return flowFiles.getFirst();
    }

    private boolean hasTransferredNothing() {
        return nifi.getProcessor().getRelationships().stream().allMatch(relationship -> nifi.getFlowFilesForRelationship(relationship).isEmpty());
    }

    /** Hands out the client of another service. */
    private static final class SharedConnection extends AbstractControllerService implements StarRocksConnectionService {

        private final StarRocksClient client;

        SharedConnection(final StarRocksClient client) {
            this.client = client;
        }

        @Override
        public StarRocksClient getClient() {
            return client;
        }
    }
}
