package io.github.nifistarrocks.processors;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.TableStrategy;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.processors.property.QualityProperties;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Validation, which never touches the network: the connection service of these tests has no client at all. */
class PutStarRocksTest {

    private final TestRunner runner = TestRunners.newTestRunner(PutStarRocks.class);

    @BeforeEach
    void configure() throws InitializationException {
        final NoConnection connection = new NoConnection();
        runner.addControllerService("connection", connection);
        runner.enableControllerService(connection);
        final JsonTreeReader reader = new JsonTreeReader();
        runner.addControllerService("reader", reader);
        runner.enableControllerService(reader);
        runner.setProperty(LoadProperties.CONNECTION_SERVICE, "connection");
        runner.setProperty(LoadProperties.RECORD_READER, "reader");
        runner.setProperty(LoadProperties.DATABASE, "demo");
        runner.setProperty(LoadProperties.TABLE, "orders");
    }

    @Test
    void defaultsAreValid() {
        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"load.where", "load.partitions", "load.load_mem_limit", "load.X-new"})
    void furtherHeadersAreValid(final String name) {
        runner.setProperty(name, "${value}");

        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"load.format", "load.FORMAT", "load.label", "load.timezone", "load.strict_mode", "load.max_filter_ratio", "load.timeout",
            "load.column_separator",
            "load.enclose", "load.skip_header", "load.columns", "load.jsonpaths", "load.partial_update", "load.merge_condition", "load.envelope",
            "load.strip_outer_array", "load.enable_merge_commit", "load.authorization", "load.expect",
            "load.transfer-encoding", "load.",
            "load.with space"})
    void headersOfTheProcessorsOwnAreRefused(final String name) {
        runner.setProperty(name, "value");

        runner.assertNotValid();
    }

    @Test
    void refusalNamesThePropertyToUseInstead() {
        runner.setProperty("load.timezone", "UTC");

        assertThat(validation()).filteredOn(result -> !result.isValid()).singleElement()
                .extracting(ValidationResult::getExplanation)
                .isEqualTo("the processor sets the Stream Load header [timezone]: use the property Time Zone");
    }

    @Test
    void headerThatATransactionOfOneTableIgnoresIsRefused() {
        runner.setProperty("load.LOG_rejected_record_num", "${count}");
        runner.assertValid();

        runner.setProperty(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.TRANSACTION);

        assertThat(validation()).filteredOn(result -> !result.isValid()).singleElement().satisfies(problem -> {
            assertThat(problem.getSubject()).isEqualTo("load.LOG_rejected_record_num");
            assertThat(problem.getExplanation()).contains("transaction of one table", "Use Single Load");
        });
        runner.setProperty(LoadProperties.TABLE_STRATEGY, TableStrategy.RECORD_PATH);
        runner.setProperty(LoadProperties.TABLE_RECORD_PATH, "/table");
        runner.assertValid();
    }

    @Test
    void dynamicPropertyWithoutThePrefixIsNotSupported() {
        runner.setProperty("where", "id > 1");

        runner.assertNotValid();
    }

    @Test
    void sameHeaderInTwoSpellingsIsRefused() {
        runner.setProperty("load.where", "id > 1");
        runner.setProperty("load.WHERE", "id > 2");

        runner.assertNotValid();
    }

    @Test
    void headerValueWithLineEndIsRefused() {
        runner.setProperty("load.where", "id > 1\nor true");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Shanghai", "+02:00", "-09:30"})
    void timeZonesOfStarRocksAreValid(final String zone) {
        runner.setProperty(LoadProperties.TIME_ZONE, zone);

        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Berlin", "+2", "UTC+2", "Z", "+25:00"})
    void otherTimeZonesAreRefused(final String zone) {
        runner.setProperty(LoadProperties.TIME_ZONE, zone);

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "0.25", "1e-3", "${ratio}"})
    void ratiosAreValid(final String ratio) {
        runner.setProperty(QualityProperties.MAX_FILTER_RATIO, ratio);

        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.1", "NaN", "half", "10%"})
    void otherRatiosAreRefused(final String ratio) {
        runner.setProperty(QualityProperties.MAX_FILTER_RATIO, ratio);

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 sec", "4 days", "soon"})
    void loadTimeoutsThatStarRocksRefusesAreRefused(final String timeout) {
        runner.setProperty(LoadProperties.LOAD_TIMEOUT, timeout);

        runner.assertNotValid();
    }

    @Test
    void strictModeIsOnByDefaultSoThatNoValueIsLostUnnoticed() {
        assertThat(QualityProperties.STRICT_MODE.getDefaultValue()).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"label", "timeout", "db", "table", "content-length", "transfer-encoding", "host"})
    void everyHeaderThatTheClientKeepsForItselfIsRefused(final String header) {
        runner.setProperty("load." + header, "value");

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"load.columns", "load.column_separator", "load.jsonpaths", "load.strip_outer_array", "load.skip_header", "load.envelope"})
    void rawContentIsDescribedByHeaders(final String header) {
        runner.setProperty(LoadProperties.CONTENT, ContentKind.RAW);
        runner.setProperty(header, "value");

        runner.assertValid();
    }

    @Test
    void rawContentHasNoColumnsOfTheProcessors() {
        runner.setProperty(LoadProperties.CONTENT, ContentKind.RAW);
        runner.setProperty("column.a", "b + 1");

        runner.assertNotValid();
    }

    @Test
    void columnsAndFieldsAreGivenByName() {
        runner.setProperty("column.day", "date(at)");
        runner.setProperty("field.ID_X", "id");
        runner.setProperty("field.noise", "");

        runner.assertValid();
    }

    @Test
    void severalTablesNeedATransaction() {
        runner.setProperty(LoadProperties.TABLE_STRATEGY, TableStrategy.RECORD_PATH);
        runner.setProperty(LoadProperties.TABLE_RECORD_PATH, "/table");
        runner.assertNotValid();

        runner.setProperty(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.TRANSACTION);

        runner.assertValid();
    }

    static Stream<Map<String, String>> contradictions() {
        return Stream.of(
                Map.of("Content", "RAW", "Table Strategy", "RECORD_PATH", "Table Record Path", "/table"),
                Map.of("Content", "RAW", "Delivery Strategy", "TRANSACTION"),
                Map.of("Table Strategy", "RECORD_PATH", "Table Record Path", "/table", "Delivery Strategy", "MERGE_COMMIT"),
                Map.of("Delivery Strategy", "TRANSACTION", "Table Strategy", "RECORD_PATH", "Table Record Path", "/table", "Partial Update", "ROW",
                        "Update Columns",
                        "FIELDS_PRESENT"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Partial Update", "ROW", "Update Columns", "FIELDS_PRESENT"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Merge Commit Interval", "2 min", "Load Timeout", "1 min"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Content", "RAW", "load.skip_header", "1"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Rejected Record Writer", "writer"),
                Map.of("Delivery Strategy", "TRANSACTION", "Table Strategy", "RECORD_PATH", "Table Record Path", "/t", "Rejected Record Writer", "writer"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Label", "${topic}-${offset}"),
                Map.of("Rejected Record Writer", "writer", "Isolate Invalid Records", "true", "Strict Mode", "false"),
                Map.of("Rejected Record Writer", "writer", "Strict Mode", "false"),
                Map.of("Rejected Record Writer", "writer", "Isolate Invalid Records", "false"),
                Map.of("Rejected Record Writer", "writer", "Max Filter Ratio", "0.1"),
                Map.of("Rejected Record Writer", "writer", "Partial Update", "ROW", "Update Columns", "FIELDS_PRESENT"),
                Map.of("Operation Source", "DEBEZIUM", "Max Filter Ratio", "0.1"),
                Map.of("Operation Source", "DEBEZIUM", "Duplicate Keys", "KEEP_ALL", "Max Filter Ratio", "${ratio}"),
                Map.of("Operation Source", "ATTRIBUTE", "Rejected Record Writer", "writer", "Isolate Invalid Records", "false", "Max Filter Ratio", "0.1"),
                Map.of("Duplicate Keys", "KEEP_LAST", "Max Filter Ratio", "0.1"),
                Map.of("Duplicate Keys", "KEEP_LAST", "Max Filter Ratio", "${ratio}"),
                Map.of("Delivery Strategy", "TRANSACTION", "Part Size", "0 B"),
                Map.of("Delivery Strategy", "TRANSACTION", "Part Size", "5 GB"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Merge Commit Parallelism", "0"),
                Map.of("Delivery Strategy", "MERGE_COMMIT", "Merge Commit Interval", "soon"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void propertiesThatDoNotGoTogetherAreRefused(final Map<String, String> properties) throws InitializationException {
        addWriter();
        properties.forEach(runner::setProperty);

        assertThat(validation()).filteredOn(result -> !result.isValid()).hasSize(1).allSatisfy(result -> {
            assertThat(properties).containsKey(result.getSubject());
            assertThat(result.getExplanation()).isNotBlank();
        });
    }

    static Stream<Map<String, String>> combinations() {
        return Stream.of(
                Map.of("Rejected Record Writer", "writer"),
                Map.of("Rejected Record Writer", "writer", "Max Filter Ratio", "${ratio}"),
                Map.of("Rejected Record Writer", "writer", "Isolate Invalid Records", "false", "Max Filter Ratio", "0.1"),
                Map.of("Rejected Record Writer", "writer", "Isolate Invalid Records", "false", "Max Filter Ratio", "${ratio}"),
                Map.of("Rejected Record Writer", "writer", "Operation Source", "DEBEZIUM"),
                Map.of("Content", "RAW", "Operation Source", "DEBEZIUM", "Max Filter Ratio", "0.1"),
                Map.of("Duplicate Keys", "KEEP_LAST", "Max Filter Ratio", "0.0"));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void propertiesThatGoTogetherAreValid(final Map<String, String> properties) throws InitializationException {
        addWriter();
        properties.forEach(runner::setProperty);

        runner.assertValid();
    }

    @Test
    void refusedFilterRatioSaysWhatCouldBeLostAndWhatToDo() {
        runner.setProperty("Operation Source", "DEBEZIUM");
        runner.setProperty(QualityProperties.MAX_FILTER_RATIO, "0.1");

        assertThat(validation()).filteredOn(result -> !result.isValid()).singleElement().extracting(ValidationResult::getExplanation).asString()
                .contains("filter the last change of a key", "would be lost", "Rejected Record Writer with Isolate Invalid Records");
    }

    @Test
    void propertiesOfOtherStrategiesDoNotCount() {
        runner.setProperty(LoadProperties.MERGE_COMMIT_INTERVAL, "30 min");
        runner.setProperty("Load Timeout", "1 min");

        runner.assertValid();
    }

    @Test
    void relationshipForRejectedRecordsIsThereForRecordsWithAWriterOnly() throws InitializationException {
        assertThat(runner.getProcessor().getRelationships()).extracting(Relationship::getName).containsExactlyInAnyOrder("success", "retry", "failure");
        addWriter();

        runner.setProperty(QualityProperties.REJECTED_RECORD_WRITER, "writer");

        assertThat(runner.getProcessor().getRelationships()).extracting(Relationship::getName).contains("rejected");

        runner.setProperty(LoadProperties.CONTENT, ContentKind.RAW);

        assertThat(runner.getProcessor().getRelationships()).extracting(Relationship::getName).doesNotContain("rejected");
    }

    @Test
    void verificationWithoutAClientSkipsWhatComesAfter() {
        final List<ConfigVerificationResult> results = ((PutStarRocks) runner.getProcessor()).verify(runner.getProcessContext(), runner.getLogger(), Map.of());

        assertThat(results).extracting(ConfigVerificationResult::getVerificationStepName).containsExactly("Connection Service",
                "Properties for the given attributes", "Time Zone", "Table");
        assertThat(results).filteredOn(result -> !"Time Zone".equals(result.getVerificationStepName())).extracting(result -> result.getOutcome().name())
                .containsExactly("FAILED", "SKIPPED", "SKIPPED");
    }

    private void addWriter() throws InitializationException {
        final JsonRecordSetWriter writer = new JsonRecordSetWriter();
        runner.addControllerService("writer", writer);
        runner.enableControllerService(writer);
    }

    private Collection<ValidationResult> validation() {
        return ((MockProcessContext) runner.getProcessContext()).validate();
    }

    private static final class NoConnection extends AbstractControllerService implements StarRocksConnectionService {
        @Override
        public StarRocksClient getClient() {
            throw new IllegalStateException("No test here may ask for a client");
        }
    }
}
