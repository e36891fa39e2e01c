package io.github.nifistarrocks.client.pressure;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How long a refused login is taken for a password that is just being changed. After a load has succeeded, a refused login is retried for 12 hours, so
 * that a queue does not drain into failure. A login that never succeeded needs a user at once. Thread-safe.
 */
public final class LoginGrace {

    private static final long GRACE_NANOS = Duration.ofHours(12).toNanos();

    private final LongSupplier nanoClock;
    private boolean succeeded;
    private OptionalLong refusedSince = OptionalLong.empty();

    public LoginGrace() {
        this(System::nanoTime);
    }

    LoginGrace(final LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A load succeeded, so the login is right. */
    public synchronized void succeeded() {
        succeeded = true;
        refusedSince = OptionalLong.empty();
    }

    /** The login was refused. @return whether to retry */
    public synchronized boolean allowsRetry() {
        if (!succeeded) {
            return false;
        }
        final long now = nanoClock.getAsLong();
        if (refusedSince.isEmpty()) {
            refusedSince = OptionalLong.of(now);
        }
        return now - refusedSince.getAsLong() < GRACE_NANOS;
    }
}
