package io.github.nifistarrocks.client.load;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.http.Replies;

/**
 * A BE's reply to a load as it came.
 *
 * @param report its fields
 * @param existingJobStatus RUNNING or FINISHED with {@code Label Already Exists}, else empty
 */
record LoadReply(LoadReport report, String existingJobStatus) {

    /** @throws IOException when the body is no JSON object with a status */
    static LoadReply parse(final byte[] body) throws IOException {
        final JsonNode reply = Replies.object(body);
        final String status = reply.path("Status").asText("");
        if (status.isEmpty()) {
            throw new IOException("The reply has no Status");
        }
        final Map<String, Long> times = new TreeMap<>();
        for (final Iterator<Map.Entry<String, JsonNode>> fields = reply.fields(); fields.hasNext();) {
            final Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().endsWith("TimeMs")) {
                times.put(field.getKey(), field.getValue().asLong());
            }
        }
        final String errorUrl = reply.path("ErrorURL").asText("");
        final LoadReport report = new LoadReport(reply.path("TxnId").asLong(-1), status, Replies.message(reply), reply.path("NumberTotalRows").asLong(),
                reply.path("NumberLoadedRows").asLong(), reply.path("NumberFilteredRows").asLong(), reply.path("NumberUnselectedRows").asLong(),
                reply.path("LoadBytes").asLong(), times, errorUrl.isEmpty() ? Optional.empty() : Optional.of(errorUrl));
        return new LoadReply(report, reply.path("ExistingJobStatus").asText(""));
    }
}
