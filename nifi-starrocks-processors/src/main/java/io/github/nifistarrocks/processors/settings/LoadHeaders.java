package io.github.nifistarrocks.processors.settings;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.encode.CsvForm;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.property.TimeZones;

/** The Stream Load headers of one load: those of its settings, and those that depend on its rows. */
public final class LoadHeaders {

    public static final String MAX_FILTER_RATIO = "max_filter_ratio";
    public static final String WHERE = "where";

    /**
     * True for every row of a PRIMARY KEY table. In a load into another table the FE does not know the column and refuses the load (FE: StreamLoadPlanner.plan,
     * LoadScanNode.initWhereExpr), where it would otherwise append a delete as a row.
     */
    public static final String ANY_OPERATION = "`__op` IN (0, 1)";

    private final LoadSettings settings;
    private final Map<String, String> headers = new TreeMap<>();
    private Optional<String> deletes = Optional.empty();

    private LoadHeaders(final LoadSettings settings) {
        this.settings = settings;
    }

    /** The headers that do not depend on the rows. */
    public static LoadHeaders of(final LoadSettings settings) {
        return new LoadHeaders(settings).withBody().withQuality();
    }

    private LoadHeaders withBody() {
        final LoadSettings.Body body = settings.body();
        final boolean json = body.format() == LoadFormat.JSON;
        headers.put("format", json ? "json" : "csv");
        if (!json && body.content() == ContentKind.RECORDS) {
            headers.putAll(CsvForm.HEADERS);
        }
        headers.putAll(body.compression().headers(json));
        headers.put("timezone", TimeZones.header(body.zone()));
        return this;
    }

    private LoadHeaders withQuality() {
        headers.put(MAX_FILTER_RATIO, settings.quality().maxFilterRatio());
        headers.put("strict_mode", Boolean.toString(settings.quality().strict()));
        return this;
    }

    /** @param list the columns of the rows, with expressions */
    public LoadHeaders columns(final String list) {
        headers.put("columns", list);
        return this;
    }

    /** Columns that are not in the list keep their values. */
    public LoadHeaders partialUpdate() {
        headers.put("partial_update", "true");
        switch (settings.changes().partial().mode()) {
            case OFF, ROW -> {
                // Row mode is the default of StarRocks, and the only mode before 3.1.
            }
            case COLUMN -> headers.put("partial_update_mode", "column");
            case AUTO -> headers.put("partial_update_mode", "auto");
        }
        return this;
    }

    /** @param column in the spelling of the table */
    public LoadHeaders mergeCondition(final String column) {
        headers.put("merge_condition", column);
        return this;
    }

    /**
     * The condition of the user does not skip deletes: a delete may have only the key, for which most conditions are not true.
     *
     * @param condition SQL that is true for the rows that delete
     */
    public LoadHeaders keepDeletes(final String condition) {
        deletes = Optional.of(condition);
        return this;
    }

    /** StarRocks refuses the load if the table is not a PRIMARY KEY table. */
    public LoadHeaders requirePrimaryKey() {
        headers.put(WHERE, ANY_OPERATION);
        return this;
    }

    /** All headers, with those that the user adds. */
    public Map<String, String> toMap() {
        final Map<String, String> all = new TreeMap<>(headers);
        all.putAll(settings.request().headers());
        final Optional<String> condition = Optional.ofNullable(settings.request().headers().get(WHERE));
        if (condition.isPresent() && deletes.isPresent()) {
            all.put(WHERE, "(%s) OR (%s)".formatted(deletes.get(), condition.get()));
        }
        return all;
    }
}
