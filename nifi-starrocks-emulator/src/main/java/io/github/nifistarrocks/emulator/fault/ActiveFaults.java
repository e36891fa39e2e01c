package io.github.nifistarrocks.emulator.fault;

import java.util.List;
import java.util.Optional;

/** The faults that one request meets. */
public record ActiveFaults(List<Fault> faults) {
    public ActiveFaults {
        faults = List.copyOf(faults);
    }

    public static ActiveFaults none() {
        return new ActiveFaults(List.of());
    }

    public <T extends Fault> Optional<T> find(Class<T> type) {
        return faults.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    public boolean has(Class<? extends Fault> type) {
        return find(type).isPresent();
    }
}
