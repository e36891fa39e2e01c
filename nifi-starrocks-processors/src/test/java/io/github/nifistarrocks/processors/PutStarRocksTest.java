package io.github.nifistarrocks.processors;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.processors.load.LoadHeaders;
import io.github.nifistarrocks.processors.load.LoadProperties;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(strings = {"load.where", "load.columns", "load.partial_update", "load.merge_condition", "load.partitions", "load.jsonpaths",
            "load.load_mem_limit", "load.X-new"})
    void furtherHeadersAreValid(final String name) {
        runner.setProperty(name, "${value}");

        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"load.format", "load.FORMAT", "load.label", "load.timezone", "load.strict_mode", "load.max_filter_ratio", "load.timeout",
            "load.column_separator",
            "load.enclose", "load.skip_header", "load.strip_outer_array", "load.enable_merge_commit", "load.authorization", "load.expect",
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
                .isEqualTo("Stream Load header [timezone] is set by the processor itself: use the property Time Zone");
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
        runner.setProperty(LoadProperties.MAX_FILTER_RATIO, ratio);

        runner.assertValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.1", "NaN", "half", "10%"})
    void otherRatiosAreRefused(final String ratio) {
        runner.setProperty(LoadProperties.MAX_FILTER_RATIO, ratio);

        runner.assertNotValid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 sec", "4 days", "soon"})
    void loadTimeoutsThatStarRocksRefusesAreRefused(final String timeout) {
        runner.setProperty(LoadProperties.LOAD_TIMEOUT, timeout);

        runner.assertNotValid();
    }

    @Test
    void strictModeIsOnByDefaultSoThatNoValueIsLostUnseen() {
        assertThat(LoadProperties.STRICT_MODE.getDefaultValue()).isEqualTo("true");
    }

    @Test
    void everyHeaderThatTheClientKeepsForItselfIsRefused() {
        assertThat(Set.of("label", "timeout", "db", "table", "content-length")).allSatisfy(header -> assertThat(LoadHeaders.objection("load." + header))
                .isPresent());
    }

    @Test
    void verificationWithoutAClientSkipsWhatComesAfter() {
        final List<ConfigVerificationResult> results = ((PutStarRocks) runner.getProcessor()).verify(runner.getProcessContext(), runner.getLogger(), Map.of());

        assertThat(results).extracting(result -> result.getOutcome().name()).containsExactly("FAILED", "SKIPPED", "SKIPPED");
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
