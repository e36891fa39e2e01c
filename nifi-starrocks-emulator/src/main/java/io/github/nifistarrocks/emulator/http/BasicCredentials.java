package io.github.nifistarrocks.emulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** User and password of a Basic Authorization header. */
public record BasicCredentials(String user, String password) {

    private static final String SCHEME = "Basic ";

    /**
     * The cluster part after a single {@code @} in the user name is removed.
     *
     * @return empty when there is no header, it is of another scheme, or has no colon
     * @throws IllegalArgumentException when it is not base64
     */
    public static Optional<BasicCredentials> of(final HttpRequest request) {
        final Optional<String> header = request.header("Authorization").filter(value -> value.startsWith(SCHEME));
        if (header.isEmpty()) {
            return Optional.empty();
        }
        final String encoded = header.get().substring(SCHEME.length()).trim();
        final String pair = new String(decode(encoded), StandardCharsets.UTF_8);
        final int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        return Optional.of(new BasicCredentials(withoutCluster(pair.substring(0, colon)), pair.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return "BasicCredentials[user=%s]".formatted(user);
    }

    private static byte[] decode(final String encoded) {
        for (int i = 0; i < encoded.length(); i++) {
            final char c = encoded.charAt(i);
            if (!isBase64(c)) {
                throw new IllegalArgumentException("invalid Base64 input character: %d (decimal)".formatted((int) c));
            }
        }
        return Base64.getDecoder().decode(encoded);
    }

    private static boolean isBase64(final char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=';
    }

    private static String withoutCluster(final String user) {
        final int at = user.indexOf('@');
        return at > 0 && at == user.lastIndexOf('@') ? user.substring(0, at) : user;
    }
}
