package io.github.nifistarrocks.processors.load;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LabelState.State;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.processors.common.FlowFileHistory;
import io.github.nifistarrocks.processors.common.InvalidRecordException.Stage;
import io.github.nifistarrocks.processors.load.attempt.AttemptMemory;
import io.github.nifistarrocks.processors.load.attempt.FlowFileAttempts;
import io.github.nifistarrocks.processors.load.attempt.Suspicion;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import org.apache.nifi.flowfile.FlowFile;

/** A previous attempt to load a FlowFile. After a crash of NiFi there may be one that only its label in StarRocks shows. */
final class PreviousAttempt {

    private static final String COMPARE = "Compare the rows. Two-Phase Commit does not leave this open";

    private final LoadContext context;
    private final LoadSettings settings;
    private final FlowFile flowFile;
    private final AttemptMemory memory;
    private final boolean hasLabel;
    private final boolean hasAttempts;
    private final boolean known;
    private final int attempts;

    PreviousAttempt(final TaskContext task, final LoadContext context, final FlowFile flowFile, final AttemptMemory memory) {
        this.context = context;
        this.settings = context.settings();
        this.flowFile = flowFile;
        this.memory = memory;
        this.hasLabel = hasOwnLabel();
        final String retries = flowFile.getAttribute("retryCount." + task.processorId());
        this.hasAttempts = retries != null;
        this.known = hasLabel || hasAttempts || memory.isOpen(settings.label());
        this.attempts = Math.max(attemptOfLabel(), retries == null || !retries.matches("\\d{1,4}") ? 0 : Integer.parseInt(retries));
        if (hasLabel && (isWarned() || isMarkedOpen() || LoadAttributes.ErrorReason.UNKNOWN_OUTCOME.name().equals(errorReason()))) {
            memory.openByAttributes(settings.label());
        }
    }

    /** The attempt that has left its label on the FlowFile; 0 if none has. */
    private int attemptOfLabel() {
        final String label = flowFile.getAttribute(LoadAttributes.LABEL);
        return label == null ? 0 : Labels.attempt(label, settings.label()).orElse(0);
    }

    FlowFileHistory history() {
        return new FlowFileHistory(Instant.ofEpochMilli(flowFile.getEntryDate()), attempts);
    }

    /** Whether an attempt has left the label of the FlowFile, or that of one of its several loads. */
    private boolean hasOwnLabel() {
        final String label = flowFile.getAttribute(LoadAttributes.LABEL);
        return label != null && settings.isOwnLabel(label);
    }

    /** What is suspected of the FlowFile if this run of the processor has not seen it. */
    Suspicion suspicion() {
        return memory.suspicion(Optional.ofNullable(flowFile.getLastQueueDate()).map(Instant::ofEpochMilli).orElseGet(Instant::now), byAttributes());
    }

    private Suspicion byAttributes() {
        if (!hasLabel) {
            return hasAttempts ? Suspicion.OPEN : Suspicion.NONE;
        }
        if (isWarned()) {
            return Suspicion.DOUBTFUL;
        }
        return lastAttemptIsOver() && !isMarkedOpen() ? Suspicion.NONE : Suspicion.OPEN;
    }

    /** Whether an attempt before the last one may be committed, which could not ask for it. */
    private boolean isMarkedOpen() {
        return flowFile.getAttribute(LoadAttributes.OPEN_ATTEMPT) != null;
    }

    /** Whether an attempt before the last one may be committed, and StarRocks has forgotten it. */
    private boolean isWarned() {
        final String warning = flowFile.getAttribute(LoadAttributes.WARNING);
        return warning != null && FlowFileAttempts.isWarning(warning);
    }

    private String errorReason() {
        return String.valueOf(flowFile.getAttribute(LoadAttributes.ERROR_REASON));
    }

    /** Whether the last attempt, which wrote the attributes, has shown that nothing is committed. One that reached no FE may not have asked for those before it. */
    private boolean lastAttemptIsOver() {
        final String reason = errorReason();
        return reason.equals(LoadAttributes.ErrorReason.REJECTED_ROWS.name())
                || Stream.of(Reason.values()).anyMatch(known -> known.name().equals(reason) && known != Reason.UNREACHABLE && known.isFinal());
    }

    /**
     * A label of the user that was finished before may be that of another FlowFile, whose rows are not those of this one.
     *
     * @return empty if there is no such risk
     */
    String warningOf(final LoadOutcome.Committed committed) {
        return switch (settings.request().labelSource()) {
            case FLOW_FILE -> "";
            case PROPERTY -> known || committed.bySameCall()
                    ? ""
                    : """
                      Nothing was sent, because label [%s] of the property Label is committed. This FlowFile shows no previous attempt: if another FlowFile has used the \
                      label, the rows of this one are not in the table. Compare the rows, and use an expression with a different value for each FlowFile"""
                            .formatted(settings.label());
        };
    }

    /**
     * With several tables StarRocks does not show for ever how a previous attempt has ended.
     *
     * @return empty if there is no such risk
     */
    static String repetition(final LoadOutcome.Committed committed) {
        return switch (committed.origin()) {
            case THIS_CALL, PREVIOUS_ATTEMPT -> "";
            case THIS_CALL_PERHAPS_AGAIN -> """
                    The FlowFile was sent again under label [%s], and it is not known how a previous attempt has ended. If that attempt was committed, the rows \
                    are in the tables twice. %s""".formatted(committed.label(), COMPARE);
            case PREVIOUS_ATTEMPT_PERHAPS_AGAIN -> """
                    A previous attempt has committed the FlowFile under label [%s], and it is not known how its other attempts have ended. If one of them was \
                    committed, the rows are in the tables twice. %s""".formatted(committed.label(), COMPARE);
        };
    }

    /**
     * The state of the attempt, for the message of a FlowFile that needs intervention.
     *
     * @param stage while this attempt sends its own load, a label in state PREPARE or ABORTED is that load's
     * @return sentences to append; empty if there is nothing to report
     */
    String report(final Stage stage) throws CallCancelledException {
        final String label = settings.label();
        try {
            final State state = state(label);
            if (state.isCommitted()) {
                return ". A previous attempt under label [%s] is %s: its rows are in the table and must not be sent again".formatted(label, state);
            }
            if (state == State.PREPARED || state == State.PREPARE && stage == Stage.BEFORE_SENDING) {
                return ". A previous attempt under label [%s] is not finished, its state is %s".formatted(label, state);
            }
            final Optional<String> first = context.labels().several().stream().findFirst();
            if (first.isPresent() && state(first.get()).isCommitted()) {
                return """
                        . Of the several loads of this FlowFile at least the first, under label [%s], is committed; sending it again is harmless"""
                        .formatted(first.get());
            }
            return known && stage == Stage.BEFORE_SENDING
                    ? ". A previous attempt under label [%s] is not committed, its state is %s".formatted(label, state)
                    : "";
        } catch (StarRocksException e) {
            return known ? ". Whether a previous attempt under label [%s] is committed could not be determined: %s".formatted(label, e.getMessage()) : "";
        }
    }

    private State state(final String label) throws StarRocksException, CallCancelledException {
        return context.client().labelState(settings.destination().database(), label, context.scope()).state();
    }
}
