package io.github.nifistarrocks.processors.common;

import java.time.Instant;

/**
 * What a FlowFile shows of the time before its load.
 *
 * @param entered when it entered NiFi
 * @param attempts to load it, as far as known; after a crash of NiFi there may be more
 */
public record FlowFileHistory(Instant entered, int attempts) {}
