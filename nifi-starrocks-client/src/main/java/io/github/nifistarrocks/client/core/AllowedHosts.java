package io.github.nifistarrocks.client.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hosts to which something may be sent, such as the password. They are compared with addresses after the address map.
 *
 * <p>A {@code *} matches a part of a name between dots, so that {@code *.example.com} allows {@code be.example.com}, and neither {@code a.be.example.com} nor
 * {@code example.com}. It matches no colon, so that {@code fe*} does not allow the IPv6 address {@code fe80::1}. A pattern of numbers matches IPv4 addresses
 * only: {@code 10.1.2.*} does not allow the name {@code 10.1.2.example}.
 */
public final class AllowedHosts {

    private static final String ANY_HOST = "*";
    private static final int IPV4_PARTS = 4;
    private static final Pattern NUMERIC = Pattern.compile("[0-9*]+(?:\\.[0-9*]+)+");
    private static final String IPV4_PART = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(IPV4_PART + "(?:\\." + IPV4_PART + "){3}");
    /** What a {@code *} matches. */
    private static final String PART = "[\\p{L}\\p{N}_-]*";

    /** Every host that the cluster names. */
    public static final AllowedHosts ANY = parse(ANY_HOST);

    private final List<HostRule> rules;

    private AllowedHosts(final List<HostRule> rules) {
        this.rules = rules;
    }

    /**
     * @param text host names or addresses, separated by commas or white space; {@code *} alone allows every host
     * @throws IllegalArgumentException for a pattern that cannot match, such as one with a port, and when there is no pattern
     */
    public static AllowedHosts parse(final String text) {
        final List<HostRule> rules = Arrays.stream(text.strip().split("[,\\s]+")).filter(part -> !part.isEmpty()).map(HostRule::parse).toList();
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("No host is set");
        }
        return new AllowedHosts(rules);
    }

    public boolean allows(final String host) {
        return rules.stream().anyMatch(rule -> rule.matches(host.toLowerCase(Locale.ROOT)));
    }

    /**
     * @param pattern empty for every host
     * @param addressesOnly whether it does not match names
     */
    private record HostRule(Optional<Pattern> pattern, boolean addressesOnly) {

        static HostRule parse(final String text) {
            if (text.equals(ANY_HOST)) {
                return new HostRule(Optional.empty(), false);
            }
            final boolean numeric = NUMERIC.matcher(text).matches();
            if (numeric && text.split("\\.").length != IPV4_PARTS) {
                throw new IllegalArgumentException("The pattern [%s] does not have the four parts of an IPv4 address, such as 10.1.*.*".formatted(text));
            }
            final String host = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
            if (host.indexOf('/') >= 0 || host.indexOf('[') >= 0 || hasPort(host)) {
                throw new IllegalArgumentException("The pattern [%s] is not a host. Remove the scheme, port or prefix length".formatted(text));
            }
            final String regex = Arrays.stream(host.toLowerCase(Locale.ROOT).split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(PART));
            return new HostRule(Optional.of(Pattern.compile(regex)), numeric);
        }

        /** An IPv6 address has more than one colon. */
        private static boolean hasPort(final String host) {
            return host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':');
        }

        boolean matches(final String host) {
            return pattern.isEmpty() || pattern.get().matcher(host).matches() && (!addressesOnly || IPV4.matcher(host).matches());
        }
    }
}
