package io.github.nifistarrocks.services;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.AllowedHosts;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What the Verify button says when all is well, and when one thing after the other is not. */
class ConnectionVerifierContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private final MockComponentLog logger = new MockComponentLog("connection", this);

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void everythingIsReached() {
        final Map<String, ConfigVerificationResult> results = verify(config -> config);

        assertThat(results.values()).extracting(ConfigVerificationResult::getOutcome).containsOnly(Outcome.SUCCESSFUL);
        final List<String> backendSteps = CLUSTER.emulator().backends().stream()
                .flatMap(backend -> List.of("Backend Connection [%s:%d] for loads".formatted(backend.host(), backend.httpPort()),
                        "Backend Connection [%s:%d] for scans".formatted(backend.host(), backend.thriftPort())).stream())
                .toList();
        assertThat(results).containsKeys("Client Configuration", "User Authentication", "Label Retention", "Backend Listing")
                .containsKeys(backendSteps.toArray(String[]::new))
                .hasSize(4 + CLUSTER.frontendUrls().size() + leaderSteps(results) + backendSteps.size());
    }

    private static int leaderSteps(final Map<String, ConfigVerificationResult> results) {
        return (int) results.keySet().stream().filter(step -> step.startsWith("Leader Redirect")).count();
    }

    @Test
    void httpsWithoutAddressRulesFailsAsEveryLoadWould() throws Exception {
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().https().start()) {
            final URI follower = emulator.httpsUrls().get(1);
            final StarRocksClientConfig.Builder config = StarRocksClientConfig.builder(List.of(emulator.httpsUrls().getFirst(), follower))
                    .credentials("root", "").sslContext(emulator.certificate().client());

            final Map<String, ConfigVerificationResult> results = verify(config, unchanged -> unchanged);

            assertThat(results.get("User Authentication").getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            final EmulatorBackend backend = emulator.backends().getFirst();
            final ConfigVerificationResult loads = results.get("Backend Connection [%s:%d] for loads".formatted(backend.host(), backend.httpPort()));
            assertThat(loads.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(loads.getExplanation()).contains("Loads would fail", "%s:%d=https://host:port".formatted(backend.host(), backend.httpPort()));
            final ConfigVerificationResult redirect = results.get("Leader Redirect [%s]".formatted(follower));
            assertThat(redirect.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(redirect.getExplanation()).contains("Loads would fail", "=https://host:port");
        }
    }

    @Test
    void httpsWithAddressRulesIsGreen() throws Exception {
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().https().start()) {
            final String rules = Stream.concat(
                    IntStream.range(0, emulator.frontendUrls().size()).mapToObj(i -> "%s=%s".formatted(emulator.frontendUrls().get(i).getAuthority(),
                            emulator.httpsUrls().get(i))),
                    emulator.backends().stream().map(backend -> "%s:%d=https://%1$s:%d".formatted(backend.host(), backend.httpPort(), backend.httpsPort())))
                    .collect(Collectors.joining(","));
            final StarRocksClientConfig.Builder config = StarRocksClientConfig.builder(emulator.httpsUrls()).credentials("root", "")
                    .sslContext(emulator.certificate().client()).addressMap(AddressMap.parse(rules));

            final Map<String, ConfigVerificationResult> results = verify(config, unchanged -> unchanged);

            assertThat(results.values()).extracting(ConfigVerificationResult::getOutcome).containsOnly(Outcome.SUCCESSFUL);
        }
    }

    @Test
    void hostThatMayNotReceiveThePasswordFails() {
        final Map<String, ConfigVerificationResult> results = verify(config -> config.credentialHosts(AllowedHosts.parse("*.example.com"))
                .addressMap(AddressMap.parse("*=localhost")));

        assertThat(results.entrySet()).filteredOn(result -> result.getKey().endsWith("for loads")).isNotEmpty()
                .allSatisfy(result -> assertThat(result.getValue().getExplanation()).contains("Loads would fail", "credential hosts"));
    }

    @Test
    void hostThatMayNotBeScannedFails() {
        final Map<String, ConfigVerificationResult> results = verify(config -> config.backendHosts(AllowedHosts.parse("*.example.com")));

        assertThat(results.entrySet()).filteredOn(result -> result.getKey().endsWith("for scans")).isNotEmpty()
                .allSatisfy(result -> assertThat(result.getValue().getExplanation()).contains("Scans would fail", "Backend Hosts"));
    }

    @Test
    void wrongPasswordFailsTheLoginAndSkipsTheRest() {
        final Map<String, ConfigVerificationResult> results = verify(config -> config.credentials(CLUSTER.user(), "wrong"));

        assertThat(results.get("User Authentication").getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(results.get("User Authentication").getExplanation()).contains("Username and Password");
        assertThat(results.get("Backend Listing").getOutcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(results.get("Backend Connection").getExplanation()).isEqualTo("Skipped because the authentication failed.");
    }

    @Test
    void missingPasswordIsNamed() {
        final Map<String, ConfigVerificationResult> results = verify(config -> config.credentials(CLUSTER.user(), ""));

        assertThat(results.get("User Authentication").getExplanation()).contains("No Password is set");
        assertThat(results.get("Client Configuration").getExplanation()).contains("Set Plan Key");
    }

    @Test
    void oneFrontendOutOfReachFailsItsStepOnly() {
        final List<URI> frontends = List.of(URI.create("http://127.0.0.1:1"), CLUSTER.frontendUrls().getFirst());
        final Map<String, ConfigVerificationResult> results = verify(StarRocksClientConfig.builder(frontends).credentials(CLUSTER.user(), CLUSTER.password()),
                config -> config);

        assertThat(results.get("Frontend Connection [http://127.0.0.1:1]").getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(results.get("Frontend Connection [http://127.0.0.1:1]").getExplanation()).contains("FE URLs");
        assertThat(results.get("User Authentication").getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
    }

    @Test
    void noFrontendInReachSkipsTheRest() {
        final Map<String, ConfigVerificationResult> results = verify(StarRocksClientConfig.builder(List.of(URI.create("http://127.0.0.1:1"))),
                config -> config);

        assertThat(results.get("User Authentication").getExplanation()).isEqualTo("Skipped because no FE can be reached.");
        assertThat(results.get("User Authentication").getOutcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void backendMappedToNowhereNamesBothAddresses() {
        final EmulatorBackend backend = CLUSTER.emulator().backends().getFirst();
        final String named = "%s:%d".formatted(backend.host(), backend.httpPort());
        final Map<String, ConfigVerificationResult> results = verify(config -> config.addressMap(AddressMap.parse(named + "=127.0.0.1:1")));

        final ConfigVerificationResult step = results.get("Backend Connection [%s] for loads".formatted(named));
        assertThat(step.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(step.getExplanation()).contains(named, "127.0.0.1:1", "Address Map");
        assertThat(results.get("Backend Listing").getExplanation()).contains(named + " mapped to 127.0.0.1:1");
    }

    @Test
    void userWhoMayNotListBackendsIsReported() {
        CLUSTER.emulator().execute("CREATE USER 'plain' IDENTIFIED BY 'plain-secret';");

        final Map<String, ConfigVerificationResult> results = verify(config -> config.credentials("plain", "plain-secret"));

        assertThat(results.get("User Authentication").getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
        assertThat(results.get("Backend Listing").getOutcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(results.get("Backend Listing").getExplanation()).contains("[plain]", "cluster_admin");
        assertThat(results.get("Backend Connection").getOutcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void labelsOfABusyDatabaseAreReportedInMinutes() throws Exception {
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().labelLimits(500, Duration.ofDays(3)).clock(now::get).start()) {
            emulator.execute("""
                    CREATE DATABASE quiet; CREATE DATABASE busy;
                    CREATE TABLE busy.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;""");
            finishTransactions(emulator, 60, now);

            final ConfigVerificationResult retention = verifyRetention(emulator, "root", "");

            assertThat(retention.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(retention.getExplanation()).isEqualTo("""
                    After each sweep, every 240 minutes, an FE remembers the last 500 transactions of a database, and none older than 4320 minutes. \
                    In database [busy] 61 transactions finish in a minute, so a label lives for at least 8 minutes. \
                    A Single Load that is retried later, after a lost reply, may be loaded twice. For 240 minutes set label_keep_max_num to 15000. \
                    Use ADMIN SET FRONTEND CONFIG and the fe.conf of each FE, or Delivery Strategy Two-Phase Commit.""");
        }
    }

    /** One transaction a second. */
    private static void finishTransactions(final StarRocksEmulator emulator, final int count, final AtomicReference<Instant> now) throws Exception {
        try (StarRocksClient client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("root", "").build())) {
            for (int i = 0; i < count; i++) {
                final LoadRequest request = LoadRequest.builder(new TableId("busy", "t"), "label-" + i).build();
                client.load(request, out -> out.write("1\n".getBytes(StandardCharsets.UTF_8)), new CallScope());
                now.updateAndGet(time -> time.plusSeconds(1));
            }
        }
    }

    private ConfigVerificationResult verifyRetention(final StarRocksEmulator emulator, final String user, final String password) {
        return verify(StarRocksClientConfig.builder(emulator.frontendUrls()).credentials(user, password), unchanged -> unchanged).get("Label Retention");
    }

    @Test
    void labelsOfAQuietClusterNeedNoAdvice() throws Exception {
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().start()) {
            assertThat(verifyRetention(emulator, "root", "").getExplanation()).isEqualTo("""
                    After each sweep, every 240 minutes, an FE remembers the last 1000 transactions of a database, and none older than 4320 minutes. \
                    How many transactions finish in a minute is not known. A label lives for at least label_keep_max_num divided by that number.""");
        }
    }

    @Test
    void rateIsAskedAtTheLeader() throws Exception {
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().clock(now::get).start()) {
            emulator.execute("CREATE DATABASE busy; CREATE TABLE busy.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;");
            finishTransactions(emulator, 60, now);
            final List<URI> follower = List.of(emulator.frontendUrls().get(1));

            final ConfigVerificationResult retention = verify(StarRocksClientConfig.builder(follower).credentials("root", ""), unchanged -> unchanged)
                    .get("Label Retention");

            assertThat(retention.getExplanation()).contains("In database [busy] 61 transactions finish in a minute");
        }
    }

    @Test
    void userWhoMayNotReadTheSettingsIsReported() {
        CLUSTER.emulator().execute("CREATE USER 'plain-loader' IDENTIFIED BY 'plain-secret';");

        final ConfigVerificationResult retention = verify(config -> config.credentials("plain-loader", "plain-secret")).get("Label Retention");

        assertThat(retention.getOutcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(retention.getExplanation()).contains("[plain-loader]", "OPERATE", "label_keep_max_num");
    }

    @Test
    void clusterWithoutSqlOverHttpSkipsTheLabels() {
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(new Fault.Reply(404, "text/html", "Not Found"));

        final ConfigVerificationResult retention = verify(config -> config).get("Label Retention");

        assertThat(retention.getOutcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(retention.getExplanation()).contains("HTTP 404", "label_keep_max_num");
    }

    @Test
    void unusableConfigurationFailsTheFirstStep() {
        final Map<String, ConfigVerificationResult> results = byStep(new ConnectionVerifier(logger).verify(() -> {
            throw new IllegalArgumentException("No URL is set");
        }));

        assertThat(results.get("Client Configuration").getExplanation()).isEqualTo("Configuration is invalid: No URL is set.");
        assertThat(results.values()).filteredOn(result -> result.getOutcome() == Outcome.SKIPPED).hasSize(5);
    }

    @Test
    void serviceVerifiesItsProperties() {
        final MockConfigurationContext context = new MockConfigurationContext(Map.of(
                StandardStarRocksConnectionService.FE_URLS, CLUSTER.frontendUrls().getFirst().toString(),
                StandardStarRocksConnectionService.USERNAME, CLUSTER.user(),
                StandardStarRocksConnectionService.PASSWORD, CLUSTER.password()), null, Map.of());

        final List<ConfigVerificationResult> results = new StandardStarRocksConnectionService().verify(context, logger, Map.of());

        assertThat(results).extracting(ConfigVerificationResult::getOutcome).containsOnly(Outcome.SUCCESSFUL);
        assertThat(results).extracting(ConfigVerificationResult::getExplanation).noneMatch(text -> text.contains(CLUSTER.password()));
    }

    @Test
    void deadBackendIsNotTried() {
        answerBackends("[{\"BackendId\":\"1\",\"IP\":\"127.0.0.1\",\"BePort\":\"1\",\"HttpPort\":\"2\",\"Alive\":\"false\"}]");

        final Map<String, ConfigVerificationResult> results = verify(config -> config);

        assertThat(results.get("Backend Listing").getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(results.get("Backend Listing").getExplanation()).contains("None is alive");
        assertThat(results.get("Backend Connection [127.0.0.1:2] for loads").getOutcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void clusterOfComputeNodesAloneIsNoFailure() {
        answerBackends("[]");
        CLUSTER.emulator().faults().on(RequestKind.OTHER).where("/api/health")
                .inject(new Fault.Reply(200, "application/json", "{\"online_backend_num\":0,\"total_backend_num\":0,\"status\":\"OK\"}"));

        final Map<String, ConfigVerificationResult> results = verify(config -> config);

        assertThat(results.values()).extracting(ConfigVerificationResult::getOutcome).doesNotContain(Outcome.FAILED);
        assertThat(results.get("Backend Listing").getOutcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(results.get("Backend Listing").getExplanation()).contains("SHOW COMPUTE NODES");
    }

    private static void answerBackends(final String body) {
        CLUSTER.emulator().faults().on(RequestKind.OTHER).where("/api/show_proc").inject(new Fault.Reply(200, "application/json", body));
    }

    private Map<String, ConfigVerificationResult> verify(final Function<StarRocksClientConfig.Builder, StarRocksClientConfig.Builder> change) {
        return verify(StarRocksClientConfig.builder(CLUSTER.frontendUrls()).credentials(CLUSTER.user(), CLUSTER.password()), change);
    }

    private Map<String, ConfigVerificationResult> verify(final StarRocksClientConfig.Builder config,
            final Function<StarRocksClientConfig.Builder, StarRocksClientConfig.Builder> change) {
        return byStep(new ConnectionVerifier(logger).verify(() -> change.apply(config).build()));
    }

    private static Map<String, ConfigVerificationResult> byStep(final List<ConfigVerificationResult> results) {
        return results.stream().collect(Collectors.toMap(ConfigVerificationResult::getVerificationStepName, Function.identity()));
    }
}
