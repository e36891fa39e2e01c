package io.github.nifistarrocks.client.scan;

import java.time.Duration;

/** A point in time that a call must not outlast. */
record Deadline(long nanoTime) {

    static Deadline in(final Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** At most until this and at most the given time from now. */
    Deadline orIn(final Duration duration) {
        final Deadline other = in(duration);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /** Never below 1, which sockets would take for no limit. */
    int remainingMillis() {
        return Math.clamp((nanoTime - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
