package io.github.nifistarrocks.emulator.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.catalog.TableName;

/** What FEs know of the versions of tables. A follower replays the journal of the leader, so its metadata may be older. */
public final class FrontendMetadata {

    private final Map<Known, Map<Long, Long>> older = new ConcurrentHashMap<>();

    private record Known(int frontend, TableName table) {}

    /** @param versions by the ids of the tablets, which the FE knows until it catches up */
    public void hold(final int frontend, final TableName table, final Map<Long, Long> versions) {
        older.put(new Known(frontend, table), Map.copyOf(versions));
    }

    /** All FEs know the current versions. */
    public void catchUp() {
        older.clear();
    }

    /** @return empty when the FE knows the current versions */
    public Optional<Map<Long, Long>> olderVersions(final int frontend, final TableName table) {
        return Optional.ofNullable(older.get(new Known(frontend, table)));
    }
}
