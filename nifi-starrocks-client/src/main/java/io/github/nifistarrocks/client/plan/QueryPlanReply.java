package io.github.nifistarrocks.client.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.JsonReplies;

/** {@code POST /api/{db}/{table}/_query_plan}: what is sent and what comes back (StarRocks' TableQueryPlanAction). */
public final class QueryPlanReply {

    private static final ObjectMapper JSON = new ObjectMapper();

    private QueryPlanReply() {}

    /** The body to be posted. */
    public static byte[] requestBody(final PlanRequest request) {
        try {
            return JSON.writeValueAsBytes(Map.of("sql", sql(request)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statement to be planned. The table's name is qualified: a FE knows no current database here. */
    public static String sql(final PlanRequest request) {
        final String columns = request.columns().isEmpty() ? "*" : request.columns().stream().map(QueryPlanReply::quote).collect(Collectors.joining(", "));
        final String from = "select %s from %s.%s".formatted(columns, quote(request.table().database()), quote(request.table().table()));
        return request.filter().map(filter -> from + " where " + parenthesize(filter)).orElse(from);
    }

    private static String quote(final String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** A line comment at the filter's end must not swallow the parenthesis. */
    private static String parenthesize(final String filter) {
        return filter.contains("--") ? "(" + filter + "\n)" : "(" + filter + ")";
    }

    /**
     * @param httpStatus not a redirect
     * @return the plan; without tablets when there is nothing to read
     * @throws IOException when the answer breaks off
     * @throws StarRocksException DENIED, NOT_FOUND, INVALID (bad filter, unknown column, a view), UNAVAILABLE (also when a tablet has no replica),
     *     PROTOCOL
     */
    public static ScanPlan parse(final PlanRequest request, final int httpStatus, final InputStream body) throws IOException, StarRocksException {
        final String what = "Planning the scan of [%s]".formatted(request.table());
        final JsonNode reply = JsonReplies.read(what, httpStatus, body);
        final JsonNode partitions = reply.path("partitions");
        if (httpStatus != 200 || !partitions.isObject()) {
            throw JsonReplies.refused(what, httpStatus, reply);
        }
        final List<Tablet> tablets = new ArrayList<>();
        for (final Map.Entry<String, JsonNode> partition : partitions.properties()) {
            tablets.add(tablet(what, partition.getKey(), partition.getValue()));
        }
        tablets.sort(Comparator.comparingLong(Tablet::id));
        final String opaquePlan = reply.path("opaqued_query_plan").asText("");
        if (opaquePlan.isEmpty() && !tablets.isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "%s gave tablets without a plan to read them by".formatted(what));
        }
        return new ScanPlan(request.table(), sql(request), opaquePlan, tablets);
    }

    private static Tablet tablet(final String what, final String id, final JsonNode partition) throws StarRocksException {
        final Set<HostPort> replicas = new LinkedHashSet<>();
        try {
            for (final JsonNode routing : partition.path("routings")) {
                replicas.add(HostPort.parse(routing.asText()));
            }
            if (replicas.isEmpty()) {
                throw new StarRocksException(Kind.UNAVAILABLE,
                        "%s named no BE for tablet [%s]: none that is alive has it at the version to be read. Bring its BEs up.".formatted(what, id));
            }
            return new Tablet(Long.parseLong(id), partition.path("version").asLong(), List.copyOf(replicas));
        } catch (IllegalArgumentException e) {
            throw new StarRocksException(Kind.PROTOCOL, "%s gave a tablet that cannot be understood, [%s]: %s".formatted(what, id, e.getMessage()), e);
        }
    }
}
