package io.github.nifistarrocks.processors.table;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;

/** The columns of tables, cached for a minute. A column that is added is found earlier, because a missing column refreshes the table. */
public final class TableSchemas {

    private static final long MAX_AGE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_TABLES = 1_000;

    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    /**
     * @return without columns when the user does not have the privilege to see them
     * @throws StarRocksException when there is no such table, or no FE to ask
     */
    public TargetTable of(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final Known found = known.get(new Key(client, table));
        return found != null && System.nanoTime() - found.since < MAX_AGE_NANOS ? found.table : refresh(client, table, scope);
    }

    /** Asks the server, whatever is cached. */
    public TargetTable refresh(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final TargetTable target = ask(client, table, scope);
        if (known.size() >= MAX_TABLES) {
            known.clear();
        }
        known.put(new Key(client, table), new Known(target, System.nanoTime(), Set.of()));
        return target;
    }

    /**
     * Refreshes a table without certain columns, unless that has been done for these columns already.
     *
     * @param missing names of columns that it does not have
     */
    public TargetTable refreshFor(final StarRocksClient client, final TargetTable table, final Set<String> missing, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final Key key = new Key(client, table.id());
        final Known found = known.get(key);
        if (found != null && found.table.equals(table) && found.missing.containsAll(missing)) {
            return table;
        }
        final TargetTable fresh = refresh(client, table.id(), scope);
        known.computeIfPresent(key, (any, last) -> {
            final Set<String> all = new HashSet<>(found != null && found.table.equals(fresh) ? found.missing : Set.of());
            all.addAll(missing);
            return new Known(last.table, last.since, Set.copyOf(all));
        });
        return fresh;
    }

    private static TargetTable ask(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        try {
            return TargetTable.known(client.tableSchema(table, scope));
        } catch (StarRocksException e) {
            if (e.kind() == Kind.DENIED || e.kind() == Kind.PROTOCOL) {
                return TargetTable.unknown(table, e);
            }
            throw e;
        }
    }

    /** Empties the cache. */
    public void forget() {
        known.clear();
    }

    private record Key(StarRocksClient client, TableId table) {}

    /** @param missing columns that were asked for in this state of the table and are not there */
    private record Known(TargetTable table, long since, Set<String> missing) {}
}
