package io.github.nifistarrocks.client.plan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksClientConfig.Builder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlanSignerTest {

    private static final byte[] CONTENT = "plan".getBytes(StandardCharsets.UTF_8);
    private static final PlanSigner SIGNER = signer(config -> config);
    private static final String SIGNATURE = SIGNER.sign(CONTENT);

    @Test
    void signatureIsHexadecimalAndAlwaysTheSame() {
        assertThat(SIGNATURE).hasSize(PlanSigner.SIGNATURE_LENGTH).matches("[0-9a-f]+").isEqualTo(SIGNER.sign(CONTENT));
    }

    @Test
    void serviceWithTheSameSettingsAccepts() throws IOException {
        assertThat(isSigned(signer(config -> config), CONTENT)).isTrue();
    }

    @Test
    void orderAndCaseOfTheAddressesDoNotMatter() throws IOException {
        final PlanSigner other = PlanSigner.of(StarRocksClientConfig.builder(List.of(URI.create("http://FE-2:8030"), URI.create("http://fe-1:8030")))
                .credentials("scanner", "secret").build());

        assertThat(isSigned(other, CONTENT)).isTrue();
    }

    @Test
    void changedContentIsRefused() throws IOException {
        assertThat(isSigned(SIGNER, "plaN".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(isSigned(SIGNER, new byte[0])).isFalse();
    }

    @Test
    void contentLongerThanAnyPlanIsRefusedBeforeItsEnd() throws IOException {
        final InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(final byte[] target, final int offset, final int length) {
                return length;
            }
        };

        assertThat(SIGNER.isSigned(endless, SIGNATURE)).isFalse();
    }

    static Stream<Arguments> otherSettings() {
        final UnaryOperator<Builder> otherPassword = config -> config.credentials("scanner", "Secret");
        final UnaryOperator<Builder> otherUser = config -> config.credentials("scanner2", "secret");
        final UnaryOperator<Builder> planKey = config -> config.planKey("secret");
        return Stream.of(Arguments.of("password", otherPassword), Arguments.of("user", otherUser), Arguments.of("plan key", planKey));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherSettings")
    void serviceWithOtherSettingsRefuses(final String name, final UnaryOperator<Builder> settings) throws IOException {
        assertThat(isSigned(signer(settings), CONTENT)).isFalse();
    }

    @Test
    void serviceOfAnotherClusterRefusesAlsoWithTheSamePassword() throws IOException {
        final PlanSigner other = PlanSigner.of(StarRocksClientConfig.builder(List.of(URI.create("http://fe-1:8031"))).credentials("scanner", "secret").build());

        assertThat(isSigned(other, CONTENT)).isFalse();
    }

    @Test
    void servicesWithOnePlanKeyAcceptEachOthersPlans() throws IOException {
        final PlanSigner one = signer(config -> config.planKey("a key of plans"));
        final PlanSigner other = signer(config -> config.credentials("other", "password").planKey("a key of plans"));

        assertThat(other.isSigned(new ByteArrayInputStream(CONTENT), one.sign(CONTENT))).isTrue();
    }

    @Test
    void emptyPasswordHasAKey() {
        assertThat(signer(config -> config.credentials("root", "")).sign(CONTENT)).hasSize(PlanSigner.SIGNATURE_LENGTH);
    }

    private static PlanSigner signer(final UnaryOperator<Builder> settings) {
        return PlanSigner.of(settings.apply(StarRocksClientConfig.builder(List.of(URI.create("http://fe-1:8030"), URI.create("http://fe-2:8030")))
                .credentials("scanner", "secret")).build());
    }

    private static boolean isSigned(final PlanSigner signer, final byte[] content) throws IOException {
        return signer.isSigned(new ByteArrayInputStream(content), SIGNATURE);
    }
}
