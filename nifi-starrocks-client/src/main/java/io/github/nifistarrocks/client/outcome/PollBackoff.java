package io.github.nifistarrocks.client.outcome;

import java.time.Duration;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;

/** A bounded wait between questions about the same thing: pauses of 100 ms, or a quarter of a wait shorter than 400 ms, doubling to 2 s. */
public final class PollBackoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final long end;
    private Duration next;
    private boolean paused;

    public PollBackoff(final Duration atMost) {
        end = System.nanoTime() + atMost.toNanos();
        next = shorter(FIRST, atMost.dividedBy(4));
    }

    /** @return false, at once, when the next pause would last longer than all of it may; the first one always may */
    public boolean pause(final CallScope scope) throws CallCancelledException {
        if (paused && System.nanoTime() + next.toNanos() - end > 0) {
            return false;
        }
        scope.pause(next);
        paused = true;
        next = shorter(next.multipliedBy(2), LONGEST);
        return true;
    }

    private static Duration shorter(final Duration one, final Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
