package io.github.nifistarrocks.processors;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        runner.setProperty(PlanningProperties.COLUMNS, "id, ${column}");
        runner.enqueue("request", Map.of("column", "ID"));

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().getAttribute("starrocks.error.message"))
                .contains("names [ID] twice");
    }

    @Test
    void aParameterWithAnotherTypeIsInvalidAndItsValueIsNamed() {
        final MockFlowFile failed = failed("id > :id", Map.of("number.id", "${id}"), Map.of("id", "1 or 1=1"));

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID");
        failed.assertAttributeEquals("starrocks.error.message", "Property [number.id]: the value [1 or 1=1] is not a decimal number, such as -12.5");
    }

    @Test
    void theValueOfAParameterIsNotShownWithoutRowData() {
        try (ScanFlow hidden = ScanFlow.withoutRowData(List.of(URI.create("http://127.0.0.1:1")))) {
            final MockFlowFile failed = failed(hidden, "id > :id", Map.of("number.id", "${id}"), Map.of("id", "Top7Secret"));

            failed.assertAttributeEquals("starrocks.error.message", "Property [number.id]: the value [***] is not a decimal number, such as -12.5");
        }
    }

    @Test
    void aParameterWithoutAValueIsInvalid() {
        final MockFlowFile failed = failed("day = :day", Map.of("date.day", "${day}"), Map.of());

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("[date.day] is empty", "Empty Parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Columns", "Partitions", "Filter"})
    void aSelectionThatEvaluatesToNothingIsInvalid(final String property) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(property, "${missing}");
        runner.enqueue("request");

        runner.run();

        final MockFlowFile failed = runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("Property [%s] is empty".formatted(property));
    }

    @Test
    void aPartitionNamedTwiceIsInvalid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.PARTITIONS, "p1, ${other}");
        runner.enqueue("request", Map.of("other", "P1"));

        runner.run();

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().getAttribute("starrocks.error.message"))
                .startsWith("Partitions [").contains("names [P1] twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id > :other", "id > :id and note = 'it", "`id > 1"})
    void aFilterThatCannotBeBoundIsInvalid(final String filter) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.FILTER, filter);
        runner.setProperty("number.id", "${id}");

        runner.assertNotValid();
    }

    @Test
    void aFilterWithItsParametersIsValid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.FILTER, "id > :id and day < :day and note = ':other'");
        runner.setProperty("number.id", "${id}");
        runner.setProperty("date.day", "2026-01-01");

        runner.assertValid();
    }

    @Test
    void aParameterWithTwoTypesIsInvalid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty("number.id", "1");
        runner.setProperty("string.id", "1");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "number.", "number.a-b", "text.id", "NUMBER.id"})
    void otherDynamicPropertiesAreRefused(final String name) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(name, "1");

        runner.assertNotValid();
    }

    @Test
    void initialValuesOfMaximumValueColumnsAreValid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "`id`, day");
        runner.setProperty("initial.maxvalue.ID", "1");
        runner.setProperty("initial.maxvalue.day", "${since}");

        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"initial.maxvalue.other", "initial.maxvalue."})
    void initialValueWithoutItsColumnIsInvalid(final String property) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "id");
        runner.setProperty(property, "1");

        runner.assertNotValid();
    }

    @Test
    void initialValueWithoutMaximumValueColumnsIsInvalid() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty("initial.maxvalue.id", "1");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Filter", "Partitions", "number.limit"})
    void selectionThatChangesWithTheFlowFileIsInvalidWithMaximumValueColumns(final String property) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "id");
        runner.assertValid();
        runner.setProperty(property, "${region}");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ts < now()", "day = CURDATE ()", "ts > current_timestamp", "id > :id and rand() < 0.5"})
    void filterThatChangesBetweenStatementsIsInvalidWithMaximumValueColumns(final String filter) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty("number.id", "1");
        runner.setProperty(PlanningProperties.FILTER, filter);
        runner.assertValid();
        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "id");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"note = 'now()' and id > 1", "`current_date` > 1", "t.now > 1", "snow(1) > 0"})
    void otherFiltersAreValidWithMaximumValueColumns(final String filter) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.FILTER, filter);
        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "id");

        runner.assertValid();
    }

    @Test
    void sizeOfAFlowFileNeedsMoreThanOneTablet() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.BYTES_PER_FLOW_FILE, "1 GB");
        runner.assertNotValid();

        runner.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "1000");

        runner.assertValid();
    }

    @Test
    void tableIsReadByMaximumValuesOrByChangedPartitions() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.CHANGED_PARTITIONS, "true");
        runner.assertValid();

        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "id");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Filter        | ts < now()
            Filter        | ${filter}
            Partitions    | ${partitions}
            string.region | ${region}
            """)
    void selectionThatChangesIsInvalidWithChangedPartitions(final String property, final String value) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(property, value);
        runner.assertValid();

        runner.setProperty(PlanningProperties.CHANGED_PARTITIONS, "true");

        runner.assertNotValid();
    }

    private MockFlowFile failed(final String filter, final Map<String, String> parameters, final Map<String, String> attributes) {
        return failed(flow, filter, parameters, attributes);
    }

    private static MockFlowFile failed(final ScanFlow flow, final String filter, final Map<String, String> parameters, final Map<String, String> attributes) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.FILTER, filter);
        parameters.forEach(runner::setProperty);
        runner.enqueue("request", attributes);
        runner.run();
        return runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
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
        runner.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "0");

        runner.assertNotValid();
    }
}
