package io.github.nifistarrocks.client.outcome;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;

/**
 * What a server's words mean. Only words that are known to mean success are success; what nobody has seen before is for a person to look at.
 */
public sealed interface ReplyClassification {

    /** Committed, as the evidence tells. */
    record Committed(LoadOutcome.Evidence evidence) implements ReplyClassification {}

    /** The label tells, not the reply. */
    record AskLabel() implements ReplyClassification {}

    /** Nothing is loaded. */
    sealed interface Definite extends ReplyClassification {}

    /** The data were refused. */
    record Rejected() implements Definite {}

    /** Later it may work. */
    record Throttled(Reason reason) implements Definite {}

    /** A person must act. */
    record Failed(Reason reason) implements Definite {}

    String NOTHING_LEFT = "no partitions have data available for loading";

    /**
     * Parts of the texts in protocol references stream-load.md, sections 6 and 7, and transaction-stream-load.md, sections 2, 3.3 and 6, in lower case,
     * and what they mean. The first that fits is taken.
     */
    List<Rule> RULES = List.of(
            // The first FEs of 4.0 give no transaction over several tables its label, so that only one of them gets through.
            new Rule("label [] has already been used", new Failed(Reason.REQUEST_REFUSED)),
            // Merge Commit's words for not knowing, which hold the text of the error that keeps it from knowing.
            new Rule("failed to get load final status", new AskLabel()),
            new Rule("has not been published", new AskLabel()),
            new Rule("transaction status unknown", new AskLabel()),
            new Rule("has already been used", new AskLabel()),
            new Rule("label already exists", new AskLabel()),
            new Rule("already started with label", new AskLabel()),
            new Rule("publish timeout", new AskLabel()),
            new Rule("already committing", new AskLabel()),
            new Rule("can not commit", new AskLabel()),
            new Rule("can not abort", new AskLabel()),
            new Rule("already been cancelled", new AskLabel()),
            new Rule("is aborting (reason", new AskLabel()),
            // A BE could not talk to the FE, perhaps at the commit: the leader changes.
            new Rule("fe rpc failure", new AskLabel()),
            new Rule("couldn't open transport", new AskLabel()),
            new Rule("thrift client has not been setup", new AskLabel()),
            new Rule("no transaction found", new AskLabel()),
            new Rule("can't find the transaction", new AskLabel()),
            new Rule("can't find node id", new AskLabel()),
            new Rule("transaction not found", new AskLabel()),
            new Rule("transaction with label", new AskLabel()),
            new Rule("stream load task", new AskLabel()),
            // What is wrong with the request may name a table or column that is called as one of the words below.
            new Rule("unknown database", new Failed(Reason.NOT_FOUND)),
            new Rule("unknown table", new Failed(Reason.NOT_FOUND)),
            new Rule("has no default value", new Failed(Reason.REQUEST_REFUSED)),
            new Rule("duplicate column", new Failed(Reason.REQUEST_REFUSED)),
            new Rule("not in partial update columns", new Failed(Reason.REQUEST_REFUSED)),
            new Rule("too many filtered rows", new Rejected()),
            new Rule("abnormal data more than max filter rat", new Rejected()),
            Rule.ofWord("data_quality(_error)?", new Rejected()),
            new Rule("primary key size exceed", new Rejected()),
            new Rule("too many versions", new Throttled(Reason.TOO_MANY_VERSIONS)),
            new Rule("current running txns on db", new Throttled(Reason.TOO_MANY_TRANSACTIONS)),
            new Rule("txn num per be exceeds limit", new Throttled(Reason.TOO_MANY_TRANSACTIONS)),
            new Rule("mem usage has exceed the limit", new Throttled(Reason.MEMORY)),
            Rule.ofWord("memory of .* exceed limit", new Throttled(Reason.MEMORY)),
            new Rule("mem_limit_exceeded", new Throttled(Reason.MEMORY)),
            new Rule("memory limit", new Throttled(Reason.MEMORY)),
            new Rule("mem limit", new Throttled(Reason.MEMORY)),
            new Rule("less then quorum", new Throttled(Reason.BUSY)),
            new Rule("errorreplicas", new Throttled(Reason.BUSY)),
            new Rule("intolerable failure", new Throttled(Reason.BUSY)),
            new Rule("node not found. check if any", new Throttled(Reason.BUSY)),
            new Rule("lock timeout", new Throttled(Reason.BUSY)),
            new Rule("not master", new Throttled(Reason.BUSY)),
            new Rule("not leader", new Throttled(Reason.BUSY)),
            new Rule("leader is started or switched", new Throttled(Reason.BUSY)),
            new Rule("no backend alive", new Throttled(Reason.BUSY)),
            new Rule("no backend or compute node alive", new Throttled(Reason.BUSY)),
            new Rule("shutting down", new Throttled(Reason.BUSY)),
            new Rule("cuncurrent limit", new Throttled(Reason.BUSY)),
            new Rule("concurrent limit", new Throttled(Reason.BUSY)),
            new Rule("disable_load_job", new Throttled(Reason.BUSY)),
            new Rule("recovery mode", new Throttled(Reason.BUSY)),
            new Rule("safe mode", new Throttled(Reason.BUSY)),
            new Rule("rpc failed", new Throttled(Reason.BUSY)),
            new Rule("transaction is in processing", new Throttled(Reason.BUSY)),
            new Rule("no available stream load pipe", new Throttled(Reason.BUSY)),
            new Rule("write data to stream load pipe", new Throttled(Reason.BUSY)),
            Rule.ofWord("tracking[ _]url", new Rejected()),
            new Rule(NOTHING_LEFT, new Failed(Reason.EMPTY)),
            new Rule("there is no data to load", new Failed(Reason.EMPTY)),
            new Rule("hasn't send any data yet", new Failed(Reason.EMPTY)),
            new Rule("does not exist.", new Failed(Reason.NOT_FOUND)),
            new Rule("access denied", new Failed(Reason.DENIED)),
            new Rule("no valid basic authorization", new Failed(Reason.DENIED)),
            new Rule("need auth information", new Failed(Reason.DENIED)),
            new Rule("timeout by txn manager", new Throttled(Reason.ABORTED)),
            new Rule("load timeout. increase", new Throttled(Reason.ABORTED)),
            new Rule("aborted by", new Throttled(Reason.ABORTED)),
            new Rule("transaction is aborted", new Throttled(Reason.ABORTED)),
            new Rule("will be aborted", new Throttled(Reason.ABORTED)),
            new Rule("load is aborted", new Throttled(Reason.ABORTED)),
            new Rule("txn does not exist", new Throttled(Reason.ABORTED)),
            new Rule("user aborted", new Throttled(Reason.ABORTED)),
            new Rule("user cancel", new Throttled(Reason.ABORTED)),
            // A BE that lost its client, or whose plan was ended from elsewhere.
            new Rule("sender is gone", new Throttled(Reason.ABORTED)),
            Rule.ofWord("cancelled", new Throttled(Reason.ABORTED)));

