package io.github.nifistarrocks.emulator.scan;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.plan.QueryPlan;
import io.github.nifistarrocks.emulator.scan.arrow.ArrowBatchEncoder;
import io.github.nifistarrocks.emulator.scan.arrow.BatchStyle;
import io.github.nifistarrocks.emulator.scan.arrow.Leftovers;
import io.github.nifistarrocks.emulator.store.RowCursor;
import io.github.nifistarrocks.emulator.store.RowSelection;
import io.github.nifistarrocks.emulator.store.RowStore;

/** What the scan services of all BEs share: the tables, their rows, replays, and the time. */
public final class ScanEngine {

    private final Catalog catalog;
    private final RowStore store;
    private final InstantSource clock;
    private final StarRocksVersion version;
    private final Map<TableName, Replay> replays = new ConcurrentHashMap<>();
    private final Map<Integer, ScanService> services = new ConcurrentHashMap<>();
    private final Map<Long, AtomicLong> opens = new ConcurrentHashMap<>();
    private final AtomicLong scanners = new AtomicLong();
    private volatile int maxColumnBytes = BatchStyle.MAX_COLUMN_BYTES;

    public ScanEngine(final Catalog catalog, final RowStore store, final InstantSource clock, final StarRocksVersion version) {
        this.catalog = catalog;
        this.store = store;
        this.clock = clock;
        this.version = version;
    }

    /** Lets scans of a table answer with prepared batches instead of its rows. */
    public void replay(final TableName table, final Replay replay) {
        replays.put(table, replay);
    }

    /** The bytes of a column of text in one batch above which the BE fails with {@code Capacity error}; 2 GB on a real one. */
    public void maxColumnBytes(final int bytes) {
        maxColumnBytes = bytes;
    }

    public boolean isReplayed(final TableName table) {
        return replays.containsKey(table);
    }

    /** The service of one BE; always the same one. */
    public ScanService service(final int backend) {
        return services.computeIfAbsent(backend, index -> new ScanService(index, this));
    }

    /** Scanners on all BEs that were opened, not closed, and have not expired. A failed open counts, since the client has to close its context. */
    public int openScanners() {
        return services.values().stream().mapToInt(ScanService::openScanners).sum();
    }

    InstantSource clock() {
        return clock;
    }

    Optional<Table> table(final QueryPlan plan) {
        return catalog.table(plan.table());
    }

    /**
     * What is below NULL structs differs from scanner to scanner.
     *
     * @throws io.github.nifistarrocks.emulator.scan.arrow.UnsupportedTypeException if a column cannot be scanned
     */
    ArrowBatchEncoder encoder(final List<Column> columns) {
        final Leftovers leftovers = scanners.getAndIncrement() % 2 == 0 ? Leftovers.DEFAULTS : Leftovers.OF_LOADS;
        final BatchStyle style = new BatchStyle(leftovers, maxColumnBytes);
        return version.has(ClusterFeature.WIDE_SCAN_TYPES) ? new ArrowBatchEncoder(columns, style) : ArrowBatchEncoder.withoutWideTypes(columns, style);
    }

    /** @throws ScanException when the rows of a planned version are gone */
    BatchSource batches(final ScanRequest request, final ArrowBatchEncoder encoder) {
        final List<Long> tablets = List.copyOf(request.versions().keySet());
        final Replay replay = replays.get(request.table().name());
        if (replay != null) {
            return replay.batches(request.columns(), encoder, tablets.size(), request.batchSize());
        }
        if (!store.has(request.table())) {
            throw ScanException.missingTablet(tablets.getFirst());
        }
        request.versions().forEach((tablet, planned) -> checkVersion(request.table(), tablet, planned));
        final List<String> names = request.columns().stream().map(Column::name).toList();
        final LongFunction<RowCursor> cursors = tablet -> store.scan(request.table(), new RowSelection(names, request.where(), tablet),
                request.versions().get(tablet));
        return new StoredBatches(tablets, this::isBackwards, cursors, encoder, request.batchSize());
    }

    /** BE: storage/tablet.cpp, capture_consistent_versions; storage/tablet_updates.cpp, get_applied_rowsets, whose message goes on with times. */
    private void checkVersion(final Table table, final long tablet, final long planned) {
        if (store.hasVersion(table, tablet, planned)) {
            return;
        }
        final long newest = table.visibleVersion(tablet);
        throw table.keysType() == KeysType.PRIMARY
                ? new ScanException(ScanException.NOT_FOUND,
                        "get_applied_rowsets(version %d) failed tablet:%d #version:1 [%d %d@0 %d] #pending:0 cost (0/0/0)".formatted(planned, tablet, newest,
                                newest, newest))
                : new ScanException(ScanException.VERSION_ALREADY_MERGED,
                        "capture_consistent_versions error: version already been compacted. tablet_id: %d, version: %d tablet_max_version:%d"
                                .formatted(tablet, planned, newest));
    }

    /** Every second open of a tablet, on any replica, returns its rows in another order. */
    private boolean isBackwards(final long tablet) {
        return opens.computeIfAbsent(tablet, first -> new AtomicLong()).getAndIncrement() % 2 == 1;
    }
}
