package io.github.nifistarrocks.processors.property;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.option.ContentKind;

/** The Stream Load headers that users add as dynamic properties named {@code load.} and the header. */
public final class DynamicHeaders {

    /** Prefix of the property names. */
    public static final String PREFIX = "load.";

    private static final String MERGE = "set Delivery Strategy to Merge Commit";
    private static final String WRITTEN = "the processor writes the body in a fixed form; set Content to Raw to send content unchanged";

    /** Headers that the processor sets, each with what to do instead. */
    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("label", "use the property Label"),
            Map.entry("db", "use the property Database"),
            Map.entry("table", "use the property Table"),
            Map.entry("timeout", "use the property Load Timeout"),
            Map.entry("format", "use the property Format"),
            Map.entry("compression", "use the property Compression"),
            Map.entry("max_filter_ratio", "use the property Max Filter Ratio"),
            Map.entry("strict_mode", "use the property Strict Mode"),
            Map.entry("timezone", "use the property Time Zone"),
            Map.entry("warehouse", "use the property Warehouse of the connection service"),
            Map.entry("enable_merge_commit", MERGE),
            Map.entry("merge_commit_async", "use the property Asynchronous Merge Commit"),
            Map.entry("merge_commit_interval_ms", MERGE),
            Map.entry("merge_commit_parallel", MERGE));

    /** Headers that describe content, which users set for raw content only. */
    private static final Map<String, String> OF_RECORDS = Map.ofEntries(
            Map.entry("columns", "use properties column.<column> for expressions, and field.<field> for other column names"),
            Map.entry("partial_update", "use the property Partial Update"),
            Map.entry("partial_update_mode", "use the property Partial Update"),
            Map.entry("merge_condition", "use the property Merge Condition"),
            Map.entry("strip_outer_array", WRITTEN),
            Map.entry("jsonpaths", WRITTEN),
            Map.entry("json_root", WRITTEN),
            Map.entry("envelope", WRITTEN),
            Map.entry("column_separator", WRITTEN),
            Map.entry("row_delimiter", WRITTEN),
            Map.entry("enclose", WRITTEN),
            Map.entry("escape", WRITTEN),
            Map.entry("trim_space", WRITTEN),
            Map.entry("skip_header", WRITTEN));

    private DynamicHeaders() {}

    /** Why a header cannot be set by a dynamic property; nothing if it can. */
    static Optional<String> objection(final String propertyName, final ContentKind content) {
        final String header = headerName(propertyName);
        if (!header.matches("[a-z0-9_-]+")) {
            return Optional.of("the prefix [%s] must be followed by the name of a Stream Load header, of letters, digits, _ and -".formatted(PREFIX));
        }
        final Optional<String> advice = Optional.ofNullable(OWN.get(header)).or(() -> switch (content) {
            case RECORDS -> Optional.ofNullable(OF_RECORDS.get(header));
            case RAW -> Optional.empty();
        });
        if (advice.isPresent()) {
            return Optional.of("the processor sets the Stream Load header [%s]: %s".formatted(header, advice.get()));
        }
        return LoadRequest.RESERVED_HEADERS.contains(header)
                ? Optional.of("the header [%s] is part of the protocol, and the processor sets it".formatted(header))
                : Optional.empty();
    }

    /** The header that a dynamic property sets. Header names are case-insensitive. */
    public static String headerName(final String propertyName) {
        return propertyName.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }
}
