package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PutStarRocksVerifyContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String TIME_ZONE = "Time Zone";
    private static final String COLUMNS = """
            CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10), version BIGINT, gone BOOLEAN) %s KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""";

    private final String database = CLUSTER.newDatabase();

    @Test
    void existingTableIsDescribed() throws InitializationException {
        final String table = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        final List<ConfigVerificationResult> results = verify(PutRunner.create(CLUSTER, database, "${tab}").with("Time Zone", "UTC"), Map.of("tab", table));

        assertThat(results).extracting(ConfigVerificationResult::getOutcome).containsOnly(Outcome.SUCCESSFUL);
        assertThat(results.getLast().getExplanation()).contains("id INT NOT NULL", "name VARCHAR");
    }

    @Test
    void missingTableFails() throws InitializationException {
        final List<ConfigVerificationResult> results = verify(PutRunner.create(CLUSTER, database, "nosuch"), Map.of());

        assertThat(results.getLast().getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(results.getLast().getExplanation()).contains("nosuch");
    }

    @Test
    void missingAttributesAreAskedFor() throws InitializationException {
        final List<ConfigVerificationResult> results = verify(PutRunner.create(CLUSTER, database, "${tab}"), Map.of());

        assertThat(outcomes(results)).containsExactly(Outcome.SUCCESSFUL, Outcome.SKIPPED, Outcome.SKIPPED);
        assertThat(results.get(1).getExplanation()).contains("[Table]", "Give the attributes");
    }

    @Test
    void valueThatIsWrongForTheGivenAttributesFails() throws InitializationException {
        final List<ConfigVerificationResult> results = verify(PutRunner.create(CLUSTER, database, "t").with("Max Filter Ratio", "${ratio}"),
                Map.of("ratio", "7"));

        assertThat(outcomes(results)).containsExactly(Outcome.SUCCESSFUL, Outcome.FAILED, Outcome.SKIPPED);
        assertThat(results.get(1).getExplanation()).contains("Max Filter Ratio", "goes to failure");
    }

    static Stream<Arguments> propertiesThatDoNotFit() {
        return Stream.of(
                Arguments.of("DUPLICATE", Map.of("Operation Source", "DEBEZIUM"), "Delete Handling is Hard Delete"),
                Arguments.of("DUPLICATE", Map.of("Partial Update", "ROW"), "only a PRIMARY KEY table supports partial updates"),
                Arguments.of("DUPLICATE", Map.of("Merge Condition", "version"), "only a PRIMARY KEY table supports it"),
                Arguments.of("PRIMARY", Map.of("Merge Condition", "nosuch"), "names the column [nosuch]"),
                Arguments.of("PRIMARY", Map.of("Merge Condition", "id"), "part of the key"),
                Arguments.of("PRIMARY", Map.of("Merge Condition", "name"), "Use a number or a time"),
                Arguments.of("PRIMARY", Map.of("Operation Source", "DEBEZIUM", "Delete Handling", "SOFT"), "Column `_cdc_deleted`"),
                Arguments.of("PRIMARY", Map.of("Operation Source", "DEBEZIUM", "Delete Handling", "SOFT", "Deleted Flag Column", "name"), "must be a BOOLEAN"),
                Arguments.of("PRIMARY", Map.of("column.nosuch", "id + 1"), "expression for column `nosuch`"),
                Arguments.of("PRIMARY", Map.of("field.ID_X", "nosuch"), "Field [ID_X] goes to column `nosuch`"),
                Arguments.of("PRIMARY", Map.of("Operation Source", "DEBEZIUM", "Key Columns", "nosuch"), "Key Columns names the column [nosuch]"),
                Arguments.of("PRIMARY", Map.of("field.id", "version"), "`id`, a key column"));
    }

    @ParameterizedTest
    @MethodSource("propertiesThatDoNotFit")
    void propertiesThatDoNotFitTheTableFail(final String keys, final Map<String, String> properties, final String words) throws InitializationException {
        final ConfigVerificationResult result = verifyTable(keys, properties);

        assertThat(result.getExplanation()).contains(words);
        assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
    }

    static Stream<Arguments> propertiesThatFit() {
        return Stream.of(
                Arguments.of("PRIMARY", Map.of("Operation Source", "DEBEZIUM")),
                Arguments.of("PRIMARY", Map.of("Operation Source", "DEBEZIUM", "Delete Handling", "SOFT", "Deleted Flag Column", "gone")),
                Arguments.of("DUPLICATE", Map.of("Operation Source", "DEBEZIUM", "Delete Handling", "IGNORE")),
                Arguments.of("PRIMARY", Map.of("Merge Condition", "VERSION", "Partial Update", "COLUMN")),
                Arguments.of("PRIMARY", Map.of("field.ID_X", "id", "column.name", "upper(n)", "Missing Columns", "FAIL")),
                Arguments.of("PRIMARY", Map.of("Delivery Strategy", "TRANSACTION", "Format", "CSV")));
    }

    @ParameterizedTest
    @MethodSource("propertiesThatFit")
    void propertiesThatFitTheTableSucceed(final String keys, final Map<String, String> properties) throws InitializationException {
        final ConfigVerificationResult result = verifyTable(keys, properties);

        assertThat(result.getExplanation()).contains("id INT NOT NULL");
        assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
    }

    @Test
    void columnsThatTheUserMayNotSeeFailOnlyWhenTheyAreNeeded() throws InitializationException {
        final String table = CLUSTER.newTable(database, COLUMNS.formatted("PRIMARY"));
        CLUSTER.execute("CREATE USER writer IDENTIFIED BY 'secret'; GRANT INSERT ON TABLE %s.%s TO USER writer;".formatted(database, table));
        final PutRunner runner = PutRunner.create(CLUSTER, Map.of("Username", "writer", "Password", "secret"), database, table, new JsonTreeReader(), Map.of());

        final ConfigVerificationResult needed = verify(runner, Map.of()).getLast();
        final ConfigVerificationResult notNeeded = verify(runner.with("Unknown Fields", "IGNORE"), Map.of()).getLast();
        final ConfigVerificationResult raw = verify(runner.with("Content", "RAW"), Map.of()).getLast();

        assertThat(needed.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(needed.getExplanation()).contains("grant SELECT");
        assertThat(List.of(notNeeded, raw)).extracting(ConfigVerificationResult::getOutcome).containsOnly(Outcome.SKIPPED);
    }

    @Test
    void rawContentIsMeasuredByTheTableOnly() throws InitializationException {
        assertThat(verifyTable("DUPLICATE", Map.of("Content", "RAW", "load.columns", "a, b, id = a + b")).getExplanation()).contains("id INT NOT NULL",
                "load.columns");
    }

    @Test
    void tablesThatRecordsNameAreSkipped() throws InitializationException {
        final PutRunner runner = PutRunner.create(CLUSTER, database, "unused").with("Delivery Strategy", "TRANSACTION").with("Table Strategy", "RECORD_PATH")
                .with("Table Record Path", "/table");

        assertThat(outcomes(verify(runner, Map.of()))).containsExactly(Outcome.SUCCESSFUL, Outcome.SUCCESSFUL, Outcome.SKIPPED);
    }

    @Test
    void timeZoneOfTheNodeIsReportedUnlessItIsSetOrUtc() throws InitializationException {
        final PutRunner runner = PutRunner.create(CLUSTER, database, "${tab}");
        final TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            final ConfigVerificationResult unset = timeZone(runner);
            assertThat(unset.getOutcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(unset.getExplanation()).contains("[Asia/Tokyo]", "other values", "Set Time Zone");

            TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
            assertThat(timeZone(runner).getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(timeZone(runner).getExplanation()).contains("UTC");

            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            final ConfigVerificationResult set = timeZone(runner.with("Time Zone", "Europe/Berlin"));
            assertThat(set.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(set.getExplanation()).contains("[Europe/Berlin]");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static ConfigVerificationResult timeZone(final PutRunner runner) {
        return verify(runner, Map.of()).stream().filter(result -> TIME_ZONE.equals(result.getVerificationStepName())).findFirst().orElseThrow();
    }

    /** Of all steps but the time zone, which depends on where the test runs. */
    private static List<Outcome> outcomes(final List<ConfigVerificationResult> results) {
        return results.stream().filter(result -> !TIME_ZONE.equals(result.getVerificationStepName())).map(ConfigVerificationResult::getOutcome).toList();
    }

    private ConfigVerificationResult verifyTable(final String keys, final Map<String, String> properties) throws InitializationException {
        final PutRunner runner = PutRunner.create(CLUSTER, database, CLUSTER.newTable(database, COLUMNS.formatted(keys)));
        properties.forEach(runner::with);
        return verify(runner, Map.of()).getLast();
    }

    private static List<ConfigVerificationResult> verify(final PutRunner runner, final Map<String, String> attributes) {
        return ((PutStarRocks) runner.nifi.getProcessor()).verify(runner.nifi.getProcessContext(), runner.nifi.getLogger(), attributes);
    }
}
