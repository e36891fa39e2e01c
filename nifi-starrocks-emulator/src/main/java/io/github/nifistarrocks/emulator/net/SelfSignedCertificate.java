package io.github.nifistarrocks.emulator.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for the loopback addresses of servers, made by the keytool of the JDK; clients trust it by its trust store. */
public final class SelfSignedCertificate {

    /** Of both stores. */
    public static final String PASSWORD = "changeit";
    private static final String ALIAS = "emulator";
    private static final int ADDRESSES = 30;

    private static final Object MAKING = new Object();

    private static Optional<SelfSignedCertificate> made = Optional.empty();

    private final KeyStore keys;
    private final KeyStore trust;
    private final Path trustStore;

    private SelfSignedCertificate(final Path folder) throws IOException {
        final Path file = folder.resolve("keystore.p12");
        generate(file);
        trustStore = folder.resolve("truststore.p12");
        try (InputStream in = Files.newInputStream(file); OutputStream out = Files.newOutputStream(trustStore)) {
            keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            trust.store(out, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        file.toFile().deleteOnExit();
        trustStore.toFile().deleteOnExit();
        folder.toFile().deleteOnExit();
    }

    /** The one of this JVM, in files that are deleted when it ends. */
    public static SelfSignedCertificate ofThisJvm() throws IOException {
        synchronized (MAKING) {
            if (made.isEmpty()) {
                made = Optional.of(new SelfSignedCertificate(Files.createTempDirectory("emulator-tls")));
            }
            return made.get();
        }
    }

    /** A PKCS12 file with {@link #PASSWORD}. */
    public Path trustStore() {
        return trustStore;
    }

    /** For servers. */
    public SSLContext server() {
        try {
            final KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For clients that trust this certificate. */
    public SSLContext client() {
        try {
            final TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trust);
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(final Path file) throws IOException {
        final String names = IntStream.rangeClosed(1, ADDRESSES).mapToObj("ip:127.0.0.%d"::formatted).collect(Collectors.joining(",", "dns:localhost,", ""));
        final Process keytool = new ProcessBuilder(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", ALIAS,
                        "-keyalg", "EC", "-dname", "CN=fe", "-ext", "san=" + names, "-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true).start();
        final String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool ran", e);
        }
    }
}
