package io.github.nifistarrocks.client.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Servers that failed recently, which are used last. After its cool-down one caller tries a failed server first. The others use it last for another
 * cool-down, so a server that hangs delays one caller and not all. Thread-safe.
 *
 * @param <S> identifies a server
 */
public final class CoolDown<S> {

    private final long nanos;
    private final LongSupplier clock;
    private final Map<S, Long> failedAt = new HashMap<>();

    public CoolDown(final Duration duration, final LongSupplier nanoClock) {
        this.nanos = duration.toNanos();
        this.clock = nanoClock;
    }

    /** The order for a call that may try a failed server. */
    public synchronized List<S> order(final List<S> servers) {
        return order(servers, failed -> clock.getAsLong() - failed >= nanos);
    }

    /** The order for a call that must not wait for a server that may still fail: a failed server is the last one. */
    public synchronized List<S> orderWithoutTrial(final List<S> servers) {
        return order(servers, failed -> false);
    }

    private List<S> order(final List<S> servers, final LongPredicate mayTry) {
        final List<S> order = new ArrayList<>(servers.size());
        final List<S> cooling = new ArrayList<>();
        for (final S server : servers) {
            final Long failed = failedAt.get(server);
            if (failed == null) {
                order.add(server);
            } else if (mayTry.test(failed) && order.stream().noneMatch(failedAt::containsKey)) {
                failedAt.put(server, clock.getAsLong());
                order.addFirst(server);
            } else {
                cooling.add(server);
            }
        }
        order.addAll(cooling);
        return order;
    }

    public synchronized void failed(final S server) {
        failedAt.put(server, clock.getAsLong());
    }

    public synchronized void reached(final S server) {
        failedAt.remove(server);
    }
}
