package io.github.nifistarrocks.emulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that an FE or BE has received.
 *
 * @param server that received it, such as {@code fe0} or {@code be1}
 * @param method GET, PUT, POST
 * @param target path and query as sent
 * @param headers as sent, without credentials
 * @param bodyBytes number of bytes of the body that the server has read
 */
public record RecordedRequest(String server, String method, String target, List<Map.Entry<String, String>> headers, long bodyBytes) {

    public RecordedRequest {
        headers = headers.stream().filter(header -> !header.getKey().equalsIgnoreCase("Authorization")).toList();
    }

    public Optional<String> header(final String name) {
        return headers.stream().filter(header -> header.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue).findFirst();
    }
}
