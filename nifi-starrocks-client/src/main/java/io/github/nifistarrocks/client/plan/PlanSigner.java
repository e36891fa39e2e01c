package io.github.nifistarrocks.client.plan;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import io.github.nifistarrocks.client.core.StarRocksClientConfig;

/**
 * Signs plans by HMAC-SHA256, so that only plans are scanned that a client with the same settings created. Its key is derived from the plan key if that is set,
 * and otherwise from the addresses of the FEs, the user and the password. Thread-safe.
 */
public final class PlanSigner {

    /** Characters of a signature, which is hexadecimal. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final String MAC = "HmacSHA256";
    private static final String DERIVATION = "PBKDF2WithHmacSHA256";
    /** Slows down guessing of a password by the signature of a plan; derived once for each client. */
    private static final int ITERATIONS = 210_000;
    private static final int KEY_BITS = 256;
    private static final int BUFFER_BYTES = 8192;
    private static final long MAX_CONTENT_BYTES = 256L * 1024 * 1024;
    /** Keeps the keys of a plan key and of an equal password apart. */
    private static final String PLAN_KEY_SALT = "nifi-starrocks plan key\0";
    private static final String SETTINGS_SALT = "nifi-starrocks settings\0";
    /** A password may be empty, but the input of the derivation may not. */
    private static final String SECRET_PREFIX = "plan:";

    private final Supplier<SecretKey> derivation;
    private Optional<SecretKey> key = Optional.empty();

    private PlanSigner(final Supplier<SecretKey> derivation) {
        this.derivation = derivation;
    }

    /** Derives the key when it is needed. */
    public static PlanSigner of(final StarRocksClientConfig config) {
        final Optional<String> planKey = config.login().planKey();
        return planKey.isPresent()
                ? new PlanSigner(() -> derive(planKey.get(), PLAN_KEY_SALT))
                : new PlanSigner(() -> derive(config.login().password(), SETTINGS_SALT + identity(config)));
    }

    /** The same whatever the order and case of the addresses. */
    private static String identity(final StarRocksClientConfig config) {
        final String frontends = config.frontends().stream().map(PlanSigner::origin).sorted().distinct().collect(Collectors.joining(" "));
        return config.login().user() + '\0' + frontends;
    }

    private static String origin(final URI frontend) {
        return (frontend.getScheme() + "://" + frontend.getAuthority()).toLowerCase(Locale.ROOT);
    }

    private static SecretKey derive(final String secret, final String context) {
        try {
            final byte[] salt = MessageDigest.getInstance("SHA-256").digest(context.getBytes(StandardCharsets.UTF_8));
            final PBEKeySpec spec = new PBEKeySpec((SECRET_PREFIX + secret).toCharArray(), salt, ITERATIONS, KEY_BITS);
            try {
                return new SecretKeySpec(SecretKeyFactory.getInstance(DERIVATION).generateSecret(spec).getEncoded(), MAC);
            } finally {
                spec.clearPassword();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java runtime has no " + DERIVATION, e);
        }
    }

    /** The signature of the content. */
    public String sign(final byte[] content) {
        return HexFormat.of().formatHex(mac().doFinal(content));
    }

    /**
     * Reads the content to its end and compares its signature, in a time that does not depend on where they differ. Content that is longer than any plan is not
     * signed.
     */
    public boolean isSigned(final InputStream content, final String signature) throws IOException {
        final Mac mac = mac();
        final byte[] buffer = new byte[BUFFER_BYTES];
        long left = MAX_CONTENT_BYTES;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            mac.update(buffer, 0, count);
            left -= count;
            if (left < 0) {
                return false;
            }
        }
        final String expected = HexFormat.of().formatHex(mac.doFinal());
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    private Mac mac() {
        try {
            final Mac mac = Mac.getInstance(MAC);
            mac.init(key());
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java runtime has no " + MAC, e);
        }
    }

    private synchronized SecretKey key() {
        final SecretKey derived = key.orElseGet(derivation);
        key = Optional.of(derived);
        return derived;
    }
}
