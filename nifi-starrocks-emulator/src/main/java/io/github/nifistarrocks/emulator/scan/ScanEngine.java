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

    /** The maximum number of rows a batch, whatever the batch size of the client. */
    public static final int MAX_BATCH_ROWS = 4096;

    private final Catalog catalog;
    private final RowStore store;
    private final InstantSource clock;
    private final StarRocksVersion version;
    private final Map<TableName, Replay> replays = new ConcurrentHashMap<>();
    private final Map<Integer, ScanService> services = new ConcurrentHashMap<>();
    private final Map<Long, AtomicLong> opens = new ConcurrentHashMap<>();
    private final AtomicLong scanners = new AtomicLong();

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

    /** @throws io.github.nifistarrocks.emulator.scan.arrow.UnsupportedTypeException if a column cannot be scanned */
    BatchSource batches(final ScanRequest request) {
        final int batchRows = Math.min(request.batchSize(), MAX_BATCH_ROWS);
        final ArrowBatchEncoder encoder = encoder(request.columns());
        final Replay replay = replays.get(request.table().name());
        if (replay != null) {
            return replay.batches(request.columns(), encoder, request.tablets().size(), batchRows);
        }
        final List<String> names = request.columns().stream().map(Column::name).toList();
        final LongFunction<RowCursor> cursors = tablet -> store.scan(request.table(), new RowSelection(names, request.where(), List.of(tablet)));
        return new StoredBatches(request.tablets(), this::isBackwards, cursors, encoder, batchRows);
    }

    /** What is below NULL structs differs from scanner to scanner. */
    private ArrowBatchEncoder encoder(final List<Column> columns) {
        final Leftovers leftovers = scanners.getAndIncrement() % 2 == 0 ? Leftovers.DEFAULTS : Leftovers.OF_LOADS;
        final BatchStyle style = BatchStyle.OF_LOADS.with(leftovers);
        return version.has(ClusterFeature.WIDE_SCAN_TYPES) ? new ArrowBatchEncoder(columns, style) : ArrowBatchEncoder.withoutWideTypes(columns, style);
    }

    /** Every second open of a tablet, on any replica, returns its rows in another order. */
    private boolean isBackwards(final long tablet) {
        return opens.computeIfAbsent(tablet, first -> new AtomicLong()).getAndIncrement() % 2 == 1;
    }
}
