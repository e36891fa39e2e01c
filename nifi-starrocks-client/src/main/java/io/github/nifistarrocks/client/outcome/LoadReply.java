package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadStatistics;
import io.github.nifistarrocks.client.load.RowCounts;
import io.github.nifistarrocks.client.reply.ReplyStatus;
import io.github.nifistarrocks.client.reply.ServerMessage;

/**
 * The reply to a load or to a step of a transaction.
 *
 * @param report its fields
 * @param existingJobStatus RUNNING or FINISHED with {@code Label Already Exists}, else empty
 * @param label of the transaction; with Merge Commit it is the label of the server and not the one that was sent
 * @param hasCounts whether the reply has counts of rows; without them the counts of the report are 0
 */
public record LoadReply(LoadReport report, String existingJobStatus, String label, boolean hasCounts) {

    /** @throws IOException when the body is not a JSON object with a status */
    public static LoadReply parse(final byte[] body) throws IOException {
        final JsonNode reply = JsonReplies.object(body);
        final String status = reply.path("Status").asText("");
        if (status.isEmpty()) {
            throw new IOException("The reply has no Status");
        }
        return new LoadReply(report(status, reply), reply.path("ExistingJobStatus").asText(""), reply.path("Label").asText(""), reply.has("NumberTotalRows"));
    }

    /** A reply in the style of a BE, or in the general style of an FE, {@code status} and {@code msg}. */
    public static LoadReply parseStep(final byte[] body) throws IOException {
        final JsonNode reply = JsonReplies.object(body);
        if (reply.has("Status")) {
            return parse(body);
        }
        final String status = reply.path("status").asText();
        if (ReplyStatus.of(status) != ReplyStatus.FAILED) {
            throw new IOException("The reply has no Status");
        }
        return new LoadReply(LoadReport.of(status, JsonReplies.message(reply)), "", "", false);
    }

    private static LoadReport report(final String status, final JsonNode reply) {
        final String message = JsonReplies.message(reply);
        final Map<String, Long> times = new TreeMap<>();
        reply.properties().stream().filter(field -> field.getKey().endsWith("TimeMs")).forEach(field -> times.put(field.getKey(), field.getValue().asLong()));
        final RowCounts rows = new RowCounts(reply.path("NumberTotalRows").asLong(), reply.path("NumberLoadedRows").asLong(),
                reply.path("NumberFilteredRows").asLong(), reply.path("NumberUnselectedRows").asLong());
        final Optional<String> errorUrl = reply.has("ErrorURL") ? Optional.of(reply.path("ErrorURL").asText()) : ServerMessage.errorLog(message);
        return new LoadReport(reply.path("TxnId").asLong(-1), status, message,
                reply.has("NumberTotalRows") ? new LoadStatistics(rows, reply.path("LoadBytes").asLong(), times) : LoadStatistics.NONE,
                errorUrl.filter(url -> !url.isEmpty()));
    }
}
