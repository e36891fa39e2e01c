package io.github.nifistarrocks.client.load;

import java.util.Map;
import java.util.Objects;

import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.TableId;

/**
 * The rows of one request of a transaction.
 *
 * @param table target
 * @param headers Stream Load headers as in {@link LoadRequest#headers()}; the same for all parts of one table, otherwise the server refuses them
 * @param body a whole number of rows; CSV ends with the row delimiter, JSON is a document of its own
 */
public record LoadPart(TableId table, Map<String, String> headers, RequestBody body) {

    public LoadPart {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(body, "body");
        headers = LoadRequest.checked(headers);
    }
}
