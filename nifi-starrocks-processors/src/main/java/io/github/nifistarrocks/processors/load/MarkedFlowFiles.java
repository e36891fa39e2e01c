package io.github.nifistarrocks.processors.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Transaction;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.load.LoadAttributes.ErrorReason;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/** Reports the outcome of FlowFiles that were given back to their queue with a mark, because their load was not over. */
final class MarkedFlowFiles {

    private final StarRocksClient client;
    private final ProcessSession session;
    private final Set<String> marks;

    /** @param marks attributes of the mark */
    MarkedFlowFiles(final TaskContext task, final StarRocksClient client, final Set<String> marks) {
        this.client = client;
        this.session = task.session();
        this.marks = marks;
    }

    /**
     * What was committed for a FlowFile.
     *
     * @param transactions at least one, in one database
     * @param evidence for their commit
     * @param time of finding out
     */
    record Success(List<Transaction> transactions, Evidence evidence, Duration time) {

        private String tables() {
            return transactions.stream().map(one -> one.table().table()).distinct().collect(Collectors.joining(","));
        }
    }

    FlowFile unmarked(final FlowFile flowFile) {
        return session.removeAllAttributes(flowFile, marks);
    }

    void succeed(final FlowFile flowFile, final Success success) {
        session.transfer(committed(flowFile, success), LoadRelationships.SUCCESS);
    }

    /** The rows are committed, but they are not those that were sent. */
    void differ(final FlowFile flowFile, final Success success, final String difference) {
        fail(committed(flowFile, success), new Problem(LoadAttributes.COUNT_DIFFERS, ErrorReason.ROW_COUNT_DIFFERS.name(), difference));
    }

    private FlowFile committed(final FlowFile flowFile, final Success success) {
        final FlowFile clean = session.removeAllAttributes(unmarked(flowFile), Set.of(LoadAttributes.ERROR_REASON, LoadAttributes.ERROR_MESSAGE));
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(LoadAttributes.STATUS, success.evidence.name());
        attributes.put(LoadAttributes.DATABASE, success.transactions.getFirst().table().database());
        attributes.put(LoadAttributes.TABLE, success.tables());
        if (flowFile.getAttribute(LoadAttributes.LABEL) == null) {
            attributes.put(LoadAttributes.LABEL, success.transactions.getFirst().label());
        }
        final FlowFile loaded = session.putAllAttributes(clean, attributes);
        final String frontend = client.config().frontends().getFirst().getAuthority();
        success.transactions.forEach(one -> session.getProvenanceReporter().send(loaded, TransitUri.of(frontend, one.table()),
                "Label %s, %s".formatted(one.label(), success.evidence), success.time.toMillis()));
        session.adjustCounter(LoadCounters.LOADS, success.transactions.size(), false);
        count(loaded, LoadAttributes.ROWS_LOADED, LoadCounters.ROWS_LOADED);
        count(loaded, LoadAttributes.ROWS_FILTERED, LoadCounters.ROWS_FILTERED);
        count(loaded, LoadAttributes.ROWS_UNSELECTED, LoadCounters.ROWS_UNSELECTED);
        return loaded;
    }

    /** Adds what the attempt that sent the rows has reported. */
    private void count(final FlowFile flowFile, final String attribute, final String counter) {
        final String rows = flowFile.getAttribute(attribute);
        if (rows != null && rows.matches("\\d{1,18}")) {
            session.adjustCounter(counter, Long.parseLong(rows), false);
        }
    }

    /** Stays in the queue with its mark. It is not penalized, so that no later FlowFile passes it. */
    void keep(final FlowFile flowFile, final Problem problem) {
        session.transfer(report(flowFile, problem));
    }

    /** To the queue of the processor. */
    void giveBack(final FlowFile flowFile, final Problem problem) {
        session.transfer(session.penalize(report(flowFile, problem)));
    }

    void fail(final FlowFile flowFile, final Problem problem) {
        session.transfer(report(flowFile, problem), LoadRelationships.FAILURE);
    }

    private FlowFile report(final FlowFile flowFile, final Problem problem) {
        return session.putAllAttributes(flowFile, Map.of(LoadAttributes.STATUS, problem.status, LoadAttributes.ERROR_REASON, problem.reason,
                LoadAttributes.ERROR_MESSAGE, Messages.bounded(problem.message, LoadAttributes.MAX_MESSAGE)));
    }

    /**
     * Why a FlowFile is not in success.
     *
     * @param status value of the attribute
     * @param reason one value for routing
     * @param message what happened and what to do
     */
    record Problem(String status, String reason, String message) {}
}
