package io.github.nifistarrocks.processors.load;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.load.content.LoadResult;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import io.github.nifistarrocks.processors.rejected.RejectedRowsText;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/** The attributes that report the load of a FlowFile. Their names and the values of {@link #STATUS} are part of users' flows and never change. */
public final class LoadAttributes {

    public static final String STATUS = "starrocks.status";
    public static final String LABEL = "starrocks.label";
    public static final String TRANSACTION_ID = "starrocks.transaction.id";
    public static final String DATABASE = "starrocks.database";
    public static final String TABLE = "starrocks.table";
    public static final String ROWS_TOTAL = "starrocks.rows.total";
    public static final String ROWS_LOADED = "starrocks.rows.loaded";
    public static final String ROWS_FILTERED = "starrocks.rows.filtered";
    public static final String ROWS_UNSELECTED = "starrocks.rows.unselected";
    public static final String BYTES = "starrocks.bytes";
    public static final String LOAD_TIME = "starrocks.load.time.ms";
    public static final String ERROR_URL = "starrocks.error.url";
    public static final String ERROR_REASON = "starrocks.error.reason";
    public static final String ERROR_MESSAGE = "starrocks.error.message";
    public static final String ERROR_ROWS = "starrocks.error.rows";
    public static final String RECORDS_REJECTED = "starrocks.records.rejected";
    public static final String ROWS_UNIDENTIFIED = "starrocks.rows.unidentified";
    public static final String ROWS_SUPERSEDED = "starrocks.rows.superseded";
    public static final String RECORDS_IGNORED = "starrocks.records.ignored";
    public static final String LOADS = "starrocks.loads";
    public static final String TRIAL_LOADS = "starrocks.trial.loads";
    public static final String WARNING = "starrocks.warning";
    /** Present while an attempt may be committed, although a later one has failed before it could ask. For the processor, also on another node. */
    public static final String OPEN_ATTEMPT = "starrocks.attempt.open";
    public static final String RECORD_COUNT = "record.count";

    /**
     * All that begin with {@code starrocks.}. Those of a previous attempt are removed if a new one does not set them, except database and table, which may
     * come from upstream.
     */
    public static final List<String> OWN = List.of(STATUS, LABEL, TRANSACTION_ID, DATABASE, TABLE, ROWS_TOTAL, ROWS_LOADED, ROWS_FILTERED, ROWS_UNSELECTED,
            BYTES, LOAD_TIME, ERROR_URL, ERROR_REASON, ERROR_MESSAGE, ERROR_ROWS, RECORDS_REJECTED, ROWS_UNIDENTIFIED, ROWS_SUPERSEDED, RECORDS_IGNORED,
            LOADS, TRIAL_LOADS, WARNING, OPEN_ATTEMPT);

    static final int MAX_MESSAGE = 2_000;
    /** A status: committed, but StarRocks counted other rows than were sent. */
    static final String COUNT_DIFFERS = "COMMITTED_COUNT_DIFFERS";

    private final Map<String, String> attributes = new LinkedHashMap<>();

    /** Sets attributes, and removes those of a previous attempt that are not among them. */
    public static FlowFile set(final ProcessSession session, final FlowFile flowFile, final Map<String, String> attributes) {
        final Set<String> stale = new HashSet<>(OWN);
        stale.removeAll(List.of(DATABASE, TABLE));
        stale.removeAll(attributes.keySet());
        return session.putAllAttributes(session.removeAllAttributes(flowFile, stale), attributes);
    }

    /** Attributes of a FlowFile that could not be sent because its records or its attributes are invalid. The label of a previous attempt is kept. */
    public static Map<String, String> notSent(final FlowFile flowFile, final ErrorReason reason, final String message) {
        final LoadAttributes set = new LoadAttributes().status("FAILED").error(reason.name(), message);
        Stream.of(LABEL, OPEN_ATTEMPT).filter(name -> flowFile.getAttribute(name) != null)
                .forEach(name -> set.attributes.put(name, flowFile.getAttribute(name)));
        return set.attributes;
    }

    /** Attributes of a FlowFile after its load, also if there was nothing to load. */
    public static Map<String, String> of(final LoadSettings settings, final LoadResult result) {
        final LoadResult.Counts counts = result.counts();
        final LoadAttributes set = new LoadAttributes().tables(settings, result).count(ROWS_SUPERSEDED, counts.superseded())
                .count(RECORDS_IGNORED, counts.ignored()).count(TRIAL_LOADS, counts.trialLoads()).count(LOADS, counts.loads() > 1 ? counts.loads() : 0);
        if (result.outcome().isEmpty()) {
            return set.status("EMPTY").records(0).rejections(result).attributes;
        }
        if (counts.sent() > 0) {
            set.records(counts.sent());
        }
        return set.outcome(result.outcome().get()).countDifferences(result).rejections(result).attributes;
    }

