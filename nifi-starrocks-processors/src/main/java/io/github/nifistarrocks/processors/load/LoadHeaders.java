package io.github.nifistarrocks.processors.load;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.encode.CsvForm;
import io.github.nifistarrocks.client.load.LoadRequest;

/** The Stream Load headers of a load: what the processor sets itself, and what users add as dynamic properties named {@code load.} and the header. */
public final class LoadHeaders {

    /** What a dynamic property must begin with. */
    public static final String PREFIX = "load.";

    private static final String COLUMNS = "columns";

    /** Headers of which the processor takes care, with the reason why a user cannot set them. */
    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("label", "use the property Label"),
            Map.entry("db", "use the property Database"),
            Map.entry("table", "use the property Table"),
            Map.entry("timeout", "use the property Load Timeout"),
            Map.entry("format", "use the property Format"),
            Map.entry("max_filter_ratio", "use the property Max Filter Ratio"),
            Map.entry("strict_mode", "use the property Strict Mode"),
            Map.entry("timezone", "use the property Time Zone"),
            Map.entry("warehouse", "use the property Warehouse of the connection service"),
            Map.entry("enable_merge_commit", "with merge commit StarRocks ignores labels, and a retry would load rows twice"),
            Map.entry("merge_commit_async", "with merge commit StarRocks ignores labels, and a retry would load rows twice"),
            Map.entry("merge_commit_interval_ms", "with merge commit StarRocks ignores labels, and a retry would load rows twice"),
            Map.entry("merge_commit_parallel", "with merge commit StarRocks ignores labels, and a retry would load rows twice"),
            Map.entry("strip_outer_array", "the processor writes one JSON object for each record"),
            Map.entry("column_separator", "the processor writes the CSV and knows its separators"),
            Map.entry("row_delimiter", "the processor writes the CSV and knows its separators"),
            Map.entry("enclose", "the processor writes the CSV and knows its quotes"),
            Map.entry("escape", "the processor writes the CSV and knows its quotes"),
            Map.entry("skip_header", "the processor writes no header row, so a record would be lost"),
            Map.entry("compression", "the processor does not compress the rows"));

    private LoadHeaders() {}

    /** Why a header cannot be given as a dynamic property; nothing when it can. */
    public static Optional<String> objection(final String propertyName) {
        final String header = headerName(propertyName);
        if (!header.matches("[a-z0-9_-]+")) {
            return Optional.of("Behind [%s] the name of a Stream Load header is expected, of letters, digits, _ and -".formatted(PREFIX));
        }
        final String reason = OWN.get(header);
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
     * @param columns names of the fields in the order in which they are written
     * @param further headers given by the user, by lower-case name
     */
    static Map<String, String> of(final LoadSettings settings, final List<String> columns, final Map<String, String> further) {
        final Map<String, String> headers = new TreeMap<>();
        switch (settings.format()) {
            case JSON -> headers.put("format", "json");
            case CSV -> headers.putAll(CsvForm.HEADERS);
        }
        headers.put(COLUMNS, columns.stream().map(LoadHeaders::quoted).collect(Collectors.joining(",")));
        headers.put("max_filter_ratio", settings.maxFilterRatio());
        headers.put("strict_mode", Boolean.toString(settings.strict()));
        headers.put("timezone", settings.zone() instanceof ZoneOffset offset && offset.getTotalSeconds() == 0 ? "+00:00" : settings.zone().getId());
        headers.putAll(further);
        return headers;
    }

    private static String quoted(final String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
