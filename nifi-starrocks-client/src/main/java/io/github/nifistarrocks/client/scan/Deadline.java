package io.github.nifistarrocks.client.scan;

import java.time.Duration;

/** The time at which a call must have ended. */
record Deadline(long nanoTime) {

    static Deadline in(final Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    Deadline plus(final Duration time) {
        return new Deadline(nanoTime + time.toNanos());
    }

    /** The earlier of both. */
    Deadline or(final Deadline other) {
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /** The earlier of this deadline and the given time from now. */
    Deadline orIn(final Duration duration) {
        return or(in(duration));
    }

    /** At least 1, because 0 means no limit for sockets. */
    int remainingMillis() {
        return Math.clamp((nanoTime - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
