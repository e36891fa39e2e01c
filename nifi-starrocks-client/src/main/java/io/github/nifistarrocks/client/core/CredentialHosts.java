package io.github.nifistarrocks.client.core;

import java.util.Arrays;
import java.util.List;

/**
 * The hosts that may be sent the password. Looked at after the address map, so it names hosts as they are reached from here. The configured FEs
 * may always be.
 */
public final class CredentialHosts {

    /** Every host that the cluster names. */
    public static final CredentialHosts ANY = parse("*");

    private final List<HostPattern> patterns;

    private CredentialHosts(final List<HostPattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * @param text host names or addresses, separated by commas or white space; a {@code *} in each stands for any text
     * @throws IllegalArgumentException when a pattern has two stars or there is none
     */
    public static CredentialHosts parse(final String text) {
        final List<HostPattern> patterns = Arrays.stream(text.strip().split("[,\\s]+")).filter(part -> !part.isEmpty()).map(HostPattern::parse).toList();
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("No host is given");
        }
        return new CredentialHosts(patterns);
    }

    public boolean allows(final String host) {
        return patterns.stream().anyMatch(pattern -> pattern.match(host).isPresent());
    }
}
