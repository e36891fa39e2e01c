package io.github.nifistarrocks.client.load;

import java.util.List;
import java.util.Locale;

import io.github.nifistarrocks.client.load.LoadOutcome.Reason;

/**
 * What a server's words mean. Only words that are known to mean success are success; what nobody has seen before is for a person to look at.
 */
sealed interface Verdict {

    /** Committed, as the evidence tells. */
    record Committed(LoadOutcome.Evidence evidence) implements Verdict {}

    /** The label tells, not the reply. */
    record AskLabel() implements Verdict {}

    /** The data were refused. */
    record Rejected() implements Verdict {}

    /** Nothing loaded; later it may work. */
    record Throttled(Reason reason) implements Verdict {}

    /** Nothing loaded; a person must act. */
    record Failed(Reason reason) implements Verdict {}

    /** Parts of the texts in protocol reference stream-load.md, section 6, in lower case, and what they mean. The first that fits is taken. */
    List<Rule> RULES = List.of(
            new Rule("transaction status unknown", new AskLabel()),
            new Rule("has already been used", new AskLabel()),
            new Rule("label already exists", new AskLabel()),
            new Rule("too many filtered rows", new Rejected()),
            new Rule("data_quality", new Rejected()),
            new Rule("primary key size exceed the limit", new Rejected()),
            new Rule("too many versions", new Throttled(Reason.TOO_MANY_VERSIONS)),
            new Rule("current running txns on db", new Throttled(Reason.TOO_MANY_TRANSACTIONS)),
            new Rule("txn num per be exceeds limit", new Throttled(Reason.TOO_MANY_TRANSACTIONS)),
            new Rule("memory of process exceed", new Throttled(Reason.MEMORY)),
            new Rule("mem_limit_exceeded", new Throttled(Reason.MEMORY)),
            new Rule("memory limit", new Throttled(Reason.MEMORY)),
            new Rule("mem limit", new Throttled(Reason.MEMORY)),
            new Rule("exceed limit. used:", new Throttled(Reason.MEMORY)),
            new Rule("less then quorum", new Throttled(Reason.BUSY)),
            new Rule("read lock timeout", new Throttled(Reason.BUSY)),
            new Rule("write lock timeout", new Throttled(Reason.BUSY)),
            new Rule("not master", new Throttled(Reason.BUSY)),
            new Rule("no backend alive", new Throttled(Reason.BUSY)),
            new Rule("no backend or compute node alive", new Throttled(Reason.BUSY)),
            new Rule("shutting down", new Throttled(Reason.BUSY)),
            new Rule("cuncurrent limit", new Throttled(Reason.BUSY)),
            new Rule("disable_load_job", new Throttled(Reason.BUSY)),
            new Rule("recovery mode", new Throttled(Reason.BUSY)),
            new Rule("safe mode", new Throttled(Reason.BUSY)),
            new Rule("rpc failed", new Throttled(Reason.BUSY)),
            new Rule("timeout by txn manager", new Throttled(Reason.ABORTED)),
            new Rule("aborted by timeout", new Throttled(Reason.ABORTED)),
            new Rule("txn does not exist", new Throttled(Reason.ABORTED)),
            new Rule("user cancel", new Throttled(Reason.ABORTED)),
            new Rule("no partitions have data available for loading", new Failed(Reason.EMPTY)),
            new Rule("there is no data to load", new Failed(Reason.EMPTY)),
            new Rule("unknown database", new Failed(Reason.NOT_FOUND)),
            new Rule("unknown table", new Failed(Reason.NOT_FOUND)),
            new Rule("access denied", new Failed(Reason.DENIED)),
            new Rule("no valid basic authorization", new Failed(Reason.DENIED)),
            new Rule("need auth information", new Failed(Reason.DENIED)));

    /** The verdict on a failure's text; when nothing is known of it, a person has to look. */
    static Verdict ofFailure(final String text) {
        final String lowerCase = text.toLowerCase(Locale.ROOT);
        return RULES.stream().filter(rule -> lowerCase.contains(rule.part)).findFirst().map(Rule::verdict).orElse(new Failed(Reason.REQUEST_REFUSED));
    }

    /** The verdict on a BE's reply. */
    static Verdict ofReply(final LoadReport report, final String existingJobStatus) {
        return switch (report.status()) {
            case "Success", "OK" -> new Committed(LoadOutcome.Evidence.SUCCESS);
            case "Publish Timeout" -> new Committed(LoadOutcome.Evidence.PUBLISH_TIMEOUT);
            case "Label Already Exists" -> "FINISHED".equals(existingJobStatus) ? new Committed(LoadOutcome.Evidence.LABEL_FINISHED) : new AskLabel();
            case "Fail", "FAILED" -> {
                final Verdict verdict = ofFailure(report.serverMessage());
                yield verdict instanceof Failed && report.errorUrl().isPresent() && report.filteredRows() > 0 ? new Rejected() : verdict;
            }
            default -> new AskLabel();
        };
    }

    /** @param part lower-case part of a server's text */
    record Rule(String part, Verdict verdict) {}
}
