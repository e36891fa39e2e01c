package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class PutStarRocksVerifyContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private final String database = CLUSTER.newDatabase();

    @Test
    void existingTableIsDescribed() throws InitializationException {
        final String table = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        final List<ConfigVerificationResult> results = verify(PutRunner.create(CLUSTER, database, "${tab}"), Map.of("tab", table));

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

        assertThat(results).extracting(ConfigVerificationResult::getOutcome).containsExactly(Outcome.SUCCESSFUL, Outcome.SKIPPED, Outcome.SKIPPED);
        assertThat(results.get(1).getExplanation()).contains("[Table]", "Give the attributes");
    }

    private static List<ConfigVerificationResult> verify(final PutRunner runner, final Map<String, String> attributes) {
        return ((PutStarRocks) runner.nifi.getProcessor()).verify(runner.nifi.getProcessContext(), runner.nifi.getLogger(), attributes);
    }
}
