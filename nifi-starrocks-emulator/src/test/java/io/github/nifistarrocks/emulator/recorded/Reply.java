package io.github.nifistarrocks.emulator.recorded;

import java.util.Map;
import java.util.Optional;

/**
 * A reply, recorded or received.
 *
 * @param status number
 * @param headers by lower-case name
 * @param body as text
 */
record Reply(int status, Map<String, String> headers, String body) {

    Optional<String> header(final String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
