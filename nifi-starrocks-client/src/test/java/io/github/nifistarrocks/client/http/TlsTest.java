package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.http.HttpTransport.Upload;
import io.github.nifistarrocks.client.http.HttpTransport.UploadReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The same transport over TLS, with a certificate for localhost that the test's own key store holds. */
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static SSLContext trusting;

    private final ScriptedServer server = new ScriptedServer();
    private final CallScope scope = new CallScope();

    @BeforeAll
    static void makeCertificate() throws Exception {
        final Path store = folder.resolve("localhost.p12");
        final Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "localhost",
                "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
                PASSWORD)
                .inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        trusting = context(store);
    }

    private static SSLContext context(final Path store) throws GeneralSecurityException, IOException {
        final KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        final KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD.toCharArray());
        final TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(keys);
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    @BeforeEach
    void start() throws IOException {
        server.start(trusting.getServerSocketFactory());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void bodyIsSentOverTls() throws Exception {
        server.serve(connection -> {
            assertThat(connection.readHead()).contains("Authorization: Basic");
            connection.write("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(connection.readUntil("0\r\n\r\n")).contains("some rows");
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });

        try (HttpTransport transport = new HttpTransport(config().sslContext(trusting).build(), new HostResolver())) {
            final UploadReply answer = transport.upload(new Upload(url("localhost"), Map.of(),
                    out -> out.write("some rows".getBytes(StandardCharsets.UTF_8)), Duration.ofMinutes(5), Duration.ofMinutes(5)), scope);
            assertThat(answer.reply().status()).isEqualTo(200);
        }
        server.verify();
    }

    @Test
    void untrustedCertificateIsRefused() {
        try (HttpTransport transport = new HttpTransport(config().build(), new HostResolver())) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> transport.send(url("localhost"), HttpCall.get("/api/health"), scope));
        }
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        try (HttpTransport transport = new HttpTransport(config().sslContext(trusting).build(), new HostResolver())) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> transport.send(url("127.0.0.1"), HttpCall.get("/api/health"), scope));
        }
    }

    private StarRocksClientConfig.Builder config() {
        return StarRocksClientConfig.builder(List.of(url("localhost"))).credentials("user", "secret").responseTimeout(Duration.ofMinutes(5));
    }

    private URI url(final String host) {
        return URI.create("https://%s:%d".formatted(host, server.port()));
    }
}
