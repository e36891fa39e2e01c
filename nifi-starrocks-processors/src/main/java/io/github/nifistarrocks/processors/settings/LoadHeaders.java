package io.github.nifistarrocks.processors.settings;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.encode.CsvForm;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.LoadFormat;

/** The Stream Load headers of a load: what the processor sets itself, and what users add as dynamic properties named {@code load.} and the header. */
public final class LoadHeaders {

    /** What a dynamic property must begin with. */
    public static final String PREFIX = "load.";

    public static final String MAX_FILTER_RATIO = "max_filter_ratio";
    public static final String WHERE = "where";

    private static final String COLUMNS = "columns";

    private static final String MERGE = "set Delivery Strategy to Merge Commit";
    private static final String WRITTEN = "the processor writes the body and knows its form; set Content to Raw for content that is ready";

    /** Headers of which the processor takes care, with what a user does instead. */
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
            Map.entry("merge_commit_async", "the FlowFile would go on before its rows are safe"),
            Map.entry("merge_commit_interval_ms", MERGE),
            Map.entry("merge_commit_parallel", MERGE));

    /** Headers that describe content, which only those may set who bring it. */
    private static final Map<String, String> OF_RECORDS = Map.ofEntries(
            Map.entry(COLUMNS, "use properties named column. and a column for expressions, and field. and a field for other names"),
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

    private LoadHeaders() {}

    /** Why a header cannot be given as a dynamic property; nothing when it can. */
    static Optional<String> objection(final String propertyName, final ContentKind content) {
        final String header = headerName(propertyName);
        if (!header.matches("[a-z0-9_-]+")) {
            return Optional.of("Behind [%s] the name of a Stream Load header is expected, of letters, digits, _ and -".formatted(PREFIX));
        }
        final String reason = OWN.getOrDefault(header, content == ContentKind.RECORDS ? OF_RECORDS.get(header) : null);
        if (reason != null) {
            return Optional.of("Stream Load header [%s] is set by the processor itself: %s".formatted(header, reason));
        }
        return LoadRequest.RESERVED_HEADERS.contains(header)
                ? Optional.of("Header [%s] belongs to the protocol and is set by the processor itself".formatted(header))
                : Optional.empty();
    }

    /** The header that a dynamic property stands for. Header names know no case. */
    public static String headerName(final String propertyName) {
        return propertyName.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when the time zone is none that StarRocks knows by that name */
    public static ZoneId timeZone(final String text) {
        final String name = text.strip();
        try {
            return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : offset(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("[%s] is neither a region such as Europe/Berlin or UTC nor an offset such as +02:00".formatted(name), e);
        }
    }

    private static ZoneOffset offset(final String name) {
        if (!name.matches("[+-]\\d\\d:\\d\\d")) {
            throw new DateTimeException("No offset: " + name);
        }
        return ZoneOffset.of(name);
    }

    /** @throws IllegalArgumentException when it is no number from 0 to 1 */
    public static String maxFilterRatio(final String text) {
        final double ratio;
        try {
            ratio = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("[%s] is not a number".formatted(text), e);
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("[%s] is not between 0 and 1".formatted(text));
        }
        return text.strip();
    }

    /**
     * @param columns the value of the header of that name; nothing for content that is sent as it is
     * @param mergeCondition the column of the Merge Condition
     * @param partial whether columns that are not named keep their values
     */
    public static Map<String, String> of(final LoadSettings settings, final Optional<String> columns, final Optional<String> mergeCondition,
            final boolean partial) {
        final Map<String, String> headers = new TreeMap<>();
        final boolean json = settings.body().format() == LoadFormat.JSON;
        headers.put("format", json ? "json" : "csv");
        if (!json && settings.body().content() == ContentKind.RECORDS) {
            headers.putAll(CsvForm.HEADERS);
        }
        headers.putAll(settings.body().compression().headers(json));
        columns.ifPresent(value -> headers.put(COLUMNS, value));
        headers.put(MAX_FILTER_RATIO, settings.quality().maxFilterRatio());
        headers.put("strict_mode", Boolean.toString(settings.quality().strict()));
        final ZoneId zone = settings.body().zone();
        headers.put("timezone", zone instanceof ZoneOffset offset && offset.getTotalSeconds() == 0 ? "+00:00" : zone.getId());
        if (partial) {
            headers.put("partial_update", "true");
            switch (settings.changes().partialUpdate()) {
                case OFF, ROW -> {
                    // Row mode is StarRocks' own default; servers before 3.1 know no other.
                }
                case COLUMN -> headers.put("partial_update_mode", "column");
                case AUTO -> headers.put("partial_update_mode", "auto");
            }
        }
        mergeCondition.ifPresent(column -> headers.put("merge_condition", column));
        headers.putAll(settings.headers());
        return headers;
    }
}
