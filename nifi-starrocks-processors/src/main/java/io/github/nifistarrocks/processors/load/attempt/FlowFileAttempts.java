package io.github.nifistarrocks.processors.load.attempt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreviousLoad;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LabelUse;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LoadStyle;
import io.github.nifistarrocks.client.transaction.AttemptHistory;
import io.github.nifistarrocks.processors.tableload.LoadAttempts;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;

/**
 * The attempts to load one FlowFile. A FlowFile that was certainly not attempted is sent at once. For another one StarRocks is asked first. If it has
 * forgotten the label, the load history may still show a commit; otherwise the FlowFile is loaded with a warning.
 */
public final class FlowFileAttempts implements LoadAttempts {

    private static final String WARNING = "The rows of load [%s] may be in the table twice. %s. %s. Look for duplicates of the rows of this FlowFile";

    private final LoadContext context;
    private final AttemptMemory memory;
    private final ComponentLog logger;
    private final FlowFile flowFile;
    private final Suspicion first;
    private final Map<String, Suspicion> sent = new HashMap<>();
    private final Map<String, String> warnings = new LinkedHashMap<>();
    private final Set<String> doubted = new HashSet<>();
    private final Set<String> unfinished = new HashSet<>();
    private final List<String> committed = new ArrayList<>();
    private final Map<String, AttemptHistory> histories = new HashMap<>();

    /** @param first what is suspected of the FlowFile if the memory has not seen it */
    public FlowFileAttempts(final LoadContext context, final AttemptMemory memory, final ComponentLog logger, final FlowFile flowFile, final Suspicion first) {
        this.context = context;
        this.memory = memory;
        this.logger = logger;
        this.flowFile = flowFile;
        this.first = first;
    }

    /** Whether the text contains the warning of an attempt. */
    public static boolean isWarning(final String text) {
        return text.contains(WARNING.substring(0, WARNING.indexOf('[')));
    }

    @Override
    public LoadOutcome run(final LoadRequest request, final LoadStyle style, final Sending sending, final BooleanSupplier rowsSent)
            throws LoadBodyException, CallCancelledException {
        final String label = request.label();
        final Optional<LoadOutcome> previous = sent.containsKey(label) ? Optional.empty() : begin(request, style);
        if (previous.isPresent()) {
            return previous.get();
        }
        memory.begin(label, sent.get(label));
        try {
            final LoadOutcome outcome = send(label, sending);
            end(label, outcome, rowsSent.getAsBoolean());
            return outcome;
        } catch (LoadBodyException e) {
            notCommitted(label, rowsSent.getAsBoolean());
            throw e;
        } catch (CallCancelledException e) {
            if (!rowsSent.getAsBoolean()) {
                notCommitted(label, false);
            }
            throw e;
        }
    }

    private LoadOutcome send(final String label, final Sending sending) throws LoadBodyException, CallCancelledException {
        try {
            return sending.send();
        } finally {
            if (histories.containsKey(label) && histories.get(label).isDoubtful()) {
                sent.put(label, Suspicion.DOUBTFUL);
                memory.begin(label, Suspicion.DOUBTFUL);
            }
        }
    }

    @Override
    public AttemptHistory history(final String label, final int attempts) {
        final AttemptHistory history = new AttemptHistory(attempts, memory.ended(label), number -> memory.ended(label, number));
        histories.put(label, history);
        return history;
    }

    @Override
    public boolean isOpen(final String label) {
        return memory.isOpen(label);
    }

    /** The delivery strategy may have been changed since an attempt whose outcome is open. */
    @Override
    public LoadOutcome runUnremembered(final LoadRequest request, final LoadStyle style, final Sending sending)
            throws LoadBodyException, CallCancelledException {
        final String label = request.label();
        final boolean isNew = !sent.containsKey(label);
        final Optional<LoadOutcome> previous = isNew && memory.isOpen(label) ? begin(request, style) : Optional.empty();
        if (previous.isPresent()) {
            return previous.get();
        }
        final LoadOutcome outcome = sending.send();
        if (outcome.hasRows() && sent.containsKey(label)) {
            committed.add(label);
        }
        return outcome;
    }

    /** @return the outcome of a previous attempt, if nothing may be sent */
    private Optional<LoadOutcome> begin(final LoadRequest request, final LoadStyle style) throws CallCancelledException {
        final String label = request.label();
        final Suspicion suspicion = memory.of(label, context.settings().label(), first);
        if (suspicion == Suspicion.NONE) {
            sent.put(label, Suspicion.OPEN);
            return Optional.empty();
        }
        return switch (context.client().previousLoad(lastAttempt(request, style), style, labelUse(), context.scope())) {
            case PreviousLoad.Settled settled -> {
                if (settled.outcome() instanceof LoadOutcome.Committed) {
                    committed.add(label);
                    warnOfForgotten(label, suspicion);
                }
                yield Optional.of(settled.outcome());
            }
            case PreviousLoad.Aborted ignored -> {
                if (style == LoadStyle.SEVERAL_TABLES) {
                    // The label of an attempt shows nothing of those after it.
                    unfinished.add(label);
                }
                afterLast(label, suspicion);
                yield Optional.empty();
            }
            case PreviousLoad.Unfinished ignored -> {
                unfinished.add(label);
                afterLast(label, suspicion);
                yield Optional.empty();
            }
            case PreviousLoad.Forgotten forgotten -> {
                sent.put(label, Suspicion.DOUBTFUL);
                if (suspicion == Suspicion.DOUBTFUL) {
                    doubted.add(label);
                }
                warn(label, suspicion, "StarRocks does not know its label, and " + forgotten.history());
                yield Optional.empty();
            }
        };
    }

