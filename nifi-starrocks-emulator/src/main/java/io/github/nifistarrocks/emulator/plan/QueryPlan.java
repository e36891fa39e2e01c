package io.github.nifistarrocks.emulator.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * The content of the opaque plan. A BE needs nothing else to open it. A real FE puts a thrift structure there; clients pass either on unread.
 *
 * @param queryId of the plan; all of its scanners at one BE share a context under it
 * @param table the scanned one
 * @param columns in the order of the select list
 * @param filter SQL of StarRocks with bare column names; {@code null} for none
 * @param tablets ids with the versions to read
 */
public record QueryPlan(
        @JsonProperty("queryId") String queryId,
        @JsonProperty("table") TableName table,
        @JsonProperty("columns") List<OutputColumn> columns,
        @JsonProperty("filter") String filter,
        @JsonProperty("tablets") Map<Long, Long> tablets) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * @param column name of the column; {@code null} for an expression, which the FE plans and the BE refuses
     * @param label name of the output
     */
    public record OutputColumn(@JsonProperty("column") String column, @JsonProperty("label") String label) {}

    public QueryPlan {
        columns = List.copyOf(columns);
        tablets = Map.copyOf(tablets);
    }

    record Sealed(@JsonProperty("plan") String plan, @JsonProperty("seal") long seal) {}

    public Optional<String> where() {
        return Optional.ofNullable(filter);
    }

    /** @param versions of the tablets to read, by id */
    QueryPlan reading(final Map<Long, Long> versions) {
        return new QueryPlan(queryId, table, columns, filter, versions);
    }

    /** Base64 text, sealed so that a BE notices a change. */
    public String encode() {
        try {
            final String plan = MAPPER.writeValueAsString(this);
            return Base64.getEncoder().encodeToString(MAPPER.writeValueAsBytes(new Sealed(plan, seal(plan))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if the text is not what {@link #encode()} returned, with the message of a BE */
    public static QueryPlan decode(final String opaquePlan) {
        final Sealed sealed;
        try {
            sealed = MAPPER.readValue(Base64.getDecoder().decode(opaquePlan), Sealed.class);
        } catch (IllegalArgumentException e) {
            throw broken("validate error", e);
        } catch (IOException e) {
            throw broken("deserialize error", e);
        }
        if (sealed.plan() == null || seal(sealed.plan()) != sealed.seal()) {
            throw broken("validate error", null);
        }
        try {
            return MAPPER.readValue(sealed.plan(), QueryPlan.class);
        } catch (IOException e) {
            throw broken("deserialize error", e);
        }
    }

    private static long seal(final String plan) {
        final CRC32 crc = new CRC32();
        crc.update(plan.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static IllegalArgumentException broken(final String what, final Exception cause) {
        return new IllegalArgumentException("query_plan_info: " + what + ", should not be modified after returned StarRocks FE processed", cause);
    }
}
