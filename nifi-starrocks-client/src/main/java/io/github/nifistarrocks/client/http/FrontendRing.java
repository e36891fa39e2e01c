package io.github.nifistarrocks.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * The FEs in the order to call them: in turn, and those that failed recently last. After its cool-down one caller tries a failed FE first. The others
 * call it last for another cool-down, so an FE that hangs delays one caller and not all. Thread-safe.
 */
final class FrontendRing {

    private final List<URI> frontends;
    private final long coolDownNanos;
    private final LongSupplier clock;
    private final Map<URI, Long> failedAt = new HashMap<>();
    private int next;

    FrontendRing(final List<URI> frontends, final Duration coolDown, final LongSupplier nanoClock) {
        this.frontends = List.copyOf(frontends);
        this.coolDownNanos = coolDown.toNanos();
        this.clock = nanoClock;
    }

    /** For a call that is answered at once, and may try a failed FE. */
    synchronized List<URI> order() {
        return order(failed -> clock.getAsLong() - failed >= coolDownNanos);
    }

    /** For a call that may wait long for its reply: a failed FE is the last one. */
    synchronized List<URI> orderForLongCalls() {
        return order(failed -> false);
    }

    private List<URI> order(final LongPredicate mayTry) {
        final List<URI> order = new ArrayList<>(frontends.size());
        final List<URI> cooling = new ArrayList<>();
        for (int i = 0; i < frontends.size(); i++) {
            final URI frontend = frontends.get((next + i) % frontends.size());
            final Long failed = failedAt.get(frontend);
            if (failed == null) {
                order.add(frontend);
            } else if (mayTry.test(failed) && order.stream().noneMatch(failedAt::containsKey)) {
                failedAt.put(frontend, clock.getAsLong());
                order.addFirst(frontend);
            } else {
                cooling.add(frontend);
            }
        }
        next = (next + 1) % frontends.size();
        order.addAll(cooling);
        return order;
    }

    synchronized void failed(final URI frontend) {
        failedAt.put(frontend, clock.getAsLong());
    }

    synchronized void reached(final URI frontend) {
        failedAt.remove(frontend);
    }
}
