package io.github.nifistarrocks.processors.table;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;

/**
 * The columns of tables. Each FlowFile requests them, because a table may have been created again with other columns or another key. Many small FlowFiles share
 * one request a second. While an FE does not report the columns, those that it reported within the last minute are used.
 */
public final class TableSchemas {

    private static final long MIN_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MAX_AGE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_TABLES = 1_000;

    private final LongSupplier nanoTime;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    private final Set<Key> reported = ConcurrentHashMap.newKeySet();

    public TableSchemas() {
        this(System::nanoTime);
    }

    TableSchemas(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * @return without columns when the user does not have the privilege to see them
     * @throws StarRocksException when there is no such table, or no FE reports its columns
     */
    public TargetTable of(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final Known found = known.get(new Key(client, table));
        return found != null && nanoTime.getAsLong() - found.requested < MIN_INTERVAL_NANOS ? found.table : refresh(client, table, scope);
    }

    /** Asks the server, whenever that was done last. */
    public TargetTable refresh(final StarRocksClient client, final TableId table, final CallScope scope) throws StarRocksException, CallCancelledException {
        final Key key = new Key(client, table);
        try {
            final TargetTable reply = TargetTable.known(client.tableSchema(table, scope));
            reported.remove(key);
            return put(key, reply, nanoTime.getAsLong());
        } catch (StarRocksException e) {
            return withoutReply(key, e);
        }
    }

    private TargetTable withoutReply(final Key key, final StarRocksException failure) throws StarRocksException {
        final Optional<Known> last = Optional.ofNullable(known.get(key))
                .filter(found -> found.table.schema().isPresent() && nanoTime.getAsLong() - found.confirmed < MAX_AGE_NANOS);
        return switch (failure.kind()) {
            case UNAVAILABLE, OVERLOADED, PROTOCOL -> {
                if (last.isEmpty()) {
                    throw failure;
                }
                yield put(key, last.get().table, last.get().confirmed);
            }
            case DENIED -> last.isPresent() ? put(key, last.get().table, last.get().confirmed) : put(key, TargetTable.unknown(key.table, failure), 0);
            case NOT_FOUND, INVALID, EXPIRED, BATCH_TOO_LARGE -> {
                known.remove(key);
                throw failure;
            }
        };
    }

    /** @param confirmed when the server reported the columns; ignored for a table without columns */
    private TargetTable put(final Key key, final TargetTable table, final long confirmed) {
        if (known.size() >= MAX_TABLES) {
            known.clear();
        }
        final Known last = known.get(key);
        final Set<String> missing = last != null && last.table.equals(table) ? last.missing : Set.of();
        known.put(key, new Known(table, nanoTime.getAsLong(), confirmed, missing));
        return table;
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
            final Set<String> all = new HashSet<>(last.missing);
            all.addAll(missing);
            return new Known(last.table, last.requested, last.confirmed, Set.copyOf(all));
        });
        return fresh;
    }

    /** @return true once, until the columns of the table are known again: a bulletin for each FlowFile would hide others */
    public boolean isNewlyUnknown(final StarRocksClient client, final TableId table) {
        return reported.add(new Key(client, table));
    }

    /** Forgets all tables. */
    public void forget() {
        known.clear();
        reported.clear();
    }

    private record Key(StarRocksClient client, TableId table) {}

    /**
     * @param requested when the server was last asked
     * @param confirmed when the server reported the columns
     * @param missing columns that were asked for in this state of the table and are not there
     */
    private record Known(TargetTable table, long requested, long confirmed, Set<String> missing) {}
}
