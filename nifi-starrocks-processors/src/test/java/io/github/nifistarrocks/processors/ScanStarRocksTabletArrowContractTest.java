package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tablets as Arrow streams, read by Arrow's own reader and by that of npm. */
class ScanStarRocksTabletArrowContractTest {

    private static final int ROWS = 20_000;

    private static StarRocksEmulator starRocks;
    private static ScanFlow flow;

    @TempDir
    private Path folder;

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
                    amount DECIMAL(38, 10), day DATE, ts DATETIME, c CHAR(10), v VARCHAR(100), tags ARRAY<VARCHAR(10)>, m MAP<VARCHAR(10), INT>,
                    s STRUCT<x INT, y VARCHAR(5)>) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1;
                INSERT INTO shop.orders SELECT X, DATE '2024-02-29', X / 4.0, TIMESTAMP '2024-12-31 23:59:59.999999', 'note ' || X FROM SYSTEM_RANGE(1, 20000);
                INSERT INTO shop.one_tablet SELECT X, 'note ' || X FROM SYSTEM_RANGE(1, 20000);
                INSERT INTO shop.every_type (id, flag, tiny, small, big, huge, f, d, amount, day, ts, c, v) VALUES (1, TRUE, -128, -32768, -9223372036854775808,
                    170141183460469231731687303715884105727, 0.5, 0.1, 1234567890123456789012345678.0123456789, DATE '1900-03-01',
                    TIMESTAMP '2024-03-10 02:30:00.000001', 'c', 'text');
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
    }

    @Test
    void allStreamsTogetherHaveEveryRowOnce() {
        final TestRunner runner = scan(flow.plan("orders"));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 4);
        final List<List<Object>> rows = new ArrayList<>();
        for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS)) {
            final ArrowContent content = ArrowContent.of(flowFile.toByteArray());
            rows.addAll(content.rows());
            flowFile.assertAttributeEquals("record.count", Integer.toString(content.rows().size()));
        }
        rows.sort(Comparator.comparing(row -> (Long) row.getFirst()));
        assertThat(rows).isEqualTo(LongStream.rangeClosed(1, ROWS).mapToObj(id -> row(id, price(id), id)).toList());
        assertThat(runner.getCounterValue("Rows Scanned")).isEqualTo(ROWS);
    }

    /** Those of an independent implementation. */
    @Test
    @Tag("proof-scanning")
    void anotherReaderHasEveryRowOnce() throws IOException {
        final NodeArrow node = NodeArrow.in(folder);
        final List<MockFlowFile> scanned = scan(flow.plan("orders")).getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS);
        for (int i = 0; i < scanned.size(); i++) {
            node.add("orders" + i, scanned.get(i).toByteArray());
        }

        node.read();

        final List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < scanned.size(); i++) {
            assertThat(node.fields("orders" + i)).containsExactly("[\"id\",false]", "[\"day\",true]", "[\"price\",true]", "[\"placed\",true]",
                    "[\"note\",true]");
            for (final JsonNode row : node.rows("orders" + i)) {
                rows.add(IntStream.range(0, row.size()).mapToObj(column -> (Object) row.get(column).textValue()).toList());
            }
        }
        System.out.printf("Table of %d rows in %d Arrow streams, read by npm apache-arrow: %d rows%n", ROWS, scanned.size(), rows.size());
        rows.sort(Comparator.comparing(row -> Long.valueOf((String) row.getFirst())));
        assertThat(rows).isEqualTo(LongStream.rangeClosed(1, ROWS).mapToObj(id -> row(Long.toString(id), price(id).toPlainString(), id)).toList());
    }

    private static List<Object> row(final Object id, final Object price, final long number) {
        return List.of(id, "2024-02-29", price, "2024-12-31 23:59:59.999999", "note " + number);
    }

    private static BigDecimal price(final long id) {
        return BigDecimal.valueOf(id).divide(BigDecimal.valueOf(4)).setScale(4);
    }

    @Test
    void aScannedFlowFileHasTheAttributesOfAnArrowStream() {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();

        final TestRunner runner = scan(List.of(planned));

        final MockFlowFile scanned = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        scanned.assertAttributeEquals("mime.type", "application/vnd.apache.arrow.stream");
        scanned.assertAttributeEquals("record.count", Integer.toString(ROWS));
        scanned.assertAttributeEquals("starrocks.replica", flow.plan(planned).commonReplicas().getFirst().toString());
        scanned.assertAttributeNotExists("starrocks.warning");
        assertThat(runner.getProvenanceEvents()).filteredOn(event -> event.getEventType() == ProvenanceEventType.FETCH).hasSize(1);
    }

    @Test
    void allBatchesAreInOneStream() {
        final ArrowContent content = ArrowContent.of(scanned(flow.plan("one_tablet").getFirst()).toByteArray());

        assertThat(content.batches()).isGreaterThanOrEqualTo(5);
        assertEveryRowOnce(content);
    }

    @Test
    void everyTypeIsWhatABackendSends() {
        final ArrowContent content = ArrowContent.of(scanned(flow.plan("every_type").getFirst()).toByteArray());

        assertThat(content.schema().getFields()).extracting(Field::toString).containsExactly("id: Int(32, true) not null", "flag: Bool", "tiny: Int(8, true)",
                "small: Int(16, true)", "big: Int(64, true)", "huge: Utf8", "f: FloatingPoint(SINGLE)", "d: FloatingPoint(DOUBLE)",
                "amount: Decimal(38, 10, 128)", "day: Utf8", "ts: Utf8", "c: Utf8", "v: Utf8", "tags: List<item: Utf8>",
                "m: Map(false)<entries: Struct<key: Utf8 not null, value: Int(32, true)> not null>", "s: Struct<x: Int(32, true), y: Utf8>");
        assertThat(content.rows()).containsExactlyInAnyOrder(
                Arrays.asList(1, true, (byte) -128, (short) -32768, Long.MIN_VALUE, "170141183460469231731687303715884105727", 0.5f, 0.1,
                        new BigDecimal("1234567890123456789012345678.0123456789"), "1900-03-01", "2024-03-10 02:30:00.000001", "c", "text", null, null, null),
                Arrays.asList(2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void aTabletWithoutRowsHasTheSchemaOfOneWithRows() {
        final TestRunner fetch = flow.fetch("every_type");
        fetch.setProperty(PlanningProperties.FILTER, "id = 4711");

        final MockFlowFile empty = scanned(ScanFlow.plan(fetch).getFirst());

        empty.assertAttributeEquals("record.count", "0");
        empty.assertAttributeEquals("mime.type", "application/vnd.apache.arrow.stream");
        assertThat(ArrowContent.of(empty.toByteArray()).batches()).isZero();
        assertThat(ArrowContent.of(empty.toByteArray()).schema())
                .isEqualTo(ArrowContent.of(scanned(flow.plan("every_type").getFirst()).toByteArray()).schema());
    }

    @Test
    void rowsOfAReplicaThatFailsDuringTheScanAreDropped() {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        starRocks.faults().on(RequestKind.GET_NEXT).after(2).times(1).inject(new Fault.ResetBeforeBody());

        final MockFlowFile scanned = scanned(planned);

        assertThat(scanned.getAttribute("starrocks.replica")).isNotEqualTo(flow.plan(planned).commonReplicas().getFirst().toString());
        assertEveryRowOnce(scanned);
    }

    @Test
    void aBatchOfAnotherSchemaIsFollowedByTheNextReplica() {
        starRocks.faults().on(RequestKind.GET_NEXT).after(1).times(1).inject(new Fault.OtherRows(ScanStarRocksTabletArrowContractTest::withOtherName));

        assertEveryRowOnce(scanned(flow.plan("one_tablet").getFirst()));
    }

    @Test
    void batchesOfAnotherSchemaOnEveryReplicaFailAndLeaveThePlan() throws IOException {
        final MockFlowFile planned = flow.plan("one_tablet").getFirst();
        final byte[] plan = planned.toByteArray();
        final AtomicInteger batches = new AtomicInteger();
        starRocks.faults().on(RequestKind.GET_NEXT).inject(new Fault.OtherRows(rows -> batches.getAndIncrement() % 2 == 0 ? rows : withOtherName(rows)));

        final TestRunner runner = scan(List.of(planned));

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(plan);
        failed.assertAttributeEquals("starrocks.error.reason", "PROTOCOL");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("its schema differs from that of the previous batches", "[shop.one_tablet]");
    }

    /** The first occurrence of the name is that in the schema. */
    private static byte[] withOtherName(final byte[] rows) {
        return new String(rows, StandardCharsets.ISO_8859_1).replaceFirst("note", "nota").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void stoppingEndsAScanThatHangsAndLeavesThePlanInItsQueue() throws Exception {
        final FaultRule hang = starRocks.faults().on(RequestKind.GET_NEXT).after(1).inject(new Fault.Delay(Duration.ofMinutes(5)));
        final TestRunner runner = flow.scanAsArrow();
        runner.enqueue(flow.plan("one_tablet").getFirst());

        ProcessorStop.whileBlocked(runner, () -> hang.hits() > 0);

        runner.assertQueueNotEmpty();
        Stream.of(ScanStarRocksTablet.REL_SUCCESS, ScanStarRocksTablet.REL_RETRY, ScanStarRocksTablet.REL_FAILURE)
                .forEach(relationship -> runner.assertTransferCount(relationship, 0));
        assertThat(starRocks.openScanners()).isZero();
    }

    @Test
    void noRecordWriterIsRequired() {
        flow.scanAsArrow().assertValid();
    }

    private static TestRunner scan(final List<MockFlowFile> planned) {
        final TestRunner runner = flow.scanAsArrow();
        planned.forEach(runner::enqueue);
        runner.run(planned.size());
        return runner;
    }

    private static MockFlowFile scanned(final MockFlowFile planned) {
        final TestRunner runner = scan(List.of(planned));
        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        return runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
    }

    private static void assertEveryRowOnce(final MockFlowFile scanned) {
        assertEveryRowOnce(ArrowContent.of(scanned.toByteArray()));
    }

    private static void assertEveryRowOnce(final ArrowContent content) {
        assertThat(content.rows().stream().map(row -> (Long) row.getFirst()).sorted().toList())
                .isEqualTo(LongStream.rangeClosed(1, ROWS).boxed().toList());
    }
}
