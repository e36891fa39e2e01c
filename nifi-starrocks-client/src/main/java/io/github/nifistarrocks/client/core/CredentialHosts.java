package io.github.nifistarrocks.client.core;

import java.util.Arrays;
import java.util.List;

/**
 * The hosts that may receive the password. They are compared with addresses after the address map. The configured FEs are always allowed.
 */
public final class CredentialHosts {

    /** Every host that the cluster names. */
    public static final CredentialHosts ANY = parse("*");

    private final List<HostPattern> patterns;

    private CredentialHosts(final List<HostPattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * @param text host names or addresses, separated by commas or white space; one {@code *} in each matches any text
     * @throws IllegalArgumentException when a pattern has two stars, or there is no pattern
     */
    public static CredentialHosts parse(final String text) {
        final List<HostPattern> patterns = Arrays.stream(text.strip().split("[,\\s]+")).filter(part -> !part.isEmpty()).map(HostPattern::parse).toList();
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("No host is set");
        }
        return new CredentialHosts(patterns);
    }

    public boolean allows(final String host) {
        return patterns.stream().anyMatch(pattern -> pattern.match(host).isPresent());
    }
}
