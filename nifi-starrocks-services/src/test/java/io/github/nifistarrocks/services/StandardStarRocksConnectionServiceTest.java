package io.github.nifistarrocks.services;

import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Configuration. No test has a cluster: neither validating nor enabling may need one. */
class StandardStarRocksConnectionServiceTest {

    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private final StandardStarRocksConnectionService service = new StandardStarRocksConnectionService();

    @BeforeEach
    void configure() throws InitializationException {
        runner.addControllerService("connection", service);
        runner.setProperty(service, StandardStarRocksConnectionService.FE_URLS, "http://fe-1.invalid:8030, http://fe-2.invalid:8030");
        runner.setProperty(service, StandardStarRocksConnectionService.USERNAME, "loader");
    }

    @Test
    void defaultsMakeAWorkingConfiguration() {
        final StarRocksClientConfig config = enable();

        assertThat(config.frontends()).hasToString("[http://fe-1.invalid:8030, http://fe-2.invalid:8030]");
        assertThat(config.login().user()).isEqualTo("loader");
        assertThat(config.login().password()).isEmpty();
        assertThat(config.timeouts().connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.timeouts().responseTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.timeouts().outcomeTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.timeouts().continueTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.limits().maxConnections()).isEqualTo(64);
        assertThat(config.limits().maxLoadsPerTable()).isZero();
        assertThat(config.limits().frontendCoolDown()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.login().credentialHosts().allows("anywhere.example.com")).isTrue();
        assertThat(config.cluster().addressMap().map(new HostPort("be", 8040)).address()).isEqualTo(new HostPort("be", 8040));
        assertThat(config.cluster().backendHosts().allows("anywhere.example.com")).isTrue();
        assertThat(config.login().planKey()).isEmpty();
        assertThat(config.cluster().warehouse()).isEmpty();
        assertThat(config.login().sslContext()).isEmpty();
    }

    @Test
    void everyPropertyReachesTheClient() {
        runner.setProperty(service, StandardStarRocksConnectionService.PASSWORD, "s3cret");
        runner.setProperty(service, StandardStarRocksConnectionService.CONNECT_TIMEOUT, "1 sec");
        runner.setProperty(service, StandardStarRocksConnectionService.RESPONSE_TIMEOUT, "2 sec");
        runner.setProperty(service, StandardStarRocksConnectionService.CONTINUE_TIMEOUT, "3 sec");
        runner.setProperty(service, StandardStarRocksConnectionService.OUTCOME_TIMEOUT, "7 sec");
        runner.setProperty(service, StandardStarRocksConnectionService.MAXIMUM_CONNECTIONS, "4");
        runner.setProperty(service, StandardStarRocksConnectionService.FE_COOL_DOWN, "5 sec");
        runner.setProperty(service, StandardStarRocksConnectionService.MAXIMUM_LOADS_PER_TABLE, "6");
        runner.setProperty(service, StandardStarRocksConnectionService.ADDRESS_MAP, "be=localhost:18040");
        runner.setProperty(service, StandardStarRocksConnectionService.CREDENTIAL_HOSTS, "localhost");
        runner.setProperty(service, StandardStarRocksConnectionService.BACKEND_HOSTS, "be-*");
        runner.setProperty(service, StandardStarRocksConnectionService.PLAN_KEY, "0123456789abcdef");
        runner.setProperty(service, StandardStarRocksConnectionService.WAREHOUSE, "nightly");

        final StarRocksClientConfig config = enable();

        assertThat(config.login().password()).isEqualTo("s3cret");
        assertThat(config.timeouts().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.timeouts().responseTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.timeouts().continueTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.timeouts().outcomeTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.limits().maxConnections()).isEqualTo(4);
        assertThat(config.limits().maxLoadsPerTable()).isEqualTo(6);
        assertThat(config.limits().frontendCoolDown()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.cluster().addressMap().map(new HostPort("be", 8040)).address()).isEqualTo(new HostPort("localhost", 18040));
        assertThat(config.login().credentialHosts().allows("elsewhere")).isFalse();
        assertThat(config.cluster().backendHosts().allows("be-1")).isTrue();
        assertThat(config.cluster().backendHosts().allows("elsewhere")).isFalse();
        assertThat(config.login().planKey()).contains("0123456789abcdef");
        assertThat(config.cluster().warehouse()).isEqualTo(Optional.of("nightly"));
    }

