package io.github.nifistarrocks.client.core;

import java.util.Locale;
import java.util.Optional;

/** A host name or address in which at most one {@code *} matches any text; upper and lower case are equal. */
record HostPattern(String prefix, Optional<String> suffix) {

    static HostPattern parse(final String text) {
        final String pattern = text.toLowerCase(Locale.ROOT);
        final int star = pattern.indexOf('*');
        if (star < 0) {
            return new HostPattern(pattern, Optional.empty());
        }
        final String rest = pattern.substring(star + 1);
        if (rest.indexOf('*') >= 0) {
            throw new IllegalArgumentException("More than one * in [%s]".formatted(text));
        }
        return new HostPattern(pattern.substring(0, star), Optional.of(rest));
    }

    /** The text that the star matches (empty without a star), or nothing when the host does not match. */
    Optional<String> match(final String host) {
        final String name = host.toLowerCase(Locale.ROOT);
        if (suffix.isEmpty()) {
            return name.equals(prefix) ? Optional.of("") : Optional.empty();
        }
        final boolean matches = name.length() >= prefix.length() + suffix.get().length() && name.startsWith(prefix) && name.endsWith(suffix.get());
        return matches ? Optional.of(name.substring(prefix.length(), name.length() - suffix.get().length())) : Optional.empty();
    }
}
