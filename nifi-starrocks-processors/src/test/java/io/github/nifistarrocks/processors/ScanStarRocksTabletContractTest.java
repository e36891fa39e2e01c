package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScanStarRocksTabletContractTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int ROWS = 20_000;
    private static final int MEMORY_LIMIT_EXCEEDED = 5;
    private static final int INVALID_ARGUMENT = 33;
    /** Of one column: 512 rows of one_tablet have less, and 4096 have more. */
    private static final int BATCH_BYTES = 20_000;
    private static final int UNLIMITED_BYTES = Integer.MAX_VALUE - 1;

    private static StarRocksEmulator starRocks;
    private static ScanFlow flow;

    @BeforeAll
    static void startCluster() throws Exception {
        starRocks = StarRocksEmulator.start();
        starRocks.execute("""
                CREATE DATABASE shop;
                CREATE TABLE shop.orders (id BIGINT NOT NULL, day DATE, price DECIMAL(18, 4), placed DATETIME, note VARCHAR(100)) DUPLICATE KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS 4 PROPERTIES ("replication_num" = "2");
                CREATE TABLE shop.one_tablet (id BIGINT NOT NULL, note VARCHAR(100)) DUPLICATE KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS 1 PROPERTIES ("replication_num" = "3");
                CREATE TABLE shop.every_type (id INT NOT NULL, flag BOOLEAN, tiny TINYINT, small SMALLINT, big BIGINT, huge LARGEINT, f FLOAT, d DOUBLE,
                    amount DECIMAL(38, 10), day DATE, ts DATETIME, c CHAR(10), v VARCHAR(100)) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1;
                INSERT INTO shop.orders SELECT X, DATE '2024-02-29', X / 4.0, TIMESTAMP '2024-12-31 23:59:59.999999', 'note ' || X FROM SYSTEM_RANGE(1, 20000);
                INSERT INTO shop.one_tablet SELECT X, 'note ' || X FROM SYSTEM_RANGE(1, 20000);
                INSERT INTO shop.every_type VALUES (1, TRUE, -128, -32768, -9223372036854775808, 170141183460469231731687303715884105727, 0.5, 0.1,
                    1234567890123456789012345678.0123456789, DATE '1900-03-01', TIMESTAMP '2024-03-10 02:30:00.000001', 'c', 'text');
                INSERT INTO shop.every_type (id) VALUES (2);
                """);
    }

    /** Clients remember the BEs that failed. */
    @BeforeEach
    void openFlow() {
        flow = new ScanFlow(starRocks.frontendUrls());
    }

    @AfterAll
    static void stopCluster() {
        starRocks.close();
    }

    @AfterEach
    void endFaults() {
        flow.close();
        starRocks.faults().clear();
        starRocks.maxScanColumnBytes(UNLIMITED_BYTES);
    }

    @Test
    void allTabletsTogetherHaveEveryRowOnce() throws Exception {
        final TestRunner runner = scan(new JsonRecordSetWriter(), flow.plan("orders"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 4);
        final List<Long> ids = new ArrayList<>();
        for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS)) {
            final JsonNode rows = MAPPER.readTree(flowFile.toByteArray());
            rows.forEach(row -> ids.add(row.get("id").longValue()));
            flowFile.assertAttributeEquals("record.count", Integer.toString(rows.size()));
        }
        assertThat(ids.stream().sorted()).containsExactlyElementsOf(LongStream.rangeClosed(1, ROWS).boxed().toList());
        assertThat(runner.getCounterValue("Rows Scanned")).isEqualTo(ROWS);
    }

    @Test
    void aScannedFlowFileTellsWhatWasReadFromWhere() throws Exception {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();

        final TestRunner runner = scan(new CSVRecordSetWriter(), List.of(planned));

        final MockFlowFile scanned = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        final String replica = firstReplica(planned);
        scanned.assertAttributeEquals("starrocks.replica", replica);
        scanned.assertAttributeEquals("record.count", Integer.toString(ROWS));
        scanned.assertAttributeEquals("mime.type", "text/csv");
        scanned.assertAttributeEquals("fragment.identifier", planned.getAttribute("fragment.identifier"));
        scanned.assertAttributeEquals("fragment.index", "0");
        assertThat(Long.parseLong(scanned.getAttribute("starrocks.bytes"))).isGreaterThan(ROWS * 8L);
        assertThat(Long.parseLong(scanned.getAttribute("starrocks.scan.time.ms"))).isNotNegative();
        final List<ProvenanceEventRecord> fetched = runner.getProvenanceEvents().stream().filter(event -> event.getEventType() == ProvenanceEventType.FETCH)
                .toList();
        assertThat(fetched).singleElement().satisfies(event -> assertThat(event.getTransitUri())
                .isEqualTo("starrocks://%s/shop/one_tablet?tablets=%s".formatted(replica, planned.getAttribute("starrocks.tablet.ids"))));
    }

    @Test
    void valuesInTheMessageOfAWriterAreNotShown() {
        try (ScanFlow hidden = ScanFlow.withoutRowData(starRocks.frontendUrls())) {
            final TestRunner runner = hidden.scan(new BrokenWriter(), Map.of());
            runner.enqueue(hidden.plan("one_tablet").getFirst());
            runner.run();

            final MockFlowFile failure = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
            failure.assertAttributeEquals("starrocks.error.reason", "RECORD_WRITER");
            assertThat(failure.getAttributes().values()).noneMatch(value -> value.contains("Top7Secret"));
            assertThat(failure.getAttribute("starrocks.error.message")).contains("[shop.one_tablet]", "the record writer failed", "IOException: ***");
            final Object[] logged = runner.getLogger().getErrorMessages().getFirst().getArgs();
            assertThat(logged[logged.length - 1]).isInstanceOfSatisfying(Throwable.class, printed -> {
                assertThat(printed.toString()).contains("ScanFailure", "the record writer failed").doesNotContain("Top7Secret");
                assertThat(printed.getCause().toString()).contains("IOException").doesNotContain("Top7Secret");
            });
        }
    }

    /** Its message has a value, as those of NiFi's writers have. */
    private static final class BrokenWriter extends JsonRecordSetWriter {

        @Override
        public RecordSetWriter createWriter(final ComponentLog logger, final RecordSchema schema, final OutputStream out, final Map<String, String> variables)
                throws IOException {
            throw new IOException("cannot write Top7Secret");
        }
    }

    @Test
    void everyTypeArrivesExactlyAsCsv() {
        final TestRunner runner = scan(new CSVRecordSetWriter(), flow.plan("every_type"));

        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst().getContent().lines()).contains(
                "1,true,-128,-32768,-9223372036854775808,170141183460469231731687303715884105727,0.5,0.1,1234567890123456789012345678.0123456789,1900-03-01,"
                        + "2024-03-10 02:30:00.000001,c,text",
                "2,,,,,,,,,,,,");
    }

    /** Its microseconds cannot be written as a timestamp of Avro. */
    @Test
    void aTimeThatTheWriterWouldCutGoesToFailureAndIsExactAsText() {
        final MockFlowFile planned = flow.plan("every_type").getFirst();

        final TestRunner refusing = scan(new AvroRecordSetWriter(), List.of(planned));
        final TestRunner warning = flow.scan(new AvroRecordSetWriter(), Map.of());
        warning.setProperty(ScanStarRocksTablet.INEXACT_VALUES, InexactValues.WARN);
        warning.enqueue(planned);
        warning.run();
        final TestRunner exact = flow.scan(new AvroRecordSetWriter(), Map.of());
        exact.setProperty(ScanStarRocksTablet.TEMPORAL_VALUES, TemporalValues.TEXT);
        exact.enqueue(planned);
        exact.run();

        refusing.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile refused = refusing.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        refused.assertAttributeEquals("starrocks.error.reason", "UNREADABLE_COLUMN");
        assertThat(refused.getAttribute("starrocks.error.message")).contains("Column [ts] has in row", "2024-03-10 02:30:00.000001");
        warning.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        assertThat(warning.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst().getAttribute("starrocks.warning"))
                .startsWith("Column [ts] has 1 values that are not written exactly");
        exact.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        final MockFlowFile written = exact.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        assertThat(written.getContent()).contains("2024-03-10 02:30:00.000001");
        written.assertAttributeNotExists("starrocks.warning");
    }

    @Test
    void avroOfATabletWithRowsHasTheSchemaOfOneWithout() {
        final TestRunner fetch = flow.fetch("every_type");
        fetch.setProperty(PlanningProperties.COLUMNS, "id, amount, day, v");
        final MockFlowFile full = scanned(new AvroRecordSetWriter(), ScanFlow.plan(fetch).getFirst());
        final TestRunner filtered = flow.fetch("every_type");
        filtered.setProperty(PlanningProperties.COLUMNS, "id, amount, day, v");
        filtered.setProperty(PlanningProperties.FILTER, "id = 4711");
        final MockFlowFile empty = scanned(new AvroRecordSetWriter(), ScanFlow.plan(filtered).getFirst());

        assertThat(avroSchema(empty)).isEqualTo(avroSchema(full));
        empty.assertAttributeEquals("record.count", "0");
    }

    @Test
    void severalTabletsOfOneFlowFileAreReadTogether() {
        final TestRunner fetch = flow.fetch("orders");
        fetch.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "100");

        final TestRunner runner = scan(new CSVRecordSetWriter(), ScanFlow.plan(fetch));

        final long records = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).stream()
                .mapToLong(flowFile -> Long.parseLong(flowFile.getAttribute("record.count"))).sum();
        assertThat(records).isEqualTo(ROWS);
    }

    @Test
    void aReplicaThatRefusesIsFollowedByTheNext() throws Exception {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        starRocks.faults().on(RequestKind.OPEN_SCANNER).times(1).inject(new Fault.MissingTablet());

        final MockFlowFile scanned = scanned(new CSVRecordSetWriter(), planned);

        assertThat(scanned.getAttribute("starrocks.replica")).isNotEqualTo(firstReplica(planned));
        assertEveryRowOnce(scanned);
    }

    @Test
    void rowsOfAReplicaThatFailsDuringTheScanAreDropped() throws Exception {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        starRocks.faults().on(RequestKind.GET_NEXT).after(2).times(1).inject(new Fault.ResetBeforeBody());

        final MockFlowFile scanned = scanned(new CSVRecordSetWriter(), planned);

        assertThat(scanned.getAttribute("starrocks.replica")).isNotEqualTo(firstReplica(planned));
        assertEveryRowOnce(scanned);
    }

    @Test
    void aReplicaThatLosesTheScanIsFollowedByTheNext() {
        starRocks.faults().on(RequestKind.GET_NEXT).after(3).times(1).inject(new Fault.LostContext());

        assertEveryRowOnce(scanned(new CSVRecordSetWriter(), flow.plan("one_tablet").getFirst()));
    }

    @Test
    void aCutArrowStreamIsFollowedByTheNextReplica() {
        starRocks.faults().on(RequestKind.GET_NEXT).after(1).times(1).inject(new Fault.TruncatedRows(100));

        assertEveryRowOnce(scanned(new CSVRecordSetWriter(), flow.plan("one_tablet").getFirst()));
    }

    @Test
    void allReplicasFailingDuringTheScanLeaveThePlanAndGoToRetry() throws Exception {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        final FaultRule breaks = starRocks.faults().on(RequestKind.GET_NEXT).inject(new Fault.LostContext());

        final TestRunner runner = scan(new CSVRecordSetWriter(), List.of(planned));

        assertThat(breaks.hits()).isGreaterThanOrEqualTo(3);
        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_RETRY, 1);
        runner.assertPenalizeCount(1);
        final MockFlowFile retried = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_RETRY).getFirst();
        retried.assertContentEquals(planned.toByteArray());
        retried.assertAttributeEquals("starrocks.error.reason", "UNAVAILABLE");
        assertThat(retried.getAttribute("starrocks.error.message"))
                .contains("shop.one_tablet", planned.getAttribute("starrocks.tablet.ids"), firstReplica(planned));
    }

    @Test
    void aPlanWhoseVersionIsCompactedOnAllReplicasGoesToFailureAsExpired() {
        final TableName table = table("merged");
        final MockFlowFile planned = flow.plan("merged").getFirst();
        starRocks.execute("INSERT INTO shop.merged VALUES (2);");
        starRocks.compact(table);

        assertExpired(planned);
    }

    @Test
    void aPlanOfADroppedTableGoesToFailureAsExpired() {
        table("dropped");
        final MockFlowFile planned = flow.plan("dropped").getFirst();
        starRocks.execute("DROP TABLE shop.dropped;");

        assertExpired(planned);
    }

    @Test
    void aPlanOfAnAlteredTableGoesToFailureAsExpired() {
        final TableName table = table("altered");
        final MockFlowFile planned = flow.plan("altered").getFirst();
        starRocks.alterTable(TableDefinition.duplicate(table, List.of(Column.of("id", ColumnType.parse("LARGEINT")))));

        assertExpired(planned);
    }

    @Test
    void aPlanThatExpiredOnSomeReplicasGoesToRetryWhileAnotherIsUnavailable() {
        starRocks.faults().on(RequestKind.OPEN_SCANNER).times(2).inject(new Fault.MissingTablet());
        starRocks.faults().on(RequestKind.OPEN_SCANNER).after(2).inject(new Fault.ResetBeforeBody());

        final TestRunner runner = scan(new CSVRecordSetWriter(), flow.plan("one_tablet"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_RETRY, 1);
        runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_RETRY).getFirst().assertAttributeEquals("starrocks.error.reason", "UNAVAILABLE");
    }

    private static TableName table(final String name) {
        starRocks.execute("""
                CREATE TABLE shop.%s (id BIGINT NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1 PROPERTIES ("replication_num" = "3");
                INSERT INTO shop.%s VALUES (1);
                """.formatted(name, name));
        return new TableName("shop", name);
    }

    private static void assertExpired(final MockFlowFile planned) {
        final TestRunner runner = scan(new CSVRecordSetWriter(), List.of(planned));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        runner.assertPenalizeCount(0);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "PLAN_EXPIRED");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("Create a new plan", "fragment.identifier");
        flow.plan(planned).commonReplicas().forEach(replica -> assertThat(failed.getAttribute("starrocks.error.message")).contains(replica.toString()));
    }

    @Test
    void backendThatHangsDelaysOneScanOfSeveral() throws Exception {
        try (ScanFlow hasty = ScanFlow.withResponseTimeout(starRocks.frontendUrls(), Duration.ofSeconds(2))) {
            final MockFlowFile planned = hasty.plan("one_tablet").getFirst();
            final String hanging = firstReplica(planned);
            final FaultRule hang = starRocks.faults().on(RequestKind.OPEN_SCANNER).where(backendName(hanging)).inject(new Fault.Delay(Duration.ofMinutes(5)));
            final TestRunner runner = hasty.scan(new CSVRecordSetWriter(), RecordWriters.FULL_FORMATS);
            for (int i = 0; i < 3; i++) {
                runner.enqueue(planned);
            }

            runner.run(3);

            runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 3);
            assertThat(hang.hits()).isEqualTo(1);
            assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS)).allSatisfy(scanned -> {
                assertThat(scanned.getAttribute("starrocks.replica")).isNotEqualTo(hanging);
                assertEveryRowOnce(scanned);
            });
        }
    }

    /** As faults know the BE. */
    private static String backendName(final String replica) {
        return starRocks.backends().stream().filter(backend -> replica.equals(backend.host() + ":" + backend.thriftPort()))
                .map(backend -> "be" + backend.index())
                .findFirst().orElseThrow();
    }

    @Test
    void aRetriedFlowFileIsScannedWhenTheClusterHasRecovered() {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        starRocks.faults().on(RequestKind.GET_NEXT).inject(new Fault.LostContext());
        final MockFlowFile retried = scan(new CSVRecordSetWriter(), List.of(planned)).getFlowFilesForRelationship(ScanStarRocksTablet.REL_RETRY).getFirst();
        starRocks.faults().clear();

        final MockFlowFile scanned = scanned(new CSVRecordSetWriter(), retried);

        assertEveryRowOnce(scanned);
        scanned.assertAttributeNotExists("starrocks.error.message");
    }

    @Test
    void memoryLimitsOnAllReplicasGoToRetry() {
        starRocks.faults().on(RequestKind.GET_NEXT).inject(new Fault.ScanStatus(MEMORY_LIMIT_EXCEEDED, "Memory of query exceed limit"));

        final TestRunner runner = scan(new CSVRecordSetWriter(), flow.plan("one_tablet"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_RETRY, 1);
        runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_RETRY).getFirst().assertAttributeEquals("starrocks.error.reason", "OVERLOADED");
    }

    @Test
    void aPlanThatAllReplicasRefuseGoesToFailure() throws Exception {
        starRocks.faults().on(RequestKind.OPEN_SCANNER).inject(new Fault.ScanStatus(INVALID_ARGUMENT, "query_plan_info: validate error"));
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();

        final TestRunner runner = scan(new CSVRecordSetWriter(), List.of(planned));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        runner.assertPenalizeCount(0);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(planned.toByteArray());
        failed.assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("validate error");
    }

    @Test
    void aReplicaThatRefusesThePlanDecidesAlthoughOthersAreUnavailable() {
        starRocks.faults().on(RequestKind.OPEN_SCANNER).times(1).inject(new Fault.ScanStatus(MEMORY_LIMIT_EXCEEDED, "Memory of process exceed limit"));
        starRocks.faults().on(RequestKind.OPEN_SCANNER).after(1).times(1).inject(new Fault.ScanStatus(INVALID_ARGUMENT, "no"));
        starRocks.faults().on(RequestKind.OPEN_SCANNER).after(2).inject(new Fault.ResetBeforeBody());

        final TestRunner runner = scan(new CSVRecordSetWriter(), flow.plan("one_tablet"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst().assertAttributeEquals("starrocks.error.reason", "INVALID");
    }

    @Test
    void valuesThatAReplicaCannotSendAreNotReadFromTheNext() {
        final FaultRule opened = starRocks.faults().on(RequestKind.OPEN_SCANNER).inject(new Fault.Delay(Duration.ZERO));
        starRocks.faults().on(RequestKind.GET_NEXT).after(1).inject(new Fault.ScanStatus(INVALID_ARGUMENT, "Fail to convert data to arrow: map keys are NULL"));

        final TestRunner runner = scan(new CSVRecordSetWriter(), flow.plan("one_tablet"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst().assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(opened.hits()).isEqualTo(1);
    }

    @Test
    void aBatchThatTheBackendCannotSendIsReadAgainWithFewerRows() {
        final FaultRule opened = starRocks.faults().on(RequestKind.OPEN_SCANNER).inject(new Fault.Delay(Duration.ZERO));
        starRocks.maxScanColumnBytes(BATCH_BYTES);

        final MockFlowFile scanned = scanned(new CSVRecordSetWriter(), flow.plan("one_tablet").getFirst());

        assertEveryRowOnce(scanned);
        assertThat(opened.hits()).isEqualTo(2);
    }

    @Test
    void aRowThatTheBackendCannotSendGoesToFailure() throws Exception {
        final FaultRule opened = starRocks.faults().on(RequestKind.OPEN_SCANNER).inject(new Fault.Delay(Duration.ZERO));
        starRocks.maxScanColumnBytes(1);
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();

        final TestRunner runner = scan(new CSVRecordSetWriter(), List.of(planned));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(planned.toByteArray());
        failed.assertAttributeEquals("starrocks.error.reason", "BATCH_TOO_LARGE");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("Capacity error", "Batches of one row were tried");
        assertThat(opened.hits()).as("batches of 4096, 512, 64, 8 and 1 rows").isEqualTo(5);
    }

    @Test
    void rowsThatExceedTheHeapAreReadAgainWithSmallerBatches() {
        final FaultRule opened = starRocks.faults().on(RequestKind.OPEN_SCANNER).inject(new Fault.Delay(Duration.ZERO));

        final TestRunner runner = scan(new ExhaustingWriter(2), flow.plan("one_tablet"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        assertEveryRowOnce(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst());
        assertThat(opened.hits()).isEqualTo(3);
    }

    @Test
    void rowsThatExceedTheHeapOneByOneGoToFailure() {
        final TestRunner runner = scan(new ExhaustingWriter(Integer.MAX_VALUE), flow.plan("one_tablet"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst().assertAttributeEquals("starrocks.error.reason", "BATCH_TOO_LARGE");
    }

    /** The first attempts run out of memory when their output has a header. */
    private static final class ExhaustingWriter extends CSVRecordSetWriter {

        private final int attempts;
        private int created;

        private ExhaustingWriter(final int attempts) {
            this.attempts = attempts;
        }

        @Override
        public RecordSetWriter createWriter(final ComponentLog logger, final RecordSchema schema, final OutputStream out, final Map<String, String> variables)
                throws SchemaNotFoundException, IOException {
            created++;
            if (created <= attempts) {
                out.write("id,note\n".getBytes(StandardCharsets.UTF_8));
                throw new OutOfMemoryError("Java heap space");
            }
            return super.createWriter(logger, schema, out, variables);
        }
    }

    @Test
    void aWriterThatCannotWriteAValueFailsAtOnceAndLeavesThePlan() throws Exception {
        final FaultRule opened = starRocks.faults().on(RequestKind.OPEN_SCANNER).inject(new Fault.Delay(Duration.ZERO));
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        final TestRunner runner = flow.scan(new AvroRecordSetWriter(), Map.of("Schema Access Strategy", "schema-text-property",
                "Schema Text", "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"note\", \"type\": \"int\"}]}"));
        runner.enqueue(planned);

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        assertThat(opened.hits()).isEqualTo(1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(planned.toByteArray());
        failed.assertAttributeEquals("starrocks.error.reason", "RECORD_WRITER");
    }

    @Test
    void everyScannerIsClosedAlsoAfterAWriterFailed() {
        final FaultRule closed = starRocks.faults().on(RequestKind.CLOSE_SCANNER).inject(new Fault.Delay(Duration.ZERO));
        final TestRunner runner = flow.scan(new AvroRecordSetWriter(), Map.of("Schema Access Strategy", "schema-text-property",
                "Schema Text", "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"note\", \"type\": \"int\"}]}"));
        runner.enqueue(flow.plan("one_tablet").getFirst());

        runner.run();

        assertThat(closed.hits()).isEqualTo(1);
    }

    @Test
    void stoppingEndsAScanThatHangsAndLeavesThePlanInItsQueue() throws Exception {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        final FaultRule hang = starRocks.faults().on(RequestKind.GET_NEXT).after(1).inject(new Fault.Delay(Duration.ofMinutes(5)));
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of());
        runner.enqueue(planned);

        ProcessorStop.whileBlocked(runner, () -> hang.hits() > 0);

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(ScanStarRocksTablet.REL_SUCCESS, 0);
        runner.assertTransferCount(ScanStarRocksTablet.REL_RETRY, 0);
        runner.assertTransferCount(ScanStarRocksTablet.REL_FAILURE, 0);
    }

    @Test
    void aStoppedScanCanBeRunAgain() throws Exception {
        final FaultRule hang = starRocks.faults().on(RequestKind.OPEN_SCANNER).times(1).inject(new Fault.Delay(Duration.ofMinutes(5)));
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of());
        runner.enqueue(flow.plan("one_tablet").getFirst());
        ProcessorStop.whileBlocked(runner, () -> hang.hits() > 0);

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        assertEveryRowOnce(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst());
    }

    @Test
    void severalTasksScanAtTheSameTime() {
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), RecordWriters.FULL_FORMATS);
        runner.setThreadCount(4);
        for (int i = 0; i < 3; i++) {
            flow.plan("orders").forEach(runner::enqueue);
        }

        runner.run(12);

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 12);
        assertThat(runner.getCounterValue("Rows Scanned")).isEqualTo(3L * ROWS);
    }

    private static TestRunner scan(final RecordSetWriterFactory writer, final List<MockFlowFile> planned) {
        final TestRunner runner = flow.scan(writer, writer instanceof AvroRecordSetWriter ? Map.of() : RecordWriters.FULL_FORMATS);
        planned.forEach(runner::enqueue);
        runner.run(planned.size());
        return runner;
    }

    private static MockFlowFile scanned(final RecordSetWriterFactory writer, final MockFlowFile planned) {
        final TestRunner runner = scan(writer, List.of(planned));
        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        return runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
    }

    private static void assertEveryRowOnce(final MockFlowFile csv) {
        assertThat(csv.getContent().lines().skip(1).map(line -> Long.valueOf(line.substring(0, line.indexOf(','))).longValue()).sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, ROWS).boxed().toList());
    }

    private static String firstReplica(final MockFlowFile planned) {
        return flow.plan(planned).commonReplicas().getFirst().toString();
    }

    private static String avroSchema(final MockFlowFile flowFile) {
        final String content = flowFile.getContent();
        return content.substring(content.indexOf('{'), content.lastIndexOf("]}") + 2);
    }
}