    @Test
    void environmentIsLookedUp() {
        runner.setEnvironmentVariableValue("FE", "http://fe-9.invalid:8030");
        runner.setEnvironmentVariableValue("LOADER", "robot");
        runner.setProperty(service, StandardStarRocksConnectionService.FE_URLS, "${FE}");
        runner.setProperty(service, StandardStarRocksConnectionService.USERNAME, "${LOADER}");

        final StarRocksClientConfig config = enable();

        assertThat(config.frontends()).hasToString("[http://fe-9.invalid:8030]");
        assertThat(config.login().user()).isEqualTo("robot");
    }

    @Test
    void disablingClosesAndEnablingOpensAnew() {
        enable();
        final StarRocksClient first = service.getClient();
        runner.disableControllerService(service);

        assertThatThrownBy(service::getClient).isInstanceOf(IllegalStateException.class);
        enable();
        assertThat(service.getClient()).isNotSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://fe:8030", "https://fe:8030/", "http://fe-1:8030 http://fe-2:8031", "http://fe-1:8030,\n http://fe-2:8030,",
            "http://[::1]:8030", "${FE}"})
    void frontendUrlsAreValid(final String urls) {
        runner.setProperty(service, StandardStarRocksConnectionService.FE_URLS, urls);

        runner.assertValid(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe:8030", "fe", "http://fe", "jdbc:mysql://fe:9030", "http://fe:8030,https://fe:8443", "http://fe:8030/api",
            "http://user:secret@fe:8030", "http://fe:0", ",",
            "http://fe:8030?x=1", "http://f e:8030"})
    void otherFrontendUrlsAreRefused(final String urls) {
        runner.setProperty(service, StandardStarRocksConnectionService.FE_URLS, urls);

        runner.assertNotValid(service);
    }

    @Test
    void refusalOfCredentialsInAUrlDoesNotRepeatThem() {
        assertThatThrownBy(() -> FrontendUrls.parse("http://user:secret@fe:8030")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Username")
                .message().doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"be", "be=", "=outside", "be=out*side", "be:99999=outside"})
    void addressRulesThatCannotBeReadAreRefused(final String rules) {
        runner.setProperty(service, StandardStarRocksConnectionService.ADDRESS_MAP, rules);

        runner.assertNotValid(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 sec", "soon", "2 hours"})
    void connectTimeoutsOutOfRangeAreRefused(final String timeout) {
        runner.setProperty(service, StandardStarRocksConnectionService.CONNECT_TIMEOUT, timeout);

        runner.assertNotValid(service);
    }

    @Test
    void passwordIsSensitiveAndMayBeMissing() {
        assertThat(StandardStarRocksConnectionService.PASSWORD.isSensitive()).isTrue();
        runner.assertValid(service);
    }

    @Test
    void shortPlanKeyIsRefusedAndNotRepeated() {
        runner.setProperty(service, StandardStarRocksConnectionService.PLAN_KEY, "Top7Secret");

        assertThat(StandardStarRocksConnectionService.PLAN_KEY.isSensitive()).isTrue();
        assertThatThrownBy(this::enable).isInstanceOf(IllegalStateException.class).message().contains("at least 16 characters").doesNotContain("Top7Secret");
    }

    @Test
    void backendHostsThatCannotMatchAreRefused() {
        runner.setProperty(service, StandardStarRocksConnectionService.BACKEND_HOSTS, "10.1.*");

        runner.assertNotValid(service);
    }

    private StarRocksClientConfig enable() {
        runner.enableControllerService(service);
        final StarRocksClient client = service.getClient();
        return client.config();
    }
}
