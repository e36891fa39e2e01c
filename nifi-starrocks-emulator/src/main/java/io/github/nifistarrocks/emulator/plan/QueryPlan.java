package io.github.nifistarrocks.emulator.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * The content of the opaque plan. A BE needs nothing else to open it.
 *
 * @param queryId UUID of the plan; all of its scanners at one BE share a context under it
 * @param table the scanned one
 * @param columns in the order of the select list
 * @param filter SQL of StarRocks with bare column names; {@code null} for none
 * @param tablets ids with the versions to read
 */
public record QueryPlan(String queryId, TableName table, List<OutputColumn> columns, String filter, Map<Long, Long> tablets) {

    /**
     * @param column name of the column; {@code null} for an expression, which the FE plans and the BE refuses
     * @param label name of the output
     */
    public record OutputColumn(@JsonProperty("column") String column, @JsonProperty("label") String label) {}

    public QueryPlan {
        columns = List.copyOf(columns);
        tablets = Map.copyOf(tablets);
    }

    public Optional<String> where() {
        return Optional.ofNullable(filter);
    }

    /** @param versions of the tablets to read, by id */
    QueryPlan reading(final Map<Long, Long> versions) {
        return new QueryPlan(queryId, table, columns, filter, versions);
    }

    /** Base64 text, in the form of a real plan. */
    public String encode() {
        return OpaquePlan.write(this);
    }

    /**
     * @param opaquePlan what {@link #encode()} returned, or the same with some of its tablets only
     * @throws IllegalArgumentException for any other text, with the message of a BE
     */
    public static QueryPlan decode(final String opaquePlan) {
        return OpaquePlan.read(opaquePlan);
    }
}
