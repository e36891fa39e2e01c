package io.github.nifistarrocks.emulator.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import javax.net.ssl.SSLHandshakeException;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** FEs and BEs over TLS. */
class HttpsTest {

    private static StarRocksEmulator emulator;

    @BeforeAll
    static void start() throws IOException {
        emulator = StarRocksEmulator.builder().https().start();
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1;");
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void frontendAnswersOverTls() throws IOException, InterruptedException {
        assertThat(get(client(), emulator.httpsUrls().getFirst() + "/api/health").body()).contains("\"status\":\"OK\"");
    }

    @Test
    void backendAnswersOverTls() throws IOException, InterruptedException {
        final String url = "https://%s:%d/api/health".formatted(emulator.backends().getFirst().host(), emulator.backends().getFirst().httpsPort());

        assertThat(get(client(), url).body()).contains("\"status\": \"OK\"");
    }

    @Test
    void followerRedirectsToTheHttpPortOfTheLeader() throws IOException, InterruptedException {
        final HttpResponse<String> response = get(client(), emulator.httpsUrls().get(1) + "/api/d/get_load_state?label=x");

        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.headers().firstValue("location")).hasValue(emulator.frontendUrls().getFirst() + "/api/d/get_load_state?label=x");
    }

    @Test
    void certificateIsNotTrustedByDefault() {
        try (HttpClient other = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> get(other, emulator.httpsUrls().getFirst() + "/api/health")).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void portsAreKeptOverARestart() throws IOException, InterruptedException {
        final URI url = emulator.httpsUrls().get(1);
        emulator.frontends().get(1).stop();
        emulator.frontends().get(1).start();

        assertThat(emulator.httpsUrls().get(1)).isEqualTo(url);
        assertThat(get(client(), url + "/api/health").statusCode()).isEqualTo(200);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().sslContext(emulator.certificate().client()).build();
    }

    private static HttpResponse<String> get(final HttpClient client, final String url) throws IOException, InterruptedException {
        final String login = Base64.getEncoder().encodeToString("root:".getBytes(StandardCharsets.UTF_8));
        return client.send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Basic " + login).build(), HttpResponse.BodyHandlers.ofString());
    }
}
