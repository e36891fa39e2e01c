package io.github.nifistarrocks.processors;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.nifistarrocks.processors.plan.PlanDocument;

/** FlowFile attributes of FetchStarRocksTablets and ScanStarRocksTablet. Their names are part of users' flows. */
final class ScanAttributes {

    static final String DATABASE = "starrocks.database";
    static final String TABLE = "starrocks.table";
    static final String TABLET_IDS = "starrocks.tablet.ids";
    static final String TABLET_COUNT = "starrocks.tablet.count";
    static final String COLUMNS_OMITTED = "starrocks.columns.omitted";
    /** Followed by the name of a column in lower case, as in QueryDatabaseTable. */
    static final String MAX_VALUE = "maxvalue.";
    static final String PARTITIONS = "starrocks.partitions";
    static final String REPLICA = "starrocks.replica";
    static final String BYTES = "starrocks.bytes";
    static final String SCAN_TIME = "starrocks.scan.time.ms";
    static final String WARNING = "starrocks.warning";
    static final String ERROR_MESSAGE = "starrocks.error.message";
    static final String ERROR_REASON = "starrocks.error.reason";
    static final String RECORD_COUNT = "record.count";
    static final String MIME_TYPE = "mime.type";
    static final String FILENAME = "filename";
    static final String FRAGMENT_IDENTIFIER = "fragment.identifier";
    static final String FRAGMENT_INDEX = "fragment.index";
    static final String FRAGMENT_COUNT = "fragment.count";

    /** Attributes of a previous scan or load, which say nothing about a new plan. */
    static final Pattern NOT_INHERITED = Pattern
            .compile("starrocks\\.(?:error\\..*|warning|columns\\.omitted|partitions|replica|bytes|scan\\.time\\.ms)|record\\.count|maxvalue\\..*");

    private static final int MAX_LENGTH = 2000;

    private ScanAttributes() {}

    /** NiFi keeps attributes on its heap: long values are truncated. */
    static String bounded(final String value) {
        return value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH) + "…";
    }

    /**
     * Attributes of a FlowFile with a plan document.
     *
     * @param identifier of the plan
     * @param index of the FlowFile within the plan
     * @param count of FlowFiles of the plan
     */
    static Map<String, String> of(final PlanDocument document, final String identifier, final int index, final int count) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FRAGMENT_IDENTIFIER, identifier);
        attributes.put(FRAGMENT_INDEX, Integer.toString(index));
        attributes.put(FRAGMENT_COUNT, Integer.toString(count));
        attributes.put(DATABASE, document.table().database());
        attributes.put(TABLE, document.table().table());
        attributes.put(TABLET_IDS, tabletIds(document));
        attributes.put(TABLET_COUNT, Integer.toString(document.tablets().size()));
        attributes.put(MIME_TYPE, "application/x-ndjson");
        attributes.put(FILENAME, "%s.%s.%d".formatted(document.table().toString().replaceAll("[^\\p{L}\\p{N}_.-]", "_"), identifier, index));
        return attributes;
    }

    /** The names of requested columns that are not read; none if there are none. */
    static Map<String, String> ofOmitted(final List<String> columns) {
        return columns.isEmpty() ? Map.of() : Map.of(COLUMNS_OMITTED, bounded(String.join(",", columns)));
    }

    /** The names of the changed partitions that a plan reads; none if changes do not decide that. */
    static Map<String, String> ofPartitions(final List<String> names) {
        return names.isEmpty() ? Map.of() : Map.of(PARTITIONS, bounded(String.join(",", names)));
    }

    /** @param maxima by column; none if all rows are read */
    static Map<String, String> ofMaxima(final Map<String, String> maxima) {
        return maxima.entrySet().stream().collect(Collectors.toMap(entry -> MAX_VALUE + entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    }

    /** Ids separated by commas, truncated. */
    static String tabletIds(final PlanDocument document) {
        return bounded(document.tabletIds().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
}
