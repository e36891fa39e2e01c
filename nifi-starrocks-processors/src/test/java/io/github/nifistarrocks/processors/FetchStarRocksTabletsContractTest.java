package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.plan.QueryPlan;
import io.github.nifistarrocks.processors.option.scan.EmptyParameters;
import io.github.nifistarrocks.processors.option.scan.UnsupportedColumns;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FetchStarRocksTabletsContractTest {

    private static StarRocksEmulator starRocks;
    private static ScanFlow flow;

    @BeforeAll
    static void startCluster() throws Exception {
        starRocks = StarRocksEmulator.start();
        starRocks.execute("""
                CREATE DATABASE shop;
                CREATE TABLE shop.orders (id BIGINT NOT NULL, day DATE, price DECIMAL(18, 4), note VARCHAR(100)) DUPLICATE KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS 6 PROPERTIES ("replication_num" = "2");
                CREATE TABLE shop.empty_orders (id BIGINT NOT NULL, note VARCHAR(100)) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 2;
                CREATE TABLE shop.events (day DATE NOT NULL, id INT, name VARCHAR(100), ts DATETIME, ok BOOLEAN) DUPLICATE KEY (day)
                    PARTITION BY RANGE (day) (PARTITION p2024 VALUES LESS THAN ("2025-01-01"), PARTITION p2025 VALUES LESS THAN ("2026-01-01"))
                    DISTRIBUTED BY HASH (id) BUCKETS 2;
                CREATE TABLE shop.users (id BIGINT NOT NULL, photo VARBINARY, balance DECIMAL(76, 10), name VARCHAR(10)) DUPLICATE KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS 1;
                CREATE TABLE shop.sketches (id BIGINT NOT NULL, visitors BITMAP BITMAP_UNION, uniques HLL HLL_UNION) AGGREGATE KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS 1;
                CREATE TABLE shop.visits (id BIGINT NOT NULL, users BITMAP BITMAP_UNION) AGGREGATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 2;
                INSERT INTO shop.orders SELECT X, DATE '2024-02-29', X / 4, 'note ' || X FROM SYSTEM_RANGE(1, 200);
                INSERT INTO shop.events VALUES (DATE '2024-05-05', -5, 'it''s \\\\ here', TIMESTAMP '2024-05-05 10:20:30.000001', TRUE);
                INSERT INTO shop.events VALUES (DATE '2025-05-05', 7, 'other', TIMESTAMP '2025-05-05 00:00:00', FALSE);
                INSERT INTO shop.users VALUES (1, X'01', 1.5, 'a');
                """);
        flow = new ScanFlow(starRocks.frontendUrls());
    }

    @AfterAll
    static void stopCluster() {
        flow.close();
        starRocks.close();
    }

    @AfterEach
    void endFaults() {
        starRocks.faults().clear();
    }

    @Test
    void everyTabletBecomesOneFlowFileWithItsPlace() throws Exception {
        final List<MockFlowFile> planned = flow.plan("orders");

        assertThat(planned).hasSize(6);
        final String identifier = planned.getFirst().getAttribute("fragment.identifier");
        final List<Long> tablets = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            final MockFlowFile flowFile = planned.get(i);
            final PlanDocument plan = read(flowFile);
            tablets.addAll(plan.tabletIds());
            flowFile.assertAttributeEquals("fragment.identifier", identifier);
            flowFile.assertAttributeEquals("fragment.index", Integer.toString(i));
            flowFile.assertAttributeEquals("fragment.count", "6");
            flowFile.assertAttributeEquals("starrocks.database", "shop");
            flowFile.assertAttributeEquals("starrocks.table", "orders");
            flowFile.assertAttributeEquals("starrocks.tablet.count", "1");
            flowFile.assertAttributeEquals("starrocks.tablet.ids", plan.tabletIds().getFirst().toString());
            flowFile.assertAttributeEquals("mime.type", "application/x-ndjson");
            flowFile.assertAttributeEquals("filename", "shop.orders.%s.%d".formatted(identifier, i));
        }
        assertThat(tablets).doesNotHaveDuplicates().hasSize(6);
    }

    @Test
    void planHasColumnsReplicasAndStatement() throws Exception {
        final PlanDocument plan = read(flow.plan("orders").getFirst());

        assertThat(plan.columns()).extracting(PlannedColumn::name).containsExactly("id", "day", "price", "note");
        assertThat(plan.columns()).extracting(PlannedColumn::type).extracting(Object::toString)
                .containsExactly("BIGINT", "DATE", "DECIMAL(18,4)", "VARCHAR(100)");
        assertThat(plan.sql()).contains("`shop`.`orders`");
        assertThat(plan.commonReplicas()).hasSize(2);
        assertThat(plan.opaquePlan()).isNotEmpty();
    }

    @Test
    void firstChoicesAreSpreadOverTheBackends() throws Exception {
        final Map<HostPort, Integer> uses = new HashMap<>();
        for (final MockFlowFile flowFile : flow.plan("orders")) {
            uses.merge(read(flowFile).commonReplicas().getFirst(), 1, Integer::sum);
        }

        assertThat(uses).hasSize(3).allSatisfy((backend, count) -> assertThat(count).isEqualTo(2));
    }

    @Test
    void tabletsOfTheSameBackendsShareAFlowFile() throws Exception {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "100");

        final List<MockFlowFile> planned = ScanFlow.plan(runner);

        assertThat(planned).hasSizeLessThan(6);
        for (final MockFlowFile flowFile : planned) {
            final PlanDocument plan = read(flowFile);
            assertThat(plan.tablets()).allSatisfy(tablet -> assertThat(tablet.replicas()).isEqualTo(plan.commonReplicas()));
            flowFile.assertAttributeEquals("starrocks.tablet.count", Integer.toString(plan.tablets().size()));
        }
    }

    @Test
    void sourceOnAllNodesOfAClusterWarnsOnceThatEachNodeReadsTheWholeTable() throws Exception {
        final TestRunner runner = onAllNodes();
        runner.setIncomingConnection(false);

        runner.run(2, false);
        runner.run(1, true, false);

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS)).hasSize(18);
        assertThat(runner.getLogger().getWarnMessages()).singleElement().extracting(LogMessage::getMsg).asString()
                .contains("Each node of the cluster plans and reads the whole table", "Primary node");
    }

    @Test
    void sourceOnAllNodesWarnsAgainWhenItIsStartedAgain() throws Exception {
        final TestRunner runner = onAllNodes();
        runner.setIncomingConnection(false);

        runner.run();
        runner.run();

        assertThat(runner.getLogger().getWarnMessages()).hasSize(2);
    }

    @Test
    void plansForIncomingFlowFilesAreMadeOnAllNodesWithoutAWarning() throws Exception {
        final TestRunner runner = onAllNodes();
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS)).hasSize(6);
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
    }

    private static TestRunner onAllNodes() throws Exception {
        final TestRunner runner = flow.fetch("orders");
        runner.setIsConfiguredForClustering(true);
        runner.setClustered(true);
        return runner;
    }

    @Test
    void columnsAreSelectedInTheOrderGivenAndSpelledAsTheTableDoes() throws Exception {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.COLUMNS, "`NOTE`, Id");

        assertThat(read(ScanFlow.plan(runner).getFirst()).columns()).extracting(PlannedColumn::name).containsExactly("note", "id");
    }

    @Test
    void aPlanWithNothingToReadIsOneFlowFileWithoutTablets() throws Exception {
        final TestRunner runner = flow.fetch("empty_orders");
        runner.setProperty(PlanningProperties.FILTER, "1 = 0");

        final List<MockFlowFile> planned = ScanFlow.plan(runner);

        assertThat(planned).hasSize(1);
        planned.getFirst().assertAttributeEquals("fragment.count", "1");
        planned.getFirst().assertAttributeEquals("starrocks.tablet.count", "0");
        assertThat(read(planned.getFirst()).tablets()).isEmpty();
        assertThat(read(planned.getFirst()).columns()).hasSize(2);
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void aSourceReportsReceive() {
        final TestRunner runner = flow.fetch("orders");
        ScanFlow.plan(runner);

        final List<ProvenanceEventRecord> received = runner.getProvenanceEvents().stream().filter(event -> event.getEventType() == ProvenanceEventType.RECEIVE)
                .toList();
        assertThat(received).hasSize(6)
                .allSatisfy(event -> assertThat(event.getTransitUri())
                        .isEqualTo("starrocks://%s/shop/orders".formatted(starRocks.frontendUrls().getFirst().getAuthority())));
    }

    @Test
    void anInputNamesTheTableAndGoesToOriginal() {
        final TestRunner runner = flow.fetch("${table}");
        runner.setProperty(PlanningProperties.FILTER, "id <= ${limit}");
        runner.enqueue("request", Map.of("table", "orders", "limit", "10", "customer", "c-1"));

        runner.run();

        runner.assertTransferCount(FetchStarRocksTablets.REL_ORIGINAL, 1);
        runner.assertTransferCount(FetchStarRocksTablets.REL_FAILURE, 0);
        final List<MockFlowFile> planned = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS);
        assertThat(planned).isNotEmpty().allSatisfy(flowFile -> flowFile.assertAttributeEquals("customer", "c-1"));
        assertThat(runner.getProvenanceEvents()).noneMatch(event -> event.getEventType() == ProvenanceEventType.RECEIVE);
    }

    @Test
    void attributesOfAPreviousScanAreNotInherited() {
        final TestRunner runner = flow.fetch("orders");
        runner.enqueue("request", Map.of("starrocks.error.message", "old", "starrocks.error.reason", "OLD", "starrocks.warning", "3", "record.count", "17",
                "starrocks.replica", "be:9060", "starrocks.bytes", "1", "starrocks.scan.time.ms", "2", "starrocks.columns.omitted", "c", "starrocks.label",
                "kept"));

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS)).isNotEmpty().allSatisfy(planned -> {
            assertThat(planned.getAttributes()).doesNotContainKeys("starrocks.error.message", "starrocks.error.reason", "starrocks.warning", "record.count",
                    "starrocks.replica", "starrocks.bytes", "starrocks.scan.time.ms", "starrocks.columns.omitted");
            planned.assertAttributeEquals("starrocks.label", "kept");
        });
    }

    @Test
    void eachFlowFileHasThePlanOfItsTabletsOnly() {
        final List<MockFlowFile> planned = flow.plan("orders");

        assertThat(planned).allSatisfy(flowFile -> {
            final PlanDocument plan = read(flowFile);
            assertThat(QueryPlan.decode(plan.opaquePlan()).tablets().keySet()).containsExactlyElementsOf(plan.tabletIds());
        });
    }

    @Test
    void withoutCuttingEachFlowFileHasThePlanOfAllTablets() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.CUT_PLANS, "false");

        assertThat(ScanFlow.plan(runner)).hasSize(6).allSatisfy(flowFile -> assertThat(QueryPlan.decode(read(flowFile).opaquePlan()).tablets()).hasSize(6));
    }

    @Test
    void planHasTheTimeOfItsRequest() {
        final Instant before = Instant.now();

        assertThat(read(flow.plan("orders").getFirst()).plannedAt()).isBetween(before, Instant.now());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            name = :p              | string.p   | it's \\ here
            id = :p                | number.p   | -5
            id < 1-:p              | number.p   | -5
            day = :p               | date.p     | 2024-05-05
            ts = :p                | datetime.p | 2024-05-05T10:20:30.000001
            ok = :p and id = -5    | boolean.p  | TRUE
            """)
    void parametersAreBoundFromAttributes(final String filter, final String property, final String value) {
        final TestRunner runner = flow.fetch("events");
        runner.setProperty(PlanningProperties.FILTER, filter);
        runner.setProperty(property, "${value}");
        runner.enqueue("request", Map.of("value", value));

        runner.run();

        runner.assertTransferCount(FetchStarRocksTablets.REL_FAILURE, 0);
        assertThat(scannedRows(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS))).contains(1L);
    }

    @Test
    void textOfAnAttributeCannotChangeTheFilter() {
        final TestRunner runner = flow.fetch("events");
        runner.setProperty(PlanningProperties.FILTER, "name = :name");
        runner.setProperty("string.name", "${name}");
        runner.enqueue("request", Map.of("name", "' or 1=1 -- \\"));

        runner.run();

        assertThat(scannedRows(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS))).containsOnly(0L);
    }

    @Test
    void anEmptyParameterIsNullIfSet() {
        final TestRunner runner = flow.fetch("events");
        runner.setProperty(PlanningProperties.FILTER, "name = :name");
        runner.setProperty(PlanningProperties.EMPTY_PARAMETERS, EmptyParameters.NULL);
        runner.setProperty("string.name", "${name}");
        runner.enqueue("request");

        runner.run();

        assertThat(read(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS).getFirst()).sql()).endsWith("where (name = NULL)");
    }

    @Test
    void onlyNamedPartitionsAreRead() {
        final TestRunner runner = flow.fetch("events");
        runner.setProperty(PlanningProperties.PARTITIONS, "`${partition}`");
        runner.enqueue("request", Map.of("partition", "p2025"));

        runner.run();

        final List<MockFlowFile> planned = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS);
        assertThat(planned).hasSize(2);
        assertThat(read(planned.getFirst()).sql()).contains("`shop`.`events` partition (`p2025`)");
    }

    @Test
    void unsupportedColumnsAreNamedBeforeTheScan() {
        final MockFlowFile failed = failed("sketches", Map.of());

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("[visitors] BITMAP, [uniques] HLL", "Unsupported Columns")
                .doesNotContain("VARBINARY");
    }

    @Test
    void newerTypesAreNamedBeforeTheScan() {
        final MockFlowFile failed = failed("users", Map.of());

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[photo] VARBINARY", "[balance] DECIMAL(76,10)",
                "BEs Send VARBINARY and DECIMAL256");
    }

    @Test
    void newerTypesAreReadIfTheBackendsSendThem() {
        final TestRunner runner = flow.fetch("users");
        runner.setProperty(PlanningProperties.NEWER_TYPES, "true");

        assertThat(read(ScanFlow.plan(runner).getFirst()).columns()).extracting(PlannedColumn::name).containsExactly("id", "photo", "balance", "name");
    }

    @Test
    void unsupportedColumnsAreOmittedIfSet() {
        final TestRunner runner = flow.fetch("users");
        runner.setProperty(PlanningProperties.UNSUPPORTED_COLUMNS, UnsupportedColumns.OMIT);

        final MockFlowFile planned = ScanFlow.plan(runner).getFirst();

        assertThat(read(planned).columns()).extracting(PlannedColumn::name).containsExactly("id", "name");
        planned.assertAttributeEquals("starrocks.columns.omitted", "photo,balance");
        assertThat(scannedRows(List.of(planned))).containsOnly(1L);
    }

    @Test
    void aTableWithNothingButUnsupportedColumnsIsRefused() {
        assertThat(failed("sketches", Map.of("Columns", "visitors, uniques", "Unsupported Columns", "OMIT")).getAttribute("starrocks.error.message"))
                .contains("[visitors] BITMAP");
    }

    @Test
    void aRefusedStatementIsShown() {
        assertThat(failed("orders", Map.of("Filter", "colour = 'Top7Secret'")).getAttribute("starrocks.error.message"))
                .contains("Invalid SQL. ", "The statement was: select `id`, `day`, `price`, `note` from `shop`.`orders` where (colour = 'Top7Secret')");
    }

    @Test
    void aRefusedStatementIsShownWithoutValuesOfRows() {
        try (ScanFlow hidden = ScanFlow.withoutRowData(starRocks.frontendUrls())) {
            final TestRunner runner = hidden.fetch("orders");
            runner.setProperty(PlanningProperties.FILTER, "colour = 'Top7Secret' and id < 4711");
            runner.enqueue("request");

            runner.run();

            assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().getAttribute("starrocks.error.message"))
                    .contains("where (colour = *** and id < ***)").doesNotContain("Top7Secret", "4711");
        }
    }

    private static MockFlowFile failed(final String table, final Map<String, String> properties) {
        final TestRunner runner = flow.fetch(table);
        properties.forEach(runner::setProperty);
        runner.enqueue("request");
        runner.run();
        return runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
    }

    /** The number of rows of each FlowFile. */
    private static List<Long> scannedRows(final List<MockFlowFile> planned) {
        final TestRunner scan = flow.scan(new CSVRecordSetWriter(), RecordWriters.FULL_FORMATS);
        planned.forEach(scan::enqueue);
        scan.run(planned.size());
        scan.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, planned.size());
        return scan.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).stream().map(flowFile -> Long.valueOf(flowFile.getAttribute("record.count")))
                .toList();
    }

    @Test
    void oneInputIsPlannedAtEachRun() {
        final TestRunner runner = flow.fetch("orders");
        runner.enqueue("one");
        runner.enqueue("two");

        runner.run();

        runner.assertTransferCount(FetchStarRocksTablets.REL_ORIGINAL, 1);
        runner.assertQueueNotEmpty();
    }

    @Test
    void aMissingTableSendsTheInputToFailure() {
        final TestRunner runner = flow.fetch("nothing");
        runner.enqueue("request");

        runner.run();

        runner.assertAllFlowFilesTransferred(FetchStarRocksTablets.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "NOT_FOUND");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("nothing");
    }

    @Test
    void aMissingColumnIsNamedWithThoseOfTheTable() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.COLUMNS, "id, colour");
        runner.enqueue("request");

        runner.run();

        final MockFlowFile failed = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("[colour]").contains("[id, day, price, note]");
    }

    @Test
    void aColumnThatCannotBeScannedIsRefusedByThePlanner() {
        final TestRunner runner = flow.fetch("visits");
        runner.enqueue("request");

        runner.run();

        final MockFlowFile failed = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
        assertThat(failed.getAttribute("starrocks.error.message")).contains("[users]").contains("cannot be scanned");
    }

    /** The newer interface for schemas replies HTTP 500 without a message (fe-recordings, 700, 701). */
    @Test
    void missingPrivilegeIsNamedAndGoesToFailure() {
        starRocks.execute("CREATE USER 'inserter' IDENTIFIED BY 'insert-only'; GRANT INSERT ON TABLE shop.orders TO USER 'inserter'");
        try (ScanFlow inserter = new ScanFlow(starRocks.frontendUrls(), "inserter", "insert-only")) {
            final TestRunner runner = inserter.fetch("orders");
            runner.enqueue("request");

            runner.run();

            final MockFlowFile failed = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
            failed.assertAttributeEquals("starrocks.error.reason", "DENIED");
            assertThat(failed.getAttribute("starrocks.error.message")).contains("SELECT on the table");
        }
    }

    @Test
    void anInvalidFilterIsRefusedByStarRocks() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.FILTER, "id ORDER BY id");
        runner.enqueue("request");

        runner.run();

        runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().assertAttributeEquals("starrocks.error.reason", "INVALID");
    }

    @Test
    void verificationReportsTheNumberOfTablets() {
        final TestRunner runner = flow.fetch("${table}");

        final List<ConfigVerificationResult> results = ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of("table", "orders"));

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(result.getExplanation()).contains("6 tablets", "4 columns", "6 FlowFiles");
        });
    }

    @Test
    void stoppingEndsAPlanThatHangsAndLeavesTheInputInItsQueue() throws Exception {
        final FaultRule hang = starRocks.faults().on(RequestKind.QUERY_PLAN).inject(new Fault.Delay(Duration.ofMinutes(5)));
        final TestRunner runner = flow.fetch("orders");
        runner.enqueue("request");

        ProcessorStop.whileBlocked(runner, () -> hang.hits() > 0);

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(FetchStarRocksTablets.REL_FAILURE, 0);
    }

    private static PlanDocument read(final MockFlowFile flowFile) {
        return flow.plan(flowFile);
    }
}
