package io.github.nifistarrocks.emulator.backend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The BEs of a cluster as its FEs know them, and where the FEs send clients. */
public final class Backends {

    private final List<EmulatorBackend> all = new CopyOnWriteArrayList<>();
    private final BackendChoice choice = new BackendChoice();
    private final Map<String, Integer> coordinators = new ConcurrentHashMap<>();

    public void add(final EmulatorBackend backend) {
        all.add(backend);
    }

    /** Dead ones included, by index. */
    public List<EmulatorBackend> all() {
        return List.copyOf(all);
    }

    /** The BEs that the FE takes for alive. */
    public List<EmulatorBackend> alive() {
        return all.stream().filter(EmulatorBackend::isAlive).toList();
    }

    /** @return empty while the cluster does not have that many */
    public Optional<EmulatorBackend> find(final int index) {
        return index < all.size() ? Optional.of(all.get(index)) : Optional.empty();
    }

    /** @return the BE for the next client, of all alive ones; empty when there is none */
    public Optional<EmulatorBackend> choose() {
        return choice.of(alive());
    }

    /** @return the BE for the next client, of the first alive ones; empty when there is none */
    public Optional<EmulatorBackend> chooseOfFirst(final long count) {
        return choice.of(alive().stream().limit(count).toList());
    }

    /** The next clients are sent to these BEs, one each, and then to random ones again. */
    public void sendNextTo(final int... indexes) {
        choice.next(indexes);
    }

    /** Remembers the BE of a transaction by its label, whatever the database. */
    public void setCoordinator(final String label, final EmulatorBackend backend) {
        coordinators.put(label, backend.index());
    }

    /** The memory of the FE that led is lost; the next one takes the BE from the state of the transaction, if it knows the label. */
    public void keepCoordinators(final Set<String> labels) {
        coordinators.keySet().removeIf(label -> !labels.contains(label));
    }

    public Optional<EmulatorBackend> coordinator(final String label) {
        return Optional.ofNullable(coordinators.get(label)).flatMap(this::find);
    }
}
