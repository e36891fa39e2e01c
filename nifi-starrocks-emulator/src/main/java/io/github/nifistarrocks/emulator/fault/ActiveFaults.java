package io.github.nifistarrocks.emulator.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The faults that one request meets.
 *
 * @param released is counted down when the request's delays are to end
 */
public record ActiveFaults(List<Fault> faults, CountDownLatch released) {
    public ActiveFaults {
        faults = List.copyOf(faults);
    }

    /** Faults that nobody releases. */
    public ActiveFaults(List<Fault> faults) {
        this(faults, new CountDownLatch(1));
    }

    public static ActiveFaults none() {
        return new ActiveFaults(List.of());
    }

    /** Waits for the time, or until the delays of the request are released, also when that was before this call. */
    public void sleep(Duration time) {
        try {
            released.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public <T extends Fault> Optional<T> find(Class<T> type) {
        return faults.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    public boolean has(Class<? extends Fault> type) {
        return find(type).isPresent();
    }
}
