package io.github.nifistarrocks.client.scan.socket;

import java.time.Duration;

/** The time at which a call must have ended. */
public record Deadline(long nanoTime) {

    public static Deadline in(final Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    public Deadline plus(final Duration time) {
        return new Deadline(nanoTime + time.toNanos());
    }

    /** The earlier of both. */
    public Deadline or(final Deadline other) {
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /** The earlier of this deadline and the given time from now. */
    public Deadline orIn(final Duration duration) {
        return or(in(duration));
    }

    Duration remaining() {
        return Duration.ofMillis(remainingMillis());
    }

    /** At least 1, because 0 means no limit for sockets. */
    int remainingMillis() {
        return Math.clamp((nanoTime - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    public boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
