package io.github.nifistarrocks.client.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.reply.ServerText;
import io.github.nifistarrocks.client.sql.SqlNames;

/** Request body and reply of {@code POST /api/{db}/{table}/_query_plan} (StarRocks' TableQueryPlanAction). */
public final class QueryPlanReply {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_SHOWN_LENGTH = 1000;

    private QueryPlanReply() {}

    /**
     * JSON with the statement.
     *
     * @throws IllegalArgumentException for a name that no table, column or partition has
     */
    public static byte[] requestBody(final PlanRequest request) {
        try {
            return JSON.writeValueAsBytes(Map.of("sql", sql(request)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statement to be planned. The name of the table is qualified, because the request has no current database. */
    public static String sql(final PlanRequest request) {
        return statement(request, request.filter().map(ScanFilter::sql));
    }

    /** The statement with the marks of {@link RowText} around the values of its filter. */
    private static String markedSql(final PlanRequest request) {
        return statement(request, request.filter().map(ScanFilter::marked));
    }

    private static String statement(final PlanRequest request, final Optional<String> filter) {
        return statement(request, request.columns().isEmpty() ? "*" : SqlNames.list(request.columns()), filter);
    }

    /** A statement for the rows of the request. */
    static String statement(final PlanRequest request, final String columns, final Optional<String> filter) {
        final String from = "select %s from %s%s".formatted(columns, SqlNames.quote(request.table()), SqlNames.partitions(request.partitions()));
        return filter.map(condition -> from + " where " + ScanFilter.parenthesize(condition)).orElse(from);
    }

    /**
     * @param httpStatus not a redirect
     * @return the plan; without tablets when there is nothing to read
     * @throws IOException when the reply is incomplete
     * @throws StarRocksException DENIED, NOT_FOUND, INVALID (filter, unknown column, view), UNAVAILABLE (also when a tablet has no replica),
     *     PROTOCOL; its message has the marks of {@link RowText}
     */
    public static ScanPlan parse(final PlanRequest request, final int httpStatus, final InputStream body) throws IOException, StarRocksException {
        final String what = "Planning the scan of [%s]".formatted(request.table());
        final JsonNode reply = JsonReplies.read(what, httpStatus, body);
        final JsonNode partitions = reply.path("partitions");
        if (httpStatus != 200 || !partitions.isObject()) {
            throw withStatement(request, JsonReplies.refused(what, httpStatus, reply, message -> withoutStatement(request, message)));
        }
        final List<Tablet> tablets = new ArrayList<>();
        for (final Map.Entry<String, JsonNode> partition : partitions.properties()) {
            tablets.add(tablet(what, partition.getKey(), partition.getValue()));
        }
        tablets.sort(Comparator.comparingLong(Tablet::id));
        final String opaquePlan = reply.path("opaqued_query_plan").asText("");
        if (opaquePlan.isEmpty() && !tablets.isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "%s returned tablets without a plan".formatted(what));
        }
        return new ScanPlan(request.table(), sql(request), opaquePlan, tablets);
    }

    /** The FE repeats the statement in some of its messages. A message of unknown form may have other values of the filter. */
    private static String withoutStatement(final PlanRequest request, final String message) {
        final String sql = sql(request);
        if (message.contains(sql)) {
            return ErrorText.truncate(message.replace(sql, "").replaceFirst(":?\\s*$", ""), MAX_SHOWN_LENGTH);
        }
        final String shown = ErrorText.truncate(message, MAX_SHOWN_LENGTH);
        return request.filter().isPresent() ? ServerText.marked(shown) : shown;
    }

    /** At the end, because a statement may have thousands of columns and values, and a long message is cut there. */
    private static StarRocksException withStatement(final PlanRequest request, final StarRocksException refusal) {
        return new StarRocksException(refusal.kind(), "%s The statement was: %s".formatted(refusal.getMessage(),
                ErrorText.truncate(markedSql(request), MAX_SHOWN_LENGTH)));
    }

    private static Tablet tablet(final String what, final String id, final JsonNode partition) throws StarRocksException {
        final Set<HostPort> replicas = new LinkedHashSet<>();
        try {
            for (final JsonNode routing : partition.path("routings")) {
                replicas.add(HostPort.parse(routing.asText()));
            }
            if (replicas.isEmpty()) {
                throw new StarRocksException(Kind.UNAVAILABLE,
                        "%s returned no BE for tablet [%s]: no BE that is alive has the planned version. Start the BEs of the tablet.".formatted(what, id));
            }
            return new Tablet(Long.parseLong(id), partition.path("version").asLong(), List.copyOf(replicas));
        } catch (IllegalArgumentException e) {
            throw new StarRocksException(Kind.PROTOCOL, "%s returned a malformed tablet [%s]: %s".formatted(what, id, e.getMessage()), e);
        }
    }
}
