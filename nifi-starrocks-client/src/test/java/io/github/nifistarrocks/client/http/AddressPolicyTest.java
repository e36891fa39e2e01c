package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.AllowedHosts;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AddressPolicyTest {

    @Test
    void redirectToAnyHostIsFollowedByDefault() throws Exception {
        assertThat(policy("http://fe:8030", "", "*").followRedirect("http://be1:8040/api/d/t/_stream_load?x=1", "http://be1:8040/api/d/t/_stream_load?x=1"))
                .isEqualTo(URI.create("http://be1:8040/api/d/t/_stream_load?x=1"));
    }

    @Test
    void redirectIsMapped() throws Exception {
        assertThat(policy("http://fe:8030", "be1:8040=https://gateway:443", "gateway").followRedirect("http://be1:8040/x", "http://be1:8040/x"))
                .isEqualTo(URI.create("https://gateway:443/x"));
    }

    @Test
    void redirectToAHostThatMayNotReceiveThePasswordIsRefused() {
        assertThatExceptionOfType(StarRocksException.class)
                .isThrownBy(
                        () -> policy("http://fe:8030", "", "*.example.com").followRedirect("http://evil.example.org:8040/x", "http://evil.example.org:8040/x"))
                .withMessageContaining("http://evil.example.org:8040").withMessageContaining("credential hosts");
    }

    @Test
    void redirectToAFrontendIsAlwaysAllowed() throws Exception {
        assertThat(policy("http://fe:8030", "", "be*").followRedirect("http://FE:8040/x", "http://FE:8040/x")).isEqualTo(URI.create("http://FE:8040/x"));
    }

    @Test
    void redirectToAFrontendWithAnIpv6AddressIsAlwaysAllowed() throws Exception {
        assertThat(policy("http://[fd00::1]:8030", "", "be*").followRedirect("http://[FD00::1]:8040/x", "/x"))
                .isEqualTo(URI.create("http://[FD00::1]:8040/x"));
    }

    @Test
    void redirectFromHttpsToHttpIsRefused() {
        assertThatExceptionOfType(StarRocksException.class)
                .isThrownBy(() -> policy("https://fe:8030", "", "*").followRedirect("http://be1:8040/x", "http://be1:8040/x"))
                .withMessageContaining("be1:8040=https://").withMessageContaining("be1:8040=http://");
    }

    @Test
    void ruleThatNamesTheSchemeAllowsHttp() throws Exception {
        assertThat(policy("https://fe:8030", "be1=http://be1", "*").followRedirect("http://be1:8040/x", "http://be1:8040/x"))
                .isEqualTo(URI.create("http://be1:8040/x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/relative", "ftp://be1/x", "http:///x", "http://be1:8040/ x"})
    void redirectThatLeadsNowhereIsRefused(final String location) {
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> policy("http://fe:8030", "", "*").followRedirect(location, location))
                .withMessageContaining("[" + location + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://be1:8040/api/d/t/_stream_loa", "http://be1:8040/api/d/t/", "http://be1:8040", "http://be1:80", "http://be", "http:/", ""})
    void redirectToAnotherResourceIsNotFollowed(final String location) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> policy("http://fe:8030", "", "*").followRedirect(location, "/api/d/t/_stream_load?label=x"));
    }

    @Test
    void scanOfAHostOutsideOfTheBackendHostsIsRefused() {
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> scans("be-*", "").scanned(new HostPort("listener.example", 25)))
                .withMessageContaining("No connection was made to [listener.example:25]").withMessageContaining("Backend Hosts")
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(StarRocksException.Kind.DENIED));
    }

    @Test
    void addressOfAScanIsComparedAfterTheAddressMap() throws Exception {
        final AddressPolicy policy = scans("gate", "be-*:9060=gate:19060");

        assertThat(policy.scanned(new HostPort("be-1", 9060))).isEqualTo(new HostPort("gate", 19060));
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> policy.scanned(new HostPort("be-1", 22)));
    }

    private static AddressPolicy scans(final String backendHosts, final String rules) {
        return new AddressPolicy(StarRocksClientConfig.builder(List.of(URI.create("http://fe:8030"))).addressMap(AddressMap.parse(rules))
                .backendHosts(AllowedHosts.parse(backendHosts)).build());
    }

    private static AddressPolicy policy(final String frontend, final String rules, final String credentialHosts) {
        return new AddressPolicy(StarRocksClientConfig.builder(List.of(URI.create(frontend))).addressMap(AddressMap.parse(rules))
                .credentialHosts(AllowedHosts.parse(credentialHosts)).build());
    }
}
