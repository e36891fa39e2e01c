package io.github.nifistarrocks.client.scan;

import java.time.Duration;

/**
 * How long a scan waits for its BE.
 *
 * @param connect for a connection
 * @param replyMargin for a reply, beyond the query timeout, which the BE enforces itself
 */
public record ScanTimeouts(Duration connect, Duration replyMargin) {

    private static final Duration DEFAULT_REPLY_MARGIN = Duration.ofSeconds(10);

    public static ScanTimeouts ofConnect(final Duration connect) {
        return new ScanTimeouts(connect, DEFAULT_REPLY_MARGIN);
    }

    /** For the whole of each reply. */
    Duration reply(final ScanLimits limits) {
        return limits.queryTimeout().plus(replyMargin);
    }
}