    /** Attributes of a FlowFile with the records that were not loaded. */
    public static Map<String, String> rejected(final LoadSettings settings, final LoadResult result) {
        final LoadAttributes set = new LoadAttributes().status("REJECTED").tables(settings, result);
        result.outcome().ifPresent(outcome -> set.attributes.put(LABEL, outcome.label()));
        return set.attributes;
    }

    private LoadAttributes tables(final LoadSettings settings, final LoadResult result) {
        attributes.put(DATABASE, settings.destination().database());
        attributes.put(TABLE, result.tables());
        return this;
    }

    private LoadAttributes outcome(final LoadOutcome outcome) {
        outcome.report().ifPresent(this::report);
        attributes.put(LABEL, outcome.label());
        switch (outcome) {
            case LoadOutcome.Committed committed -> status(committed.evidence().name());
            case LoadOutcome.Prepared prepared -> status("PREPARED");
            case LoadOutcome.Received received -> status("RECEIVED");
            case LoadOutcome.Rejected rejected -> {
                status("REJECTED").error(ErrorReason.REJECTED_ROWS.name(), rejected.message());
                if (!rejected.rows().isEmpty()) {
                    attributes.put(ERROR_ROWS, RejectedRowsText.of(rejected.rows()));
                }
            }
            case LoadOutcome.Throttled throttled -> status("THROTTLED").error(throttled.reason().name(), throttled.message());
            case LoadOutcome.Failed failed -> status("FAILED").error(failed.reason().name(), failed.message());
            case LoadOutcome.Unknown unknown -> status("UNKNOWN").error(ErrorReason.UNKNOWN_OUTCOME.name(), unknown.message());
        }
        return this;
    }

    private LoadAttributes countDifferences(final LoadResult result) {
        if (result.isLoaded() && result.countsDiffer()) {
            final String difference = String.join(" ", result.notices().countDifferences());
            if (result.outcome().orElseThrow() instanceof LoadOutcome.Prepared) {
                attributes.put(PreparedMark.COUNT_DIFFERENCE, Messages.bounded(difference, MAX_MESSAGE));
            } else {
                status(COUNT_DIFFERS).error(ErrorReason.ROW_COUNT_DIFFERS.name(), difference);
            }
        }
        return this;
    }

    /** Rejections count only if the other records are loaded. */
    private LoadAttributes rejections(final LoadResult result) {
        if (result.isLoaded()) {
            count(RECORDS_REJECTED, result.rejections().size()).count(ROWS_UNIDENTIFIED, result.rejections().unidentified());
        }
        return this;
    }

    private LoadAttributes count(final String name, final long value) {
        if (value > 0) {
            attributes.put(name, Long.toString(value));
        }
        return this;
    }

    private LoadAttributes status(final String status) {
        attributes.put(STATUS, status);
        return this;
    }

    private LoadAttributes records(final long records) {
        attributes.put(RECORD_COUNT, Long.toString(records));
        return this;
    }

    private LoadAttributes error(final String reason, final String message) {
        attributes.put(ERROR_REASON, reason);
        attributes.put(ERROR_MESSAGE, Messages.bounded(message, MAX_MESSAGE));
        return this;
    }

    private void report(final LoadReport report) {
        if (report.transactionId() >= 0) {
            attributes.put(TRANSACTION_ID, Long.toString(report.transactionId()));
        }
        attributes.put(ROWS_TOTAL, Long.toString(report.totalRows()));
        attributes.put(ROWS_LOADED, Long.toString(report.loadedRows()));
        attributes.put(ROWS_FILTERED, Long.toString(report.filteredRows()));
        attributes.put(ROWS_UNSELECTED, Long.toString(report.unselectedRows()));
        attributes.put(BYTES, Long.toString(report.loadBytes()));
        Optional.ofNullable(report.timesMillis().get("LoadTimeMs")).ifPresent(millis -> attributes.put(LOAD_TIME, millis.toString()));
        report.errorUrl().ifPresent(url -> attributes.put(ERROR_URL, url));
    }

    /** Reasons of the processor, in addition to those of {@link LoadOutcome.Reason}. */
    public enum ErrorReason {
        /** The server refused rows because of their content. */
        REJECTED_ROWS,
        /** Whether the load is committed was not known in time. */
        UNKNOWN_OUTCOME,
        /** The load is committed, but StarRocks counted other rows than were sent. */
        ROW_COUNT_DIFFERS,
        /** A record cannot be read, or contains a value that the format does not support. */
        INVALID_RECORD,
        /** An attribute of the mark of a prepared or merged FlowFile has no usable value. */
        INVALID_MARK,
        /** A property has no usable value for this FlowFile. */
        INVALID_PROPERTY,
        /** An error of the processor. */
        UNEXPECTED
    }
}
