package io.github.nifistarrocks.emulator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The reply of the FE to a {@code _query_plan} request.
 *
 * @param httpStatus 200, or the code of the error
 * @param contentType value of the header
 * @param body JSON text
 */
public record PlanReply(int httpStatus, String contentType, String body) {

    private static final String JSON = "application/json; charset=UTF-8";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static PlanReply ok(final ObjectNode partitions, final String opaquePlan) {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("partitions", partitions);
        body.put("opaqued_query_plan", opaquePlan);
        body.put("status", 200);
        return new PlanReply(200, JSON, text(body));
    }

    static PlanReply error(final int status, final String message) {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("exception", message);
        body.put("status", status);
        return new PlanReply(status, JSON, text(body));
    }

    /** The reply to an exception that the FE does not catch, in the other style of its REST replies: recordings 048 and 059. */
    static PlanReply crash(final String message) {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", "FAILED");
        body.put("code", "1");
        body.put("msg", message);
        body.put("message", message);
        return new PlanReply(500, "text/html", htmlSafe(text(body)));
    }

    /** The escapes of the FE's Gson. */
    private static String htmlSafe(final String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("'", "\\u0027").replace("=", "\\u003d").replace("&", "\\u0026");
    }

    private static String text(final ObjectNode body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
