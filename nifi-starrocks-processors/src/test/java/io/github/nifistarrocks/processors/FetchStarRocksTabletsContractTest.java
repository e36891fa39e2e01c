package io.github.nifistarrocks.processors;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanDocumentJson;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
                CREATE TABLE shop.visits (id BIGINT NOT NULL, users BITMAP BITMAP_UNION) AGGREGATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 2;
                INSERT INTO shop.orders SELECT X, DATE '2024-02-29', X / 4, 'note ' || X FROM SYSTEM_RANGE(1, 200);
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
            flowFile.assertAttributeEquals("mime.type", "application/json");
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
        runner.setProperty(FetchStarRocksTablets.TABLETS_PER_FLOW_FILE, "100");

        final List<MockFlowFile> planned = ScanFlow.plan(runner);

        assertThat(planned).hasSizeLessThan(6);
        for (final MockFlowFile flowFile : planned) {
            final PlanDocument plan = read(flowFile);
            assertThat(plan.tablets()).allSatisfy(tablet -> assertThat(tablet.replicas()).isEqualTo(plan.commonReplicas()));
            flowFile.assertAttributeEquals("starrocks.tablet.count", Integer.toString(plan.tablets().size()));
        }
    }

    @Test
    void columnsAreSelectedInTheOrderGivenAndSpelledAsTheTableDoes() throws Exception {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(FetchStarRocksTablets.COLUMNS, "`NOTE`, Id");

        assertThat(read(ScanFlow.plan(runner).getFirst()).columns()).extracting(PlannedColumn::name).containsExactly("note", "id");
    }

    @Test
    void aPlanWithNothingToReadIsOneFlowFileWithoutTablets() throws Exception {
        final TestRunner runner = flow.fetch("empty_orders");
        runner.setProperty(FetchStarRocksTablets.FILTER, "1 = 0");

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
        runner.setProperty(FetchStarRocksTablets.FILTER, "id <= ${limit}");
        runner.enqueue("request", Map.of("table", "orders", "limit", "10", "customer", "c-1"));

        runner.run();

        runner.assertTransferCount(FetchStarRocksTablets.REL_ORIGINAL, 1);
        runner.assertTransferCount(FetchStarRocksTablets.REL_FAILURE, 0);
        final List<MockFlowFile> planned = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS);
        assertThat(planned).isNotEmpty().allSatisfy(flowFile -> flowFile.assertAttributeEquals("customer", "c-1"));
        assertThat(runner.getProvenanceEvents()).noneMatch(event -> event.getEventType() == ProvenanceEventType.RECEIVE);
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
        runner.setProperty(FetchStarRocksTablets.COLUMNS, "id, colour");
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
        runner.setProperty(FetchStarRocksTablets.FILTER, "id ORDER BY id");
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

    private static PlanDocument read(final MockFlowFile flowFile) throws Exception {
        return PlanDocumentJson.read(new ByteArrayInputStream(flowFile.toByteArray()));
    }
}
