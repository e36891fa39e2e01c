package io.github.nifistarrocks.client.outcome;

import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadReport;

/**
 * What a call knows of its load apart from the state of the label.
 *
 * @param circumstance why the state of the label determines the outcome, as a part of a message
 * @param origin whose rows are committed if the label is found committed
 * @param report the reply of the server
 */
public record Findings(String circumstance, Origin origin, Optional<LoadReport> report) {

    public static Findings of(final Origin origin) {
        return of("", origin);
    }

    public static Findings of(final String circumstance, final Origin origin) {
        return new Findings(circumstance, origin, Optional.empty());
    }

    public Findings with(final LoadReport reply) {
        return new Findings(circumstance, origin, Optional.of(reply));
    }

    public Findings because(final String reason) {
        return new Findings(reason, origin, report);
    }
}
