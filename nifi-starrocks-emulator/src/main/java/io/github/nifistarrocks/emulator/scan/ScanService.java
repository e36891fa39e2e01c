package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.starrocks.thrift.TScanColumnDesc;
import com.starrocks.thrift.TScanOpenParams;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.cluster.BackendId;
import io.github.nifistarrocks.emulator.plan.QueryPlan;
import io.github.nifistarrocks.emulator.scan.arrow.ArrowBatchEncoder;
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
    private final PlanExecutions plans;

    /** @param backend index of the BE, as tablets name their replicas */
    ScanService(final int backend, final ScanEngine engine) {
        this.backend = backend;
        this.engine = engine;
        this.plans = new PlanExecutions(engine.clock());
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
        final int keepAlive = params.isSetKeep_alive_min() && params.getKeep_alive_min() > 0 ? params.getKeep_alive_min() : DEFAULT_KEEP_ALIVE_MINUTES;
        final Duration timeout = params.isSetQuery_timeout() && params.getQuery_timeout() > 0
                ? Duration.ofSeconds(params.getQuery_timeout())
                : NO_QUERY_TIMEOUT;
        final ScanContext context = new ScanContext(UUID.randomUUID().toString(), engine.clock(), Duration.ofMinutes(keepAlive));
        contexts.put(context.id(), context);
        try {
            final int batchSize = batchSize(params);
            final QueryPlan plan = plan(params.getOpaqued_query_plan());
            final ScanRequest request = request(params, plan, batchSize);
            context.executeIn(plans.join(plan.queryId(), context, timeout));
            start(context, request);
            return new Opened(context.id(), selected(plan, request.columns()), Optional.empty());
        } catch (ScanException e) {
            context.leave();
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

    /**
     * The execution of the scanner fails, and with it every scanner of its plan at this BE. None of them reports the cause, which only a later opening of the
     * plan does.
     */
    ScanException fail(final String contextId, final String message) {
        return fail(context(contextId), ScanException.cancelled(), new ScanException(ScanException.INTERNAL_ERROR, message));
    }

    /** Does nothing where there is no such context. */
    void close(final String contextId) {
        Optional.ofNullable(contextId).map(contexts::remove).ifPresent(ScanContext::close);
    }

    void closeAll() {
        List.copyOf(contexts.keySet()).forEach(this::close);
    }

    /** What can be said without the tablets (BE: runtime/fragment_mgr.cpp, exec_external_plan_fragment). */
    private ScanRequest request(final TScanOpenParams params, final QueryPlan plan, final int batchSize) {
        if (plan.columns().stream().anyMatch(output -> output.column() == null)) {
            throw new ScanException(ScanException.INVALID_ARGUMENT, "output expr is not slot ref");
        }
        final Map<Long, Long> versions = new LinkedHashMap<>();
        for (final long tablet : params.getTablet_ids()) {
            versions.put(tablet, Optional.ofNullable(plan.tablets().get(tablet))
                    .orElseThrow(() -> new ScanException(ScanException.NOT_FOUND, "tablet_id: " + tablet + " not found")));
        }
        final Table table = engine.table(plan).filter(found -> versions.keySet().stream().allMatch(found::hasTablet))
                .orElseThrow(() -> ScanException.missingTablet(params.getTablet_ids().getFirst()));
        final List<Column> columns = plan.columns().stream().map(output -> table.column(output.column()).orElseThrow()).toList();
        return new ScanRequest(table, columns, plan.where(), versions, batchSize);
    }

    /** Types are checked before tablets: the sink of the plan is prepared before its source (BE: exec/pipeline/fragment_executor.cpp). */
    private void start(final ScanContext context, final ScanRequest request) {
        try {
            final ArrowBatchEncoder encoder = engine.encoder(request.columns());
            request.versions().keySet().forEach(tablet -> checkReplica(request.table(), tablet));
            context.read(engine.batches(request, encoder));
        } catch (UnsupportedTypeException e) {
            throw new ScanException(ScanException.INVALID_ARGUMENT, e.getMessage());
        }
    }

    private static List<TScanColumnDesc> selected(final QueryPlan plan, final List<Column> columns) {
        final List<TScanColumnDesc> selected = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            selected.add(new RawColumnDesc(plan.columns().get(index).label(), columns.get(index).type()));
        }
        return selected;
    }

    private void checkReplica(final Table table, final long tablet) {
        if (!table.tablet(tablet).backends().contains(backend)) {
            throw ScanException.missingTablet(tablet);
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

    /** A failed conversion is the only failure that the scanner itself reports (BE: memory_scratch_sink_operator.cpp, push_chunk). */
    private Optional<PreparedBatch> next(final ScanContext context, final long offset) {
        try {
            return context.next(offset);
        } catch (ConversionException e) {
            final ScanException cause = new ScanException(ScanException.INVALID_ARGUMENT, e.getMessage());
            throw fail(context, cause, cause);
        } catch (StoreException | IllegalArgumentException | ArithmeticException e) {
            throw fail(context, ScanException.cancelled(), new ScanException(ScanException.INTERNAL_ERROR, e.getMessage()));
        }
    }

    private ScanException fail(final ScanContext context, final ScanException own, final ScanException cause) {
        context.fail(own, cause.at(BackendId.of(backend)));
        return context.failure();
    }

    private ScanContext context(final String contextId) {
        return Optional.ofNullable(contextId).map(contexts::get)
                .orElseThrow(() -> new ScanException(ScanException.NOT_FOUND, "context_id: %s not found".formatted(contextId)));
    }

    private void dropExpired() {
        contexts.values().stream().filter(ScanContext::isExpired).map(ScanContext::id).forEach(this::close);
    }
}
