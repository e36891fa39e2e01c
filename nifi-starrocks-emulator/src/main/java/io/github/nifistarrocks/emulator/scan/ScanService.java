package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.starrocks.thrift.TScanColumnDesc;
import com.starrocks.thrift.TScanOpenParams;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.plan.QueryPlan;
import io.github.nifistarrocks.emulator.scan.arrow.ConversionException;
import io.github.nifistarrocks.emulator.scan.arrow.UnsupportedTypeException;
import io.github.nifistarrocks.emulator.scan.wire.RawColumnDesc;
import io.github.nifistarrocks.emulator.store.h2.StoreException;

/** The external scan service of one BE: its open scanners and what may be opened. Called by several connections at once. */
public final class ScanService {

    private static final int MAX_BATCH_SIZE = 65535;
    private static final int DEFAULT_KEEP_ALIVE_MINUTES = 5;
    /** A scan that is opened without a timeout ends at once. */
    private static final Duration NO_QUERY_TIMEOUT = Duration.ofSeconds(1);

    private final int backend;
    private final ScanEngine engine;
    private final Map<String, ScanContext> contexts = new ConcurrentHashMap<>();
    private final Map<String, PlanExecution> plans = new ConcurrentHashMap<>();

    /** @param backend index of the BE, as tablets name their replicas */
    ScanService(final int backend, final ScanEngine engine) {
        this.backend = backend;
        this.engine = engine;
    }

    /** The answer to {@code open_scanner}: a context exists even where opening failed, and the client has to close it. */
    record Opened(String contextId, List<TScanColumnDesc> columns, Optional<ScanException> failure) {}

    /** The name in the script of faults. */
    String name() {
        return "be" + backend;
    }

    int openScanners() {
        dropExpired();
        return contexts.size();
    }

    Opened open(final TScanOpenParams params) {
        dropExpired();
        final int batchSize = batchSize(params);
        final int keepAlive = params.isSetKeep_alive_min() && params.getKeep_alive_min() > 0 ? params.getKeep_alive_min() : DEFAULT_KEEP_ALIVE_MINUTES;
        final Duration timeout = params.isSetQuery_timeout() && params.getQuery_timeout() > 0
                ? Duration.ofSeconds(params.getQuery_timeout())
                : NO_QUERY_TIMEOUT;
        final ScanContext context = new ScanContext(UUID.randomUUID().toString(), engine.clock(), Duration.ofMinutes(keepAlive));
        contexts.put(context.id(), context);
        try {
            final QueryPlan plan = plan(params.getOpaqued_query_plan());
            final List<TScanColumnDesc> columns = open(context, params, plan, batchSize);
            execute(context, plan, timeout);
            return new Opened(context.id(), columns, Optional.empty());
        } catch (ScanException e) {
            return new Opened(context.id(), List.of(), Optional.of(e));
        }
    }

    /** The next batch; empty at the end. */
    Optional<PreparedBatch> next(final String contextId, final long offset) {
        dropExpired();
        return next(context(contextId), offset);
    }

    /** Reads a batch without sending it. */
    void skip(final String contextId) {
        context(contextId).skip();
    }

    Optional<PreparedBatch> emptyBatch(final String contextId) {
        return context(contextId).emptyBatch();
    }

    /** The execution of the scanner fails, and with it every scanner of its plan at this BE. */
    ScanException fail(final String contextId, final String message) {
        return context(contextId).fail(message);
    }

    /** Does nothing where there is no such context. */
    void close(final String contextId) {
        Optional.ofNullable(contextId).map(contexts::remove).ifPresent(this::end);
    }

    void closeAll() {
        List.copyOf(contexts.keySet()).forEach(this::close);
    }

    private void end(final ScanContext context) {
        context.close();
        forgetPlan(context);
    }

    private synchronized void forgetPlan(final ScanContext closed) {
        plans.values().removeIf(plan -> plan.isOver(closed));
    }

    /**
     * All scanners of a plan at one BE share its query id, and so one context. One that failed refuses further scanners until all of its scanners are
     * closed (BE: QueryContextManager::get_or_register).
     */
    private synchronized void execute(final ScanContext context, final QueryPlan plan, final Duration timeout) {
        final PlanExecution execution = plans.computeIfAbsent(plan.queryId(), missing -> new PlanExecution(engine.clock()));
        execution.add(context, timeout);
        context.executeIn(execution);
    }

    private List<TScanColumnDesc> open(final ScanContext context, final TScanOpenParams params, final QueryPlan plan, final int batchSize) {
        final Table table = engine.table(plan)
                .orElseThrow(() -> new ScanException(ScanException.NOT_FOUND, "tablet_id: %s not found".formatted(params.getTablet_ids())));
        params.getTablet_ids().forEach(tablet -> checkTablet(plan, table, tablet));
        final List<Column> columns = new ArrayList<>();
        final List<TScanColumnDesc> selected = new ArrayList<>();
        for (final QueryPlan.OutputColumn output : plan.columns()) {
            final Column column = Optional.ofNullable(output.column()).flatMap(table::column)
                    .orElseThrow(() -> new ScanException(ScanException.INVALID_ARGUMENT, "output expr is not slot ref"));
            columns.add(column);
            selected.add(new RawColumnDesc(output.label(), column.type()));
        }
        try {
            context.read(engine.batches(new ScanRequest(table, columns, plan.where(), params.getTablet_ids(), batchSize)));
        } catch (UnsupportedTypeException e) {
            throw new ScanException(ScanException.INVALID_ARGUMENT, e.getMessage());
        }
        return selected;
    }

    private void checkTablet(final QueryPlan plan, final Table table, final long tablet) {
        if (!plan.tablets().containsKey(tablet) || !table.hasTablet(tablet)) {
            throw new ScanException(ScanException.NOT_FOUND, "tablet_id: " + tablet + " not found");
        }
        if (!table.tablet(tablet).backends().contains(backend)) {
            throw new ScanException(ScanException.NOT_FOUND, "Not found tablet: " + tablet);
        }
    }

    private static QueryPlan plan(final String opaquePlan) {
        try {
            return QueryPlan.decode(opaquePlan);
        } catch (IllegalArgumentException e) {
            throw new ScanException(ScanException.INVALID_ARGUMENT, e.getMessage());
        }
    }

    private static int batchSize(final TScanOpenParams params) {
        if (!params.isSetBatch_size()) {
            throw new ScanException(ScanException.INVALID_ARGUMENT, "batch_size is not set");
        }
        if (params.getBatch_size() < 1 || params.getBatch_size() > MAX_BATCH_SIZE) {
            throw new ScanException(ScanException.INVALID_ARGUMENT,
                    "batch_size is out of range, it must be in the range (0, %d], current value is [%d]".formatted(MAX_BATCH_SIZE, params.getBatch_size()));
        }
        return params.getBatch_size();
    }

    private static Optional<PreparedBatch> next(final ScanContext context, final long offset) {
        try {
            return context.next(offset);
        } catch (StoreException | ConversionException | IllegalArgumentException | ArithmeticException e) {
            throw context.fail(e.getMessage());
        }
    }

    private ScanContext context(final String contextId) {
        return Optional.ofNullable(contextId).map(contexts::get)
                .orElseThrow(() -> new ScanException(ScanException.NOT_FOUND, "context_id: %s not found".formatted(contextId)));
    }

    private void dropExpired() {
        contexts.values().stream().filter(ScanContext::isExpired).map(ScanContext::id).forEach(this::close);
    }
}
