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

/** The columns of tables, asked for once a minute. A column that is added is found earlier, because who misses one asks anew. */
public final class TableSchemas {

    private static final long MOST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST_TABLES = 1_000;

    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    /**
     * @return without columns when the user may not see them
     * @throws StarRocksException when there is no such table, or no FE to ask
     */
    public TargetTable of(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final Known found = known.get(new Key(client, table));
        return found != null && System.nanoTime() - found.since < MOST_NANOS ? found.table : refresh(client, table, scope);
    }

    /** Asks anew. */
    public TargetTable refresh(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final TargetTable target = ask(client, table, scope);
        if (known.size() >= MOST_TABLES) {
            known.clear();
        }
        known.put(new Key(client, table), new Known(target, System.nanoTime(), Set.of()));
        return target;
    }

    /**
     * A table in which columns are missed: asked for anew, unless that has been done for these columns already.
     *
     * @param missed names of columns that it does not have
     */
    public TargetTable refreshFor(final StarRocksClient client, final TargetTable table, final Set<String> missed, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final Key key = new Key(client, table.id());
        final Known found = known.get(key);
        if (found != null && found.table.equals(table) && found.missed.containsAll(missed)) {
            return table;
        }
        final TargetTable fresh = refresh(client, table.id(), scope);
        known.computeIfPresent(key, (any, last) -> {
            final Set<String> all = new HashSet<>(found != null && found.table.equals(fresh) ? found.missed : Set.of());
            all.addAll(missed);
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

    public void forget() {
        known.clear();
    }

    private record Key(StarRocksClient client, TableId table) {}

    /** @param missed columns that were looked for since the table has looked like this, and are not there */
    private record Known(TargetTable table, long since, Set<String> missed) {}
}
