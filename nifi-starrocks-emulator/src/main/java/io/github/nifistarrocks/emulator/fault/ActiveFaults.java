package io.github.nifistarrocks.emulator.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The faults of one request.
 *
 * @param released is counted down to end the delays of the request
 */
public record ActiveFaults(List<Fault> faults, CountDownLatch released) {

    public ActiveFaults {
        faults = List.copyOf(faults);
    }

    /** Faults whose delays cannot be released. */
    public ActiveFaults(final List<Fault> faults) {
        this(faults, new CountDownLatch(1));
    }

    public static ActiveFaults none() {
        return new ActiveFaults(List.of());
    }

    /** Waits for the time, or until the delays of the request are released; returns at once when they already are. */
    public void sleep(final Duration time) {
        try {
            released.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public <T extends Fault> Optional<T> find(final Class<T> type) {
        return faults.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    public boolean has(final Class<? extends Fault> type) {
        return find(type).isPresent();
    }
}
