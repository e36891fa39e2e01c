package io.github.nifistarrocks.emulator.recorded;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A reply, recorded or received.
 *
 * @param status number
 * @param headers by lower-case name
 * @param body as text
 */
record Reply(int status, Map<String, String> headers, String body) {

    /** The same with the name of a server in its redirect, instead of the address. */
    Reply withNamedRedirect(final UnaryOperator<String> names) {
        final Map<String, String> named = new LinkedHashMap<>(headers);
        named.computeIfPresent("location", (header, location) -> location.replace(URI.create(location).getAuthority(),
                names.apply(URI.create(location).getAuthority())));
        return new Reply(status, named, body);
    }

    Optional<String> header(final String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
