package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.plan.PlannedQuery;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests without a StarRocks cluster: content that is not a plan, plans with nothing to read, and BEs that cannot be reached. */
class ScanStarRocksTabletTest {

    private final ScanFlow flow = ScanFlow.withoutCluster();
    private final byte[] emptyPlan = flow.signed(plan());
    private final byte[] unreachable = flow.signed(plan(tablet(10_001, "127.0.0.1:1", "127.0.0.1:2")));

    private static PlanDocument plan(final Tablet... tablets) {
        final List<PlannedColumn> columns = List.of(new PlannedColumn("id", ScalarType.BIGINT, false),
                new PlannedColumn("note", new VarcharType(OptionalInt.empty()), true));
        return new PlanDocument(new PlannedQuery(new TableId("shop", "orders"), columns, ""), Instant.now(), List.of(tablets),
                tablets.length == 0 ? "" : "cGxhbg==");
    }

    private static Tablet tablet(final long id, final String... replicas) {
        return new Tablet(id, 2, Stream.of(replicas).map(HostPort::parse).toList());
    }

    @AfterEach
    void closeClient() {
        flow.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "id,name\n1,a", "{\"version\": 9}", "[{\"id\": 1}]"})
    void contentThatIsNotAPlanFailsUnchangedAndSaysWhatWasExpected(final String content) {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(content);

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(content);
        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_PLAN");
        assertThat(failed.getAttribute("starrocks.error.message")).startsWith("A plan document of FetchStarRocksTablets");
    }

    @Test
    void aPlanOfAnotherServiceIsRefusedWithoutAConnection() throws IOException {
        try (ScanFlow other = ScanFlow.withPassword("another")) {
            assertRefusedWithoutConnection(address -> other.signed(plan(tablet(1, address))), "UNTRUSTED_PLAN", "signature of the plan does not match");
        }
    }

    @Test
    void aPlanWhoseAddressWasChangedIsRefusedWithoutAConnection() throws IOException {
        assertRefusedWithoutConnection(address -> new String(flow.signed(plan(tablet(1, "be-1:9060"))), StandardCharsets.UTF_8).replace("be-1:9060", address)
                .getBytes(StandardCharsets.UTF_8), "UNTRUSTED_PLAN", "no connection was made");
    }

    @Test
    void aPlanWithAnInventedSignatureIsRefusedWithoutAConnection() throws IOException {
        assertRefusedWithoutConnection(address -> new String(flow.signed(plan(tablet(1, address))), StandardCharsets.UTF_8)
                .replaceFirst("[0-9a-f]{64}", "0".repeat(64)).getBytes(StandardCharsets.UTF_8), "UNTRUSTED_PLAN", "Create a new plan");
    }

    @Test
    void aPlanWithoutASignatureIsRefusedWithoutAConnection() throws IOException {
        assertRefusedWithoutConnection(address -> new String(flow.signed(plan(tablet(1, address))), StandardCharsets.UTF_8).split("\n")[1]
                .getBytes(StandardCharsets.UTF_8), "INVALID_PLAN", "does not begin with a signature");
    }

    @Test
    void aHostOutsideOfTheBackendHostsIsRefusedWithoutAConnection() throws IOException {
        try (ScanFlow restricted = ScanFlow.withBackendHosts(List.of(URI.create("http://127.0.0.1:1")), "be-*, 10.*.*.*")) {
            assertRefusedWithoutConnection(restricted, address -> restricted.signed(plan(tablet(1, address))), "DENIED",
                    "Remove the cause and scan the FlowFile again");
        }
    }

    /** The others show nothing unless this one connects. */
    @Test
    void aSignedPlanIsConnected() throws IOException, InterruptedException {
        try (ServerSocketChannel listener = listener()) {
            final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
            runner.setProperty(ScanStarRocksTablet.QUERY_TIMEOUT, "1 sec");
            runner.enqueue(flow.signed(plan(tablet(1, address(listener)))));
            final Thread reset = Thread.ofVirtual().start(() -> closeFirst(listener));

            runner.run();

            assertThat(reset.join(Duration.ofMinutes(1))).isTrue();
            runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_RETRY, 1);
        }
    }

    private static void closeFirst(final ServerSocketChannel listener) {
        try {
            listener.accept().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefusedWithoutConnection(final Function<String, byte[]> content, final String reason, final String message) throws IOException {
        assertRefusedWithoutConnection(flow, content, reason, message);
    }

    /** @param content of the FlowFile, by the address of a listener */
    private static void assertRefusedWithoutConnection(final ScanFlow flow, final Function<String, byte[]> content, final String reason, final String message)
            throws IOException {
        try (ServerSocketChannel listener = listener()) {
            final byte[] plan = content.apply(address(listener));
            final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
            runner.enqueue(plan);

            runner.run();

            listener.configureBlocking(false);
            assertThat(listener.accept()).isNull();
            runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
            final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
            failed.assertContentEquals(plan);
            failed.assertAttributeEquals("starrocks.error.reason", reason);
            assertThat(failed.getAttribute("starrocks.error.message")).contains(message);
        }
    }

    private static ServerSocketChannel listener() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static String address(final ServerSocketChannel listener) throws IOException {
        return "127.0.0.1:%d".formatted(((InetSocketAddress) listener.getLocalAddress()).getPort());
    }

    @Test
    void aPlanWithNothingToReadGivesNoRecordsAsJson() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(emptyPlan, Map.of("fragment.identifier", "plan-1"));

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        final MockFlowFile scanned = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        scanned.assertContentEquals("[]");
        scanned.assertAttributeEquals("record.count", "0");
        scanned.assertAttributeEquals("mime.type", "application/json");
        scanned.assertAttributeEquals("fragment.identifier", "plan-1");
        scanned.assertAttributeNotExists("starrocks.replica");
        assertThat(runner.getProvenanceEvents()).noneMatch(event -> event.getEventType() == ProvenanceEventType.FETCH);
    }

    @Test
    void aPlanWithNothingToReadGivesASchemaAsArrow() {
        final TestRunner runner = flow.scanAsArrow();
        runner.enqueue(emptyPlan);

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        final MockFlowFile scanned = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        scanned.assertAttributeEquals("record.count", "0");
        scanned.assertAttributeEquals("mime.type", "application/vnd.apache.arrow.stream");
        final ArrowContent content = ArrowContent.of(scanned.toByteArray());
        assertThat(content.rows()).isEmpty();
        assertThat(content.schema()).hasToString("Schema<id: Int(64, true) not null, note: Utf8>");
    }

    @Test
    void aPlanWithNothingToReadGivesAHeaderAsCsv() {
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of());
        runner.enqueue(emptyPlan);

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst().getContent()).isEqualToIgnoringNewLines("id,note\n");
    }

    @Test
    void aPlanWithNothingToReadGivesASchemaAsAvro() {
        final TestRunner runner = flow.scan(new AvroRecordSetWriter(), Map.of());
        runner.enqueue(emptyPlan);

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst().getContent()).contains("\"name\":\"note\"");
    }

    @Test
    void unreachableReplicasSendThePlanUnchangedToRetry() throws IOException {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(unreachable);

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_RETRY, 1);
        runner.assertPenalizeCount(1);
        final MockFlowFile retried = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_RETRY).getFirst();
        retried.assertContentEquals(unreachable);
        retried.assertAttributeEquals("starrocks.error.reason", "UNAVAILABLE");
        assertThat(retried.getAttribute("starrocks.error.message")).contains("shop.orders", "10001", "127.0.0.1:1", "127.0.0.1:2", "can be scanned again");
    }

    @Test
    void tabletsWithoutACommonReplicaFail() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(flow.signed(plan(tablet(1, "a:1"), tablet(2, "b:1"))));

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst().getAttribute("starrocks.error.message"))
                .contains("No BE has all of the 2 tablets");
    }

    @Test
    void aWriterThatFailsSendsThePlanUnchangedToFailure() throws IOException {
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", "${schema}"));
        runner.enqueue(emptyPlan, Map.of("schema", "this is no schema"));

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(emptyPlan);
        failed.assertAttributeEquals("starrocks.error.reason", "RECORD_WRITER");
    }

    @Test
    void anErrorOfAPreviousAttemptIsRemovedBySuccess() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(emptyPlan, Map.of("starrocks.error.message", "old", "starrocks.error.reason", "OLD"));

        runner.run();

        final MockFlowFile scanned = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        scanned.assertAttributeNotExists("starrocks.error.message");
        scanned.assertAttributeNotExists("starrocks.error.reason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "many"})
    void batchRowsOutOfRangeAreInvalid(final String rows) {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.setProperty(ScanStarRocksTablet.BATCH_ROWS, rows);

        runner.assertNotValid();
    }
}
