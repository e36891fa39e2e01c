package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.Causes;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.load.RejectedRow;

/** Fetches the rows that a BE filtered from the URL that its reply names. */
public final class ErrorLogs {

    private static final int MAX_BYTES = 1 << 22;
    private static final String PREFIX = "Error: ";
    private static final String ROW = ". Row: ";

    private final HttpTransport transport;
    private final AddressPolicy addresses;

    public ErrorLogs(final HttpTransport transport, final AddressPolicy addresses) {
        this.transport = transport;
        this.addresses = addresses;
    }

    /** The log's rows: at most about 50 by the BE's own limit, and those of its first 4 MB. */
    public List<RejectedRow> fetch(final String errorUrl, final CallScope scope) throws StarRocksException, CallCancelledException {
        try {
            final URI named = new URI(errorUrl);
            if (named.getHost() == null || named.getScheme() == null) {
                throw new StarRocksException(Kind.PROTOCOL, "The error log's URL [%s] has no host".formatted(errorUrl));
            }
            final URI reachable = addresses.reachable(named);
            final HttpCall call = HttpCall.get(reachable.getRawPath() + (reachable.getRawQuery() == null ? "" : "?" + reachable.getRawQuery()));
            final HttpReply reply = transport.exchange(reachable, call, addresses.mayReceiveCredentials(reachable, named), scope,
                    (status, location, body) -> new HttpReply(status, location, body.readNBytes(MAX_BYTES)));
            if (reply.status() != 200) {
                throw new StarRocksException(Kind.UNAVAILABLE,
                        "The error log at %s answered HTTP %d: %s".formatted(reachable, reply.status(), reply.excerpt()));
            }
            final List<RejectedRow> rows = parse(reply.text());
            // The last row of a log that is too long is cut off.
            return reply.body().length < MAX_BYTES || rows.size() < 2 ? rows : rows.subList(0, rows.size() - 1);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new StarRocksException(Kind.PROTOCOL, "The error log's URL [%s] cannot be read".formatted(errorUrl), e);
        } catch (IOException e) {
            throw new StarRocksException(Kind.UNAVAILABLE,
                    "The error log at %s cannot be fetched: %s. Check the address map".formatted(errorUrl, Sentences.withoutFullStop(Causes.describe(e))), e);
        }
    }

    /** Lines are {@code Error: <reason>. Row: <row>}; a row with line ends goes on until the next line that begins so. */
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
