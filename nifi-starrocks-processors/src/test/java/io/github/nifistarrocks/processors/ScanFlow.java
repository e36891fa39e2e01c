package io.github.nifistarrocks.processors;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.AllowedHosts;
import io.github.nifistarrocks.client.core.RowDataInMessages;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.processors.option.scan.OutputFormat;
import io.github.nifistarrocks.processors.plan.InvalidPlanException;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanWriter;
import io.github.nifistarrocks.processors.plan.SignedPlan;
import io.github.nifistarrocks.processors.plan.UntrustedPlanException;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** FetchStarRocksTablets and ScanStarRocksTablet in test runners, both on one client. */
final class ScanFlow implements AutoCloseable {

    private final StarRocksClient client;

    ScanFlow(final List<URI> frontends) {
        this(frontends, "root", "");
    }

    ScanFlow(final List<URI> frontends, final String user, final String password) {
        this(StarRocksClientConfig.builder(frontends).credentials(user, password));
    }

    private ScanFlow(final StarRocksClientConfig.Builder config) {
        this(config, Duration.ofMinutes(5));
    }

    private ScanFlow(final StarRocksClientConfig.Builder config, final Duration responseTimeout) {
        client = StarRocksClient.open(config.connectTimeout(Duration.ofSeconds(5)).responseTimeout(responseTimeout).build());
    }

    /** Messages show no values of rows. */
    static ScanFlow withoutRowData(final List<URI> frontends) {
        return new ScanFlow(StarRocksClientConfig.builder(frontends).rowData(RowDataInMessages.HIDDEN));
    }

    /** For a cluster that cannot be reached: port 1 is reserved and not in use. */
    static ScanFlow withoutCluster() {
        return new ScanFlow(List.of(URI.create("http://127.0.0.1:1")));
    }

    /** The same cluster, with another password. */
    static ScanFlow withPassword(final String password) {
        return new ScanFlow(List.of(URI.create("http://127.0.0.1:1")), "root", password);
    }

    static ScanFlow withResponseTimeout(final List<URI> frontends, final Duration timeout) {
        return new ScanFlow(StarRocksClientConfig.builder(frontends), timeout);
    }

    static ScanFlow withBackendHosts(final List<URI> frontends, final String hosts) {
        return new ScanFlow(StarRocksClientConfig.builder(frontends).backendHosts(AllowedHosts.parse(hosts)));
    }

    /** The content of a plan FlowFile, as FetchStarRocksTablets of this flow would write it. */
    byte[] signed(final PlanDocument plan) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new PlanWriter(client.planSigner()).write(plan, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The plan in a FlowFile of this flow. */
    PlanDocument plan(final MockFlowFile flowFile) {
        try {
            return SignedPlan.read(() -> new ByteArrayInputStream(flowFile.toByteArray()), client.planSigner());
        } catch (InvalidPlanException | UntrustedPlanException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    StarRocksClient client() {
        return client;
    }

    TestRunner fetch(final String table) {
        final TestRunner runner = runner(new FetchStarRocksTablets());
        runner.setProperty(PlanningProperties.DATABASE, "shop");
        runner.setProperty(PlanningProperties.TABLE, table);
        return runner;
    }

    TestRunner scan(final RecordSetWriterFactory writer, final Map<String, String> writerProperties) {
        final TestRunner runner = runner(new ScanStarRocksTablet());
        RecordWriters.add(runner, writer, writerProperties);
        runner.setProperty(ScanStarRocksTablet.RECORD_WRITER, "writer");
        return runner;
    }

    /** A scan whose output is an Arrow stream. */
    TestRunner scanAsArrow() {
        final TestRunner runner = runner(new ScanStarRocksTablet());
        runner.setProperty(ScanStarRocksTablet.OUTPUT_FORMAT, OutputFormat.ARROW_STREAM);
        return runner;
    }

    /** Plans the table and returns the FlowFiles of success. */
    List<MockFlowFile> plan(final String table) {
        return plan(fetch(table));
    }

    /** Plans without input and returns the FlowFiles of success. */
    static List<MockFlowFile> plan(final TestRunner fetch) {
        fetch.setIncomingConnection(false);
        fetch.run();
        return fetch.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS);
    }

    private TestRunner runner(final Processor processor) {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        final ClientService service = new ClientService(client);
        try {
            runner.addControllerService("connection", service);
        } catch (InitializationException e) {
            throw new IllegalStateException(e);
        }
        runner.enableControllerService(service);
        runner.setProperty("Connection Service", "connection");
        return runner;
    }

    @Override
    public void close() {
        client.close();
    }

    private static final class ClientService extends AbstractControllerService implements StarRocksConnectionService {

        private final StarRocksClient client;

        private ClientService(final StarRocksClient client) {
            this.client = client;
        }

        @Override
        public StarRocksClient getClient() {
            return client;
        }
    }
}
