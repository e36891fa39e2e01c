package io.github.nifistarrocks.client.outcome;

import java.time.Duration;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;

/**
 * Pauses between repeated requests within a maximum time: 100 ms, or a quarter of a maximum time shorter than 400 ms, doubling up to 2 s.
 */
public final class PollBackoff {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

    private final CallScope scope;
    private final long end;
    private Duration next;
    private boolean paused;

    public PollBackoff(final Duration maxTime, final CallScope scope) {
        this.scope = scope;
        end = System.nanoTime() + maxTime.toNanos();
        next = shorter(FIRST_PAUSE, maxTime.dividedBy(4));
    }

    /** @return false, at once, when the maximum time would end before the next pause; the first pause is always granted */
    public boolean pause() throws CallCancelledException {
        if (paused && System.nanoTime() + next.toNanos() - end > 0) {
            return false;
        }
        scope.pause(next);
        paused = true;
        next = shorter(next.multipliedBy(2), MAX_PAUSE);
        return true;
    }

    private static Duration shorter(final Duration one, final Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
