package io.github.nifistarrocks.processors.load.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/** The outcomes of several loads of one FlowFile. Each must be committed or prepared before the next is sent. */
final class OrderedLoads {

    private final LoadSettings settings;
    private final int planned;
    private LoadOutcome outcome;
    private String firstLabel = "";
    private Optional<LoadReport> sum = Optional.empty();
    private boolean reportsComplete = true;
    private boolean perhapsAgain;
    private final List<LoadOutcome.Prepared> prepared = new ArrayList<>();
    private int loads;
    private long sent;

    OrderedLoads(final LoadSettings settings, final int planned) {
        this.settings = settings;
        this.planned = planned;
    }

    /** @return whether the next may be sent */
    boolean add(final LoadOutcome next, final long rows) {
        loads++;
        sent += rows;
        outcome = next;
        firstLabel = firstLabel.isEmpty() ? next.label() : firstLabel;
        if (!next.hasRows()) {
            return false;
        }
        if (next instanceof final LoadOutcome.Prepared one) {
            prepared.add(one);
        }
        if (next instanceof final LoadOutcome.Committed one) {
            perhapsAgain |= isPerhapsAgain(one.origin());
        }
        reportsComplete = reportsComplete && next.report().isPresent();
        next.report().ifPresent(report -> sum = Optional.of(sum.map(before -> before.plus(report)).orElse(report)));
        return true;
    }

    private static boolean isPerhapsAgain(final LoadOutcome.Origin origin) {
        return switch (origin) {
            case THIS_CALL, PREVIOUS_ATTEMPT -> false;
            case THIS_CALL_PERHAPS_AGAIN, PREVIOUS_ATTEMPT_PERHAPS_AGAIN -> true;
        };
    }

    /** The transactions that wait for their commit. */
    List<LoadOutcome.Prepared> prepared() {
        return List.copyOf(prepared);
    }

    /** The outcome of all loads: committed if each of them is, and prepared if each is one of both. */
    LoadOutcome outcome() {
        if (planned == 1) {
            return outcome;
        }
        if (outcome.hasRows() && !prepared.isEmpty()) {
            return allPrepared();
        }
        final int before = loads - 1 - prepared.size();
        final String done = before == 0
                ? ""
                : "%d of %d loads of this FlowFile are committed; sending them again is harmless. ".formatted(before, planned);
        return switch (outcome) {
            case LoadOutcome.Committed committed -> new LoadOutcome.Committed(settings.label(), committed.evidence(),
                    perhapsAgain ? LoadOutcome.Origin.THIS_CALL_PERHAPS_AGAIN : committed.origin(),
                    "%d loads under labels [%s] to [%s] are committed".formatted(planned, firstLabel, committed.label()),
                    reportsComplete ? sum : Optional.empty());
            case LoadOutcome.Received last -> throw new IllegalStateException("Several loads are not merged");
            case LoadOutcome.Prepared last -> throw new IllegalStateException("The last load is prepared and not known");
            case LoadOutcome.Rejected rejected -> new LoadOutcome.Rejected(rejected.label(), rejected.rows(), done + rejected.message(), rejected.report());
            case LoadOutcome.Throttled throttled ->
                new LoadOutcome.Throttled(throttled.label(), throttled.reason(), done + throttled.message(), throttled.report());
            case LoadOutcome.Failed failed -> new LoadOutcome.Failed(failed.label(), failed.reason(), done + failed.message(), failed.report());
            case LoadOutcome.Unknown unknown -> new LoadOutcome.Unknown(unknown.label(), unknown.lastState(), done + unknown.message(), unknown.report());
        };
    }

    private LoadOutcome allPrepared() {
        final boolean timesKnown = prepared.stream().allMatch(one -> one.since().isPresent());
        return new LoadOutcome.Prepared(settings.label(), prepared.stream().flatMap(one -> one.transactions().stream()).toList(),
                timesKnown ? prepared.getFirst().since() : Optional.empty(), "%d of %d loads of the FlowFile are prepared, and the others are committed"
                        .formatted(prepared.size(), planned),
                reportsComplete ? sum : Optional.empty());
    }

    int loads() {
        return loads;
    }

    long sent() {
        return sent;
    }
}