    /** The verdict on a failure's text; when nothing is known of it, a person has to look. */
    static ReplyClassification ofFailure(final String text) {
        final String lowerCase = text.toLowerCase(Locale.ROOT);
        return RULES.stream().filter(rule -> rule.part.matcher(lowerCase).find()).findFirst().map(Rule::verdict).orElse(new Failed(Reason.REQUEST_REFUSED));
    }

    /** The verdict on a BE's reply. */
    static ReplyClassification ofReply(final LoadReport report, final String existingJobStatus) {
        return switch (report.status()) {
            case "Success", "OK" -> new Committed(LoadOutcome.Evidence.SUCCESS);
            case "Publish Timeout" -> new Committed(LoadOutcome.Evidence.PUBLISH_TIMEOUT);
            case "Label Already Exists" -> "FINISHED".equals(existingJobStatus) ? new Committed(LoadOutcome.Evidence.LABEL_FINISHED) : new AskLabel();
            case "Fail", "FAILED" -> {
                final ReplyClassification verdict = ofFailure(report.serverMessage());
                yield verdict instanceof Failed && report.errorUrl().isPresent() && report.filteredRows() > 0 ? new Rejected() : verdict;
            }
            default -> new AskLabel();
        };
    }

    /** The verdict on the answer to a step of a transaction; {@code OK} is the caller's to know, since it means something else for each step. */
    static ReplyClassification ofStep(final LoadReport report) {
        return switch (report.status()) {
            case "TXN_IN_PROCESSING" -> new Throttled(Reason.BUSY);
            case "MEM_LIMIT_EXCEEDED" -> new Throttled(Reason.MEMORY);
            case "DATA_QUALITY_ERROR" -> new Rejected();
            case "FAILED", "Fail", "INTERNAL_ERROR", "ANALYSIS_ERROR", "INVALID_ARGUMENT" -> {
                final ReplyClassification verdict = ofFailure(report.serverMessage());
                yield verdict instanceof Failed && report.errorUrl().isPresent() ? new Rejected() : verdict;
            }
            default -> new AskLabel();
        };
    }

    /** Whether a load was refused because no row was left of it. */
    static boolean leavesNothing(final LoadReport report) {
        return report.serverMessage().toLowerCase(Locale.ROOT).contains(NOTHING_LEFT);
    }

    /** Whether a server refused a load because another one has its label. */
    static boolean namesUsedLabel(final LoadReport report) {
        final String text = report.serverMessage().toLowerCase(Locale.ROOT);
        return "Label Already Exists".equals(report.status()) || "LABEL_ALREADY_EXISTS".equals(report.status()) || text.contains("has already been used")
                || text.contains("label already exists");
    }

    /** @param part of a server's text in lower case */
    record Rule(Pattern part, ReplyClassification verdict) {

        Rule(final String part, final ReplyClassification verdict) {
            this(Pattern.compile(part, Pattern.LITERAL), verdict);
        }

        /** A word by itself, not in a name or label and not in quotes. */
        static Rule ofWord(final String regex, final ReplyClassification verdict) {
            return new Rule(Pattern.compile("(?<![-\\w.\"'`\\[])(?:" + regex + ")(?![-\\w\"'`\\]])"), verdict);
        }
    }
}