    /** Each attempt to load several tables has a label of its own. Those whose end is known need not be asked for. */
    private LoadRequest lastAttempt(final LoadRequest request, final LoadStyle style) {
        return switch (style) {
            case STREAM_LOAD, TRANSACTION -> request;
            case SEVERAL_TABLES -> request.withLabel(Labels.ofAttempt(request.label(), memory.ended(request.label()) + 1));
        };
    }

    /** The last attempt is not committed. */
    private void afterLast(final String label, final Suspicion suspicion) {
        sent.put(label, suspicion == Suspicion.DOUBTFUL ? Suspicion.DOUBTFUL : Suspicion.OPEN);
        warnOfForgotten(label, suspicion);
    }

    private LabelUse labelUse() {
        return switch (context.settings().request().labelSource()) {
            case FLOW_FILE -> LabelUse.UNIQUE;
            case PROPERTY -> LabelUse.SHARED;
        };
    }

    /** What is known of the last attempt does not settle those before it. */
    private void warnOfForgotten(final String label, final Suspicion suspicion) {
        if (suspicion == Suspicion.DOUBTFUL) {
            doubted.add(label);
            warn(label, suspicion, "StarRocks has forgotten its label");
        }
    }

    private void warn(final String label, final Suspicion suspicion, final String knowledge) {
        final String warning = WARNING.formatted(label, cause(suspicion), knowledge);
        warnings.put(label, warning);
        switch (suspicion) {
            case OPEN -> logger.warn("{}: {}", flowFile, warning);
            case QUEUED -> {
                if (memory.reportQueue()) {
                    logger.warn("{}: {}. Other FlowFiles that were queued then have the same warning, in the attribute starrocks.warning", flowFile, warning);
                }
            }
            case NONE, DOUBTFUL -> {
                // A previous attempt has reported it.
            }
        }
    }

    private static String cause(final Suspicion suspicion) {
        return switch (suspicion) {
            case QUEUED -> "A previous attempt may have been committed before NiFi or the processor ended without a clean stop";
            case OPEN -> "The outcome of a previous attempt is open";
            case NONE, DOUBTFUL -> "A previous attempt may have been committed";
        };
    }

    private void end(final String label, final LoadOutcome outcome, final boolean rowsSent) {
        switch (outcome) {
            case LoadOutcome.Committed load -> {
                committed.add(label);
                if (load.origin() == LoadOutcome.Origin.PREVIOUS_ATTEMPT && !doubted.contains(label)) {
                    warnings.remove(label);
                }
            }
            case LoadOutcome.Rejected rejected -> notCommitted(label, rowsSent);
            case LoadOutcome.Throttled throttled when throttled.reason().isFinal() || !rowsSent -> notCommitted(label, rowsSent);
            case LoadOutcome.Failed failed when failed.reason().isFinal() || !rowsSent -> notCommitted(label, rowsSent);
            case LoadOutcome.Throttled throttled -> {
                // The next attempt asks.
            }
            case LoadOutcome.Failed failed -> {
                // The next attempt asks.
            }
            case LoadOutcome.Prepared prepared -> {
                // Its mark is the memory.
            }
            case LoadOutcome.Received received -> throw new IllegalStateException("Merged loads have no label of their own");
            case LoadOutcome.Unknown unknown -> {
                // The next attempt asks.
            }
        }
    }

    /** This attempt is not committed. If it sent rows, the one before it has ended, because StarRocks has accepted the label again. */
    private void notCommitted(final String label, final boolean rowsSent) {
        if (sent.get(label) != Suspicion.DOUBTFUL && (rowsSent || !unfinished.contains(label))) {
            memory.notCommitted(label);
        }
    }

    /** What may be wrong with the rows in the table; empty if nothing. */
    public String warning() {
        return String.join(". ", warnings.values());
    }

    /** Whether NiFi has something to store before {@link #forget}. */
    public boolean areCommitted() {
        return !committed.isEmpty();
    }

    /** Whether an attempt under the label of the FlowFile, or under one of its several loads, may be committed. */
    public boolean areOpen() {
        return Stream.concat(Stream.of(context.settings().label()), context.labels().several().stream()).anyMatch(memory::isOpen);
    }

    /** NiFi has stored that the FlowFile is loaded. */
    public void forget() {
        committed.add(context.settings().label());
        memory.forget(committed);
    }
}
