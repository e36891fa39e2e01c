package io.github.nifistarrocks.client.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.sql.SqlNames;
import io.github.nifistarrocks.client.sql.SqlText;

/**
 * The rows beyond the last values of some columns. The first column decides which rows are new; the others increase more slowly, so that several loads may
 * have the same value. Their conditions only reduce what StarRocks reads.
 */
final class NewRowsRequest {

    /** Without the end of the first column, which only the maxima need. */
    private final PlanRequest newer;
    private final List<MaximumColumn> columns;

    /**
     * @param request which rows to read, new or not
     * @param columns not empty
     * @throws IllegalArgumentException for a last value that is not of the type of its column
     */
    NewRowsRequest(final PlanRequest request, final List<MaximumColumn> columns) {
        this.columns = List.copyOf(columns);
        PlanRequest beyond = request;
        for (final MaximumColumn column : columns) {
            if (column.last().isPresent()) {
                beyond = beyond.where(column.condition(column.equals(columns.getFirst()) ? ">" : ">=", column.last().get()));
            }
        }
        newer = beyond;
    }

    /** Selects the maxima of the new rows, in one row. Without new rows all of them are NULL. */
    SqlText maxima(final Map<String, String> sessionVariables) {
        return new SqlText(statement(ScanFilter::sql), statement(ScanFilter::marked), sessionVariables);
    }

    private String statement(final Function<ScanFilter, String> filter) {
        final String maxima = columns.stream().map(column -> "max(%s)".formatted(SqlNames.quote(column.name()))).collect(Collectors.joining(", "));
        final MaximumColumn first = columns.getFirst();
        final PlanRequest selected = first.end().map(end -> newer.where(first.condition("<", end))).orElse(newer);
        return QueryPlanReply.statement(selected, maxima, selected.filter().map(filter));
    }

    /**
     * The last values after the new rows.
     *
     * @param rows of the statement
     * @return empty when there are no new rows
     */
    Optional<Map<String, String>> lastValues(final List<JsonNode> rows) throws StarRocksException {
        if (rows.size() != 1 || rows.getFirst().size() != columns.size()) {
            throw new StarRocksException(Kind.PROTOCOL, "The maxima of [%s] have [%d] rows instead of one".formatted(newer.table(), rows.size()));
        }
        final Map<String, String> values = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            final MaximumColumn column = columns.get(i);
            final Optional<String> value = text(column, rows.getFirst().get(i));
            if (i == 0 && value.isEmpty()) {
                return Optional.empty();
            }
            value.or(column::last).ifPresent(present -> values.put(column.name(), present));
        }
        return Optional.of(values);
    }

    /** Integers are numbers in JSON, values of all other types are text (BE: cast_type_to_json_str). */
    private static Optional<String> text(final MaximumColumn column, final JsonNode value) throws StarRocksException {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw new StarRocksException(Kind.PROTOCOL, "The maximum of column [%s] is neither text nor an integer".formatted(column.name()));
        }
        return Optional.of(value.asText());
    }

    /**
     * @param lastValues after these rows
     * @throws IllegalArgumentException for a value that is not of the type of its column
     */
    PlanRequest upTo(final Map<String, String> lastValues) {
        final MaximumColumn first = columns.getFirst();
        return newer.where(first.condition("<=", lastValues.get(first.name())));
    }
}
