package io.github.nifistarrocks.processors;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.proof.ProofReport;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The size of plans. An FE replies with its recorded plan (fe-recordings 040), to which tablets were added. */
class FetchPlanSizeTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Bytes of an entry: its key, three numbers of 64 bits, one of 32, and the end. */
    private static final int ENTRY_BYTES = 49;
    private static final int RECORDED_TABLETS = 6;

    private static HttpServer frontend;
    private static volatile byte[] plan;

    @BeforeAll
    static void start() throws IOException {
        final byte[] schema = resource("179-schema-v2");
        frontend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        frontend.createContext("/api/v2/", exchange -> reply(exchange, schema));
        frontend.createContext("/api/demo/", exchange -> reply(exchange, plan));
        frontend.start();
    }

    @AfterAll
    static void stop() {
        frontend.stop(0);
    }

    /** Before plans were cut, they had 6.6 GB. */
    @Test
    @Tag("proof-scanning")
    void tenThousandTabletsNeedLittleContent() throws IOException {
        plan = plan(10_000);
        final List<MockFlowFile> planned = measured("Cut plans");

        assertThat(planned).hasSize(10_000);
        assertThat(bytes(planned)).isLessThan(50_000_000);
    }

    @Test
    @Tag("proof-scanning")
    void wholePlansNeedMoreContent() throws IOException {
        plan = plan(1000);

        assertThat(bytes(measured("Whole plans", Map.of("Cut Plans", "false")))).isGreaterThan(3 * bytes(measured("Cut plans")));
    }

    private static List<MockFlowFile> measured(final String what) {
        return measured(what, Map.of());
    }

    private static List<MockFlowFile> measured(final String what, final Map<String, String> properties) {
        try (ScanFlow flow = new ScanFlow(url())) {
            final long started = System.nanoTime();
            final List<MockFlowFile> planned = planned(flow, properties);
            ProofReport.of(FetchPlanSizeTest.class).add("%s of %d tablets: %,d FlowFiles with %,d bytes in %.1f seconds", what, planned.size(), planned.size(),
                    bytes(planned), (System.nanoTime() - started) / 1e9);
            return planned;
        }
    }

    private static long bytes(final List<MockFlowFile> planned) {
        return planned.stream().mapToLong(MockFlowFile::getSize).sum();
    }

    @Test
    void contentGrowsWithTheNumberOfTabletsOnly() throws IOException {
        plan = plan(100);
        final long few = bytes(planned());
        plan = plan(1000);
        final long many = bytes(planned());

        assertThat(many).isBetween(few * 9, few * 11);
    }

    @Test
    void everyTabletIsInThePlanOfItsFlowFile() throws IOException {
        plan = plan(1000);
        final Set<Long> tablets = new HashSet<>();
        try (ScanFlow flow = new ScanFlow(url())) {
            for (final MockFlowFile flowFile : planned(flow, Map.of())) {
                final PlanDocument document = flow.plan(flowFile);
                final byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(document.tabletIds().getFirst()).array();
                assertThat(new String(Base64.getDecoder().decode(document.opaquePlan()), StandardCharsets.ISO_8859_1))
                        .containsOnlyOnce(new String(key, StandardCharsets.ISO_8859_1) + "\n\0\1" + new String(key, StandardCharsets.ISO_8859_1));
                tablets.addAll(document.tabletIds());
            }
        }

        assertThat(tablets).hasSize(1000);
    }

    private static List<MockFlowFile> planned() {
        try (ScanFlow flow = new ScanFlow(url())) {
            return planned(flow, Map.of());
        }
    }

    private static List<MockFlowFile> planned(final ScanFlow flow, final Map<String, String> properties) {
        final TestRunner runner = flow.fetch("pk_orders");
        properties.forEach(runner::setProperty);
        runner.setProperty(PlanningProperties.DATABASE, "demo");
        runner.setProperty(PlanningProperties.UNSUPPORTED_COLUMNS, "OMIT");
        return ScanFlow.plan(runner);
    }

    private static List<URI> url() {
        return List.of(URI.create("http://127.0.0.1:%d".formatted(frontend.getAddress().getPort())));
    }

    private static void reply(final HttpExchange exchange, final byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The recorded reply with other tablets, each with three replicas. */
    private static byte[] plan(final int tablets) throws IOException {
        final ObjectNode reply = (ObjectNode) MAPPER.readTree(resource("040-query_plan-ok"));
        final ObjectNode partitions = reply.putObject("partitions");
        for (int id = 0; id < tablets; id++) {
            final ObjectNode partition = partitions.putObject(Long.toString(tablet(id))).put("version", 2).put("schemaHash", 1196239098);
            for (int replica = 0; replica < 3; replica++) {
                partition.withArray("routings").add("10.0.0.%d:9060".formatted((id + replica) % 12 + 1));
            }
        }
        reply.put("opaqued_query_plan",
                Base64.getEncoder().encodeToString(opaquePlan(Base64.getDecoder().decode(reply.get("opaqued_query_plan").asText()), tablets)));
        return MAPPER.writeValueAsBytes(reply);
    }

    private static byte[] opaquePlan(final byte[] recorded, final int tablets) throws IOException {
        final byte[] start = {13, 0, 2, 10, 12, 0, 0, 0, RECORDED_TABLETS};
        int entries = 0;
        while (!ByteBuffer.wrap(recorded, entries, start.length).equals(ByteBuffer.wrap(start))) {
            entries++;
        }
        entries += start.length;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream out = new DataOutputStream(bytes);
        out.write(recorded, 0, entries - Integer.BYTES);
        out.writeInt(tablets);
        for (int id = 0; id < tablets; id++) {
            final ByteBuffer entry = ByteBuffer.wrap(recorded, entries, ENTRY_BYTES).slice();
            final byte[] copy = new byte[ENTRY_BYTES];
            entry.get(copy);
            ByteBuffer.wrap(copy).putLong(0, tablet(id)).putLong(Long.BYTES + 3, tablet(id));
            out.write(copy);
        }
        final int end = entries + RECORDED_TABLETS * ENTRY_BYTES;
        out.write(recorded, end, recorded.length - end);
        return bytes.toByteArray();
    }

    private static long tablet(final int id) {
        return 1_000_000L + 7L * id;
    }

    private static byte[] resource(final String name) throws IOException {
        try (InputStream stream = FetchPlanSizeTest.class.getResourceAsStream("/plan/%s.json".formatted(name))) {
            return stream.readAllBytes();
        }
    }
}
