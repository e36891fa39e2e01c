package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** FetchStarRocksTablets with Bytes per FlowFile. In the emulator a row has 100 bytes. */
class FetchTabletSizesContractTest {

    private static StarRocksEmulator starRocks;
    private static ScanFlow flow;

    @BeforeAll
    static void startCluster() throws Exception {
        starRocks = StarRocksEmulator.builder().backends(1).start();
        starRocks.execute("""
                CREATE DATABASE shop;
                CREATE TABLE shop.orders (id INT NOT NULL) DUPLICATE KEY (id) PARTITION BY RANGE (id) (
                    PARTITION p1 VALUES LESS THAN ("100"), PARTITION p2 VALUES LESS THAN ("200"), PARTITION p3 VALUES LESS THAN ("300"),
                    PARTITION p4 VALUES LESS THAN ("400")) DISTRIBUTED BY HASH (id) BUCKETS 1
                """);
        insert(0, 40);
        insert(100, 10);
        insert(200, 10);
        insert(300, 30);
        flow = new ScanFlow(starRocks.frontendUrls());
    }

    private static void insert(final int first, final int count) {
        starRocks.execute("INSERT INTO shop.orders VALUES " + String.join(", ", IntStream.range(first, first + count).mapToObj("(%d)"::formatted).toList()));
    }

    @AfterAll
    static void stopCluster() {
        flow.close();
        starRocks.close();
    }

    @AfterEach
    void clearFaults() {
        starRocks.faults().clear();
    }

    @Test
    void flowFilesAreLimitedByTheSizesOfTheirTablets() {
        final TestRunner runner = sized("3 KB");

        assertThat(counts(ScanFlow.plan(runner))).containsExactly("1", "2", "1");
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();
    }

    @Test
    void sizesOfSelectedPartitionsAreEnough() {
        final TestRunner runner = sized("3 KB");
        runner.setProperty(PlanningProperties.PARTITIONS, "p2, p3, p4");

        assertThat(counts(ScanFlow.plan(runner))).containsExactly("2", "1");
    }

    @Test
    void withoutSizesTheNumberIsTheLimitAndOneWarningSaysSo() {
        starRocks.faults().on(RequestKind.SQL).inject(new Fault.Reply(404, "text/html", "Not Found"));
        final TestRunner runner = sized("3 KB");
        runner.setIncomingConnection(false);

        runner.run(1, false);
        runner.run(1, true, false);

        assertThat(counts(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS))).containsExactly("4", "4");
        assertThat(runner.getLogger().getWarnMessages()).singleElement().extracting(LogMessage::getMsg).asString()
                .contains("Bytes per FlowFile is ignored for [shop.orders]", "HTTP 404");
    }

    @Test
    void withoutALimitOfBytesSizesAreNotRead() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "3");
        starRocks.requests().clear();

        assertThat(counts(ScanFlow.plan(runner))).containsExactly("3", "1");
        assertThat(starRocks.requests().to("/sql")).isEmpty();
    }

    private static TestRunner sized(final String bytes) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "100");
        runner.setProperty(PlanningProperties.BYTES_PER_FLOW_FILE, bytes);
        return runner;
    }

    private static List<String> counts(final List<MockFlowFile> planned) {
        return planned.stream().map(flowFile -> flowFile.getAttribute("starrocks.tablet.count")).toList();
    }
}
