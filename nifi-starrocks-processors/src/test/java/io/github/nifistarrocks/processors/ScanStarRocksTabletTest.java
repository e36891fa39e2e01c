package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.util.Map;

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

    private static final String PLAN = """
            {"version": 1, "database": "shop", "table": "orders",
             "columns": [{"name": "id", "type": "BIGINT", "nullable": false}, {"name": "note", "type": "VARCHAR", "nullable": true}],
             "sql": "", "tablets": [%s], "plan": "%s"}""";
    private static final String EMPTY_PLAN = PLAN.formatted("", "");
    private static final String UNREACHABLE = PLAN.formatted("{\"id\": 10001, \"version\": 2, \"replicas\": [\"127.0.0.1:1\", \"127.0.0.1:2\"]}", "cGxhbg==");

    private final ScanFlow flow = ScanFlow.withoutCluster();

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
    void aPlanWithNothingToReadGivesNoRecordsAsJson() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(EMPTY_PLAN, Map.of("fragment.identifier", "plan-1"));

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
    void aPlanWithNothingToReadGivesAHeaderAsCsv() {
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of());
        runner.enqueue(EMPTY_PLAN);

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst().getContent()).isEqualToIgnoringNewLines("id,note\n");
    }

    @Test
    void aPlanWithNothingToReadGivesASchemaAsAvro() {
        final TestRunner runner = flow.scan(new AvroRecordSetWriter(), Map.of());
        runner.enqueue(EMPTY_PLAN);

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst().getContent()).contains("\"name\":\"note\"");
    }

    @Test
    void unreachableReplicasSendThePlanUnchangedToRetry() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(UNREACHABLE);

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_RETRY, 1);
        runner.assertPenalizeCount(1);
        final MockFlowFile retried = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_RETRY).getFirst();
        retried.assertContentEquals(UNREACHABLE);
        retried.assertAttributeEquals("starrocks.error.reason", "UNAVAILABLE");
        assertThat(retried.getAttribute("starrocks.error.message")).contains("shop.orders", "10001", "127.0.0.1:1", "127.0.0.1:2", "can be scanned again");
    }

    @Test
    void tabletsWithoutACommonReplicaFail() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(PLAN.formatted("{\"id\": 1, \"version\": 2, \"replicas\": [\"a:1\"]}, {\"id\": 2, \"version\": 2, \"replicas\": [\"b:1\"]}",
                "cGxhbg=="));

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        assertThat(runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst().getAttribute("starrocks.error.message"))
                .contains("No BE has all of the 2 tablets");
    }

    @Test
    void aWriterThatFailsSendsThePlanUnchangedToFailure() throws IOException {
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", "${schema}"));
        runner.enqueue(EMPTY_PLAN, Map.of("schema", "this is no schema"));

        runner.run();

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertContentEquals(EMPTY_PLAN);
        failed.assertAttributeEquals("starrocks.error.reason", "RECORD_WRITER");
    }

    @Test
    void anErrorOfAPreviousAttemptIsRemovedBySuccess() {
        final TestRunner runner = flow.scan(new JsonRecordSetWriter(), Map.of());
        runner.enqueue(EMPTY_PLAN, Map.of("starrocks.error.message", "old", "starrocks.error.reason", "OLD"));

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
