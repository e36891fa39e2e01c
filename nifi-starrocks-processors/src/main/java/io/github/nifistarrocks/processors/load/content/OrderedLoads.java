package io.github.nifistarrocks.processors.load.content;

import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/** The outcomes of several loads of one FlowFile. Each must be committed before the next is sent. */
final class OrderedLoads {

    private final LoadSettings settings;
    private final int planned;
    private LoadOutcome outcome;
    private String firstLabel = "";
    private Optional<LoadReport> sum = Optional.empty();
    private boolean reportsComplete = true;
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
        if (!(next instanceof final LoadOutcome.Committed committed)) {
            return false;
        }
        reportsComplete = reportsComplete && committed.report().isPresent();
        committed.report().ifPresent(report -> sum = Optional.of(sum.map(before -> before.plus(report)).orElse(report)));
        return true;
    }

    /** The outcome of all loads: committed if each of them is. */
    LoadOutcome outcome() {
        if (planned == 1) {
            return outcome;
        }
        final int before = loads - 1;
        final String done = before == 0
                ? ""
                : "%d of %d loads of this FlowFile are committed; sending them again is harmless. ".formatted(before, planned);
        return switch (outcome) {
            case LoadOutcome.Committed committed -> new LoadOutcome.Committed(settings.label(), committed.evidence(), committed.origin(),
                    "%d loads under labels [%s] to [%s] are committed".formatted(planned, firstLabel, committed.label()),
                    reportsComplete ? sum : Optional.empty());
            case LoadOutcome.Rejected rejected -> new LoadOutcome.Rejected(rejected.label(), rejected.rows(), done + rejected.message(), rejected.report());
            case LoadOutcome.Throttled throttled ->
                new LoadOutcome.Throttled(throttled.label(), throttled.reason(), done + throttled.message(), throttled.report());
            case LoadOutcome.Failed failed -> new LoadOutcome.Failed(failed.label(), failed.reason(), done + failed.message(), failed.report());
            case LoadOutcome.Unknown unknown -> new LoadOutcome.Unknown(unknown.label(), unknown.lastState(), done + unknown.message(), unknown.report());
        };
    }

    int loads() {
        return loads;
    }

    long sent() {
        return sent;
    }
}
