package io.github.nifistarrocks.emulator.transaction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The time, and the order in which transactions finish. */
final class FinishClock {

    private final InstantSource time;
    private final AtomicLong finishes = new AtomicLong();

    FinishClock(final InstantSource time) {
        this.time = time;
    }

    Instant now() {
        return time.instant();
    }

    LoadTransaction.Finish finish() {
        return new LoadTransaction.Finish(now(), finishes.incrementAndGet());
    }
}
