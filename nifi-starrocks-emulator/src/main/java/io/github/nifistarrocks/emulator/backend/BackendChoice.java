package io.github.nifistarrocks.emulator.backend;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses the BE for a redirect: a random one, as a real FE does, unless a test has set it. */
final class BackendChoice {

    private final Queue<Integer> planned = new ConcurrentLinkedQueue<>();

    /** The next redirects go to these BEs, one each, and then to random ones again. */
    void next(final int... indexes) {
        for (final int index : indexes) {
            planned.add(index);
        }
    }

    /** @return empty when none of them is there */
    Optional<EmulatorBackend> of(final List<EmulatorBackend> alive) {
        if (alive.isEmpty()) {
            return Optional.empty();
        }
        final Integer wanted = planned.poll();
        final Optional<EmulatorBackend> named = alive.stream().filter(backend -> wanted != null && backend.index() == wanted).findFirst();
        return named.or(() -> Optional.of(alive.get(ThreadLocalRandom.current().nextInt(alive.size()))));
    }
}
