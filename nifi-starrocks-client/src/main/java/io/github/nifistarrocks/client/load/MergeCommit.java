package io.github.nifistarrocks.client.load;

import java.time.Duration;

/**
 * Lets the server merge loads of equal headers into one transaction (StarRocks 3.4+). The label gives no protection then: a load whose reply was lost
 * may be loaded twice when it is sent again.
 *
 * @param interval how long the server collects loads, from 1 ms
 * @param parallel number of loads into the table that the server runs at a time
 * @param reply when the server replies
 */
public record MergeCommit(Duration interval, int parallel, Reply reply) {

    /** When the server replies. */
    public enum Reply {
        /** When the merged transaction is visible, or has failed. */
        WHEN_VISIBLE,
        /** When the server has the rows in memory, and has begun the merged transaction ({@code merge_commit_async}). */
        WHEN_RECEIVED
    }

    public MergeCommit {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("Merge Commit interval %s is less than 1 ms".formatted(interval));
        }
        if (parallel < 1) {
            throw new IllegalArgumentException("Merge Commit parallel %d is less than 1".formatted(parallel));
        }
    }
}
