package io.github.nifistarrocks.client.scan;

import java.time.Duration;

/**
 * How long a scan waits for its BE.
 *
 * @param connect for a connection
 * @param open for the scanner to be opened: a BE prepares the plan before its reply, and executes it afterwards
 * @param replyMargin for the last reply, beyond the query timeout, which the BE enforces itself
 */
public record ScanTimeouts(Duration connect, Duration open, Duration replyMargin) {

    private static final Duration DEFAULT_REPLY_MARGIN = Duration.ofSeconds(10);

    public static ScanTimeouts of(final Duration connect, final Duration open) {
        return new ScanTimeouts(connect, open, DEFAULT_REPLY_MARGIN);
    }
}
