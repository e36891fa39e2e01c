package io.github.nifistarrocks.client.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Maps the addresses that a cluster names (in redirects, plans and URLs of error logs) to those that can be reached from here. The first matching rule
 * is used. An address without a matching rule is used unchanged.
 *
 * <p>A rule has the form {@code inside=outside}. Inside is {@code host} or {@code host:port}. Outside may begin with {@code http://} or
 * {@code https://}, which sets the scheme of HTTP addresses. Outside without a port keeps the port. One {@code *} in the inside host matches any text,
 * which replaces the {@code *} of the outside host. Examples: {@code 10.0.0.5:8040=localhost:18040},
 * {@code *.starrocks-be.svc:8040=https://*.example.com:443}.
 */
public final class AddressMap {

    /** No rules: every address is used unchanged. */
    public static final AddressMap DIRECT = new AddressMap(List.of());

    private final List<Rule> rules;

    private AddressMap(final List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * @param text rules, separated by commas, semicolons or line ends; may be empty
     * @throws IllegalArgumentException naming the invalid rule
     */
    public static AddressMap parse(final String text) {
        final List<Rule> rules = new ArrayList<>();
        for (final String part : text.split("[,;\\n]")) {
            if (!part.isBlank()) {
                rules.add(Rule.parse(part.strip()));
            }
        }
        return rules.isEmpty() ? DIRECT : new AddressMap(rules);
    }

    /** The reachable address, with the scheme that the rule sets. */
    public Target map(final HostPort inside) {
        for (final Rule rule : rules) {
            final Optional<Target> target = rule.apply(inside);
            if (target.isPresent()) {
                return target.get();
            }
        }
        return new Target(inside, Optional.empty());
    }

    /**
     * A reachable address.
     *
     * @param address host and port
     * @param scheme http or https when the rule sets it
     */
    public record Target(HostPort address, Optional<String> scheme) {}

    private record Rule(HostPattern insideHost, OptionalInt insidePort, Optional<String> scheme, String outsideHost, OptionalInt outsidePort) {

        static Rule parse(final String text) {
            final int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new IllegalArgumentException("Address rule [%s] does not have the form inside=outside".formatted(text));
            }
            final Address inside = Address.parse(text.substring(0, equals).strip(), text);
            final String right = text.substring(equals + 1).strip();
            final Optional<String> scheme = right.startsWith("https://")
                    ? Optional.of("https")
                    : right.startsWith("http://") ? Optional.of("http") : Optional.empty();
            final Address outside = Address.parse(right.substring(scheme.map(name -> name.length() + 3).orElse(0)), text);
            if (outside.host.indexOf('*') != outside.host.lastIndexOf('*') || outside.host.contains("*") && !inside.host.contains("*")) {
                throw new IllegalArgumentException("Address rule [%s] has a * on the right without a matching * on the left".formatted(text));
            }
            return new Rule(HostPattern.parse(inside.host), inside.port, scheme, outside.host, outside.port);
        }

        Optional<Target> apply(final HostPort inside) {
            if (insidePort.isPresent() && insidePort.getAsInt() != inside.port()) {
                return Optional.empty();
            }
            return insideHost.match(inside.host())
                    .map(star -> new Target(new HostPort(outsideHost.replace("*", star), outsidePort.orElse(inside.port())), scheme));
        }
    }

    private record Address(String host, OptionalInt port) {

        static Address parse(final String text, final String rule) {
            try {
                final boolean bracketed = text.startsWith("[") && text.endsWith("]");
                if (bracketed || text.indexOf(':') < 0) {
                    final String host = bracketed ? text.substring(1, text.length() - 1) : text;
                    return new Address(new HostPort(host, 1).host(), OptionalInt.empty());
                }
                final HostPort address = HostPort.parse(text);
                return new Address(address.host(), OptionalInt.of(address.port()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Address rule [%s] is invalid: [%s] is not host or host:port".formatted(rule, text), e);
            }
        }
    }
}
