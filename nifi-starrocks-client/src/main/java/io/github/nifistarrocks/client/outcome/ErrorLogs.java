package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.RejectedRow;

/**
 * Fetches the rows that a BE filtered, from the URL in its reply. A BE asks for no login there (be/src/http/download_action.cpp, handle_error_log), so no
 * password is sent.
 */
public final class ErrorLogs {

    private static final int MAX_BYTES = 1 << 22;
    private static final String PREFIX = "Error: ";
    private static final String ROW = ". Row: ";

    private final ClusterConnection connection;

    public ErrorLogs(final ClusterConnection connection) {
        this.connection = connection;
    }

    /** The rows of the log: at most about 50 by a limit of the BE, and those of its first 4 MB. */
    public List<RejectedRow> fetch(final String errorUrl, final CallScope scope) throws StarRocksException, CallCancelledException {
        try {
            final URI named = new URI(errorUrl);
            if (named.getHost() == null || named.getScheme() == null) {
                throw new StarRocksException(Kind.PROTOCOL, "The URL of the error log [%s] has no host".formatted(errorUrl));
            }
            final URI reachable = connection.addresses().reachable(named);
            final HttpCall call = HttpCall.get(UrlPath.ofUrl(reachable)).withoutCredentials();
            final HttpReply reply = connection.transport().exchange(reachable, call, scope,
                    (head, body) -> new HttpReply(head.status(), head.location(), body.readNBytes(MAX_BYTES)));
            if (reply.status() != 200) {
                throw new StarRocksException(Kind.UNAVAILABLE,
                        "The error log at %s cannot be read (HTTP %d): %s".formatted(reachable, reply.status(), reply.excerpt()));
            }
            final List<RejectedRow> rows = parse(reply.text());
            // The last row of a log that is too long may be incomplete.
            return reply.body().length < MAX_BYTES || rows.size() < 2 ? rows : rows.subList(0, rows.size() - 1);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new StarRocksException(Kind.PROTOCOL, "The URL of the error log [%s] is invalid".formatted(errorUrl), e);
        } catch (IOException e) {
            throw new StarRocksException(Kind.UNAVAILABLE,
                    "The error log at %s cannot be fetched: %s. Check the address map".formatted(errorUrl, ErrorText.withoutFullStop(ErrorText.describe(e))),
                    e);
        }
    }

    /** Lines are {@code Error: <reason>. Row: <row>}; a row with line ends continues up to the next line with this beginning. */
    static List<RejectedRow> parse(final String log) {
        final List<RejectedRow> rows = new ArrayList<>();
        final StringBuilder entry = new StringBuilder();
        for (final String line : log.split("\n", -1)) {
            if (line.startsWith(PREFIX) && !entry.isEmpty()) {
                rows.add(row(entry.toString()));
                entry.setLength(0);
            }
            entry.append(entry.isEmpty() ? "" : "\n").append(line);
        }
        if (!entry.toString().isBlank()) {
            rows.add(row(entry.toString()));
        }
        return rows;
    }

    private static RejectedRow row(final String entry) {
        final String text = (entry.startsWith(PREFIX) ? entry.substring(PREFIX.length()) : entry).strip();
        final int row = text.indexOf(ROW);
        return row < 0 ? new RejectedRow(text, "") : new RejectedRow(text.substring(0, row), text.substring(row + ROW.length()));
    }
}
