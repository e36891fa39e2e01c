package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.load.LoadReport;

/**
 * A BE's reply to a load as it came.
 *
 * @param report its fields
 * @param existingJobStatus RUNNING or FINISHED with {@code Label Already Exists}, else empty
 * @param label of the transaction; with Merge Commit it is the server's own and not the one that was sent
 * @param hasCounters whether the reply tells of rows; without, the report's counters are 0
 */
public record LoadReply(LoadReport report, String existingJobStatus, String label, boolean hasCounters) {

    /** Where Merge Commit, and the commit of several tables, name the error log. */
    private static final Pattern TRACKING_URL = Pattern.compile("tracking[ _]url: (https?://[^\\s,;}]+)");

    /** @throws IOException when the body is no JSON object with a status */
    public static LoadReply parse(final byte[] body) throws IOException {
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
        final Matcher tracking = TRACKING_URL.matcher(Replies.message(reply));
        final String errorUrl = reply.path("ErrorURL").asText(tracking.find() ? tracking.group(1) : "");
        final LoadReport report = new LoadReport(reply.path("TxnId").asLong(-1), status, Replies.message(reply), reply.path("NumberTotalRows").asLong(),
                reply.path("NumberLoadedRows").asLong(), reply.path("NumberFilteredRows").asLong(), reply.path("NumberUnselectedRows").asLong(),
                reply.path("LoadBytes").asLong(), times, errorUrl.isEmpty() ? Optional.empty() : Optional.of(errorUrl));
        return new LoadReply(report, reply.path("ExistingJobStatus").asText(""), reply.path("Label").asText(""), reply.has("NumberTotalRows"));
    }

    /** An answer in the FE's general style. */
    public static LoadReply failure(final String status, final String message) throws IOException {
        if (!"FAILED".equals(status)) {
            throw new IOException("The reply has no Status");
        }
        return new LoadReply(new LoadReport(-1, status, message, 0, 0, 0, 0, 0, Map.of(), Optional.empty()), "", "", false);
    }
}
