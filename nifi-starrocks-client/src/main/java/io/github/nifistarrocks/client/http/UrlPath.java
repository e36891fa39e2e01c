package io.github.nifistarrocks.client.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Builds paths of the REST interface of StarRocks. */
public final class UrlPath {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private UrlPath() {}

    /**
     * Joins segments with slashes, each percent-encoded as UTF-8: {@code of("api", "my db")} is {@code /api/my%20db}.
     *
     * @throws IllegalArgumentException for a segment that servers and proxies resolve, encoded or not: it has slashes or only dots
     */
    public static String of(final String... segments) {
        final StringBuilder path = new StringBuilder();
        for (final String segment : segments) {
            if (segment.equals(".") || segment.equals("..") || segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0) {
                throw new IllegalArgumentException("[%s] cannot be a part of a path".formatted(segment));
            }
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    /** Encoded path and query of a URL. */
    public static String ofUrl(final URI url) {
        return url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }

    /** Percent-encodes all characters but the unreserved ones of RFC 3986. */
    public static String encode(final String text) {
        final StringBuilder encoded = new StringBuilder(text.length());
        for (final byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }
}
