package io.github.nifistarrocks.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.client.core.CoolDown;

/** The FEs in the order to call them: in turn, and those that failed recently last. Thread-safe. */
final class FrontendRing {

    private final List<URI> frontends;
    private final CoolDown<URI> coolDown;
    private int next;

    FrontendRing(final List<URI> frontends, final Duration coolDown, final LongSupplier nanoClock) {
        this.frontends = List.copyOf(frontends);
        this.coolDown = new CoolDown<>(coolDown, nanoClock);
    }

    /** For a call that is answered at once, and may try a failed FE. */
    List<URI> order() {
        return coolDown.order(inTurn());
    }

    /** For a call that may wait long for its reply: a failed FE is the last one. */
    List<URI> orderForLongCalls() {
        return coolDown.orderWithoutTrial(inTurn());
    }

    private synchronized List<URI> inTurn() {
        final List<URI> turn = new ArrayList<>(frontends);
        Collections.rotate(turn, -next);
        next = (next + 1) % frontends.size();
        return turn;
    }

    void failed(final URI frontend) {
        coolDown.failed(frontend);
    }

    void reached(final URI frontend) {
        coolDown.reached(frontend);
    }
}
