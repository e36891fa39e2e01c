package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests without a StarRocks cluster. */
class FetchStarRocksTabletsTest {

    private final ScanFlow flow = ScanFlow.withoutCluster();

    @AfterEach
    void closeClient() {
        flow.close();
    }

    @Test
    void aClusterOutOfReachYieldsWithoutInput() {
        final TestRunner runner = flow.fetch("orders");
        runner.setIncomingConnection(false);

        runner.run();

        runner.assertTransferCount(FetchStarRocksTablets.REL_SUCCESS, 0);
        assertThat(runner.isYieldCalled()).isTrue();
        assertThat(runner.getLogger().getErrorMessages()).isNotEmpty();
    }

    @Test
    void aClusterOutOfReachPenalizesTheInputAndReportsTheCause() {
        final TestRunner runner = flow.fetch("orders");
        runner.enqueue("request");

        runner.run();

        runner.assertAllFlowFilesTransferred(FetchStarRocksTablets.REL_FAILURE, 1);
        runner.assertPenalizeCount(1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
        failed.assertContentEquals("request");
        failed.assertAttributeEquals("starrocks.error.reason", "UNAVAILABLE");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("127.0.0.1:1");
    }

    @Test
    void aTableNameThatEvaluatesToNothingIsInvalidAndNotPenalized() {
        final TestRunner runner = flow.fetch("${table}");
        runner.enqueue("request");

        runner.run();

        runner.assertAllFlowFilesTransferred(FetchStarRocksTablets.REL_FAILURE, 1);
        runner.assertPenalizeCount(0);
        runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().assertAttributeEquals("starrocks.error.reason", "INVALID");
    }

    @Test
    void aColumnNamedTwiceIsInvalid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(FetchStarRocksTablets.COLUMNS, "id, ${column}");
        runner.enqueue("request", Map.of("column", "ID"));

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().getAttribute("starrocks.error.message"))
                .contains("names [ID] twice");
    }

    @Test
    void nothingHappensWithoutInputWhenThereIsAConnection() {
        final TestRunner runner = flow.fetch("orders");
        runner.setIncomingConnection(true);

        runner.run();

        assertThat(runner.isYieldCalled()).isFalse();
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void verificationNamesWhatCannotBeReached() {
        final TestRunner runner = flow.fetch("orders");

        final List<ConfigVerificationResult> results = ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of());

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.getExplanation()).contains("127.0.0.1:1");
        });
    }

    @Test
    void noTabletPerFlowFileIsInvalid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(FetchStarRocksTablets.TABLETS_PER_FLOW_FILE, "0");

        runner.assertNotValid();
    }
}
