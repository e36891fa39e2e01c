package io.github.nifistarrocks.emulator.recorded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The parts of two replies that have to be equal: the status, the headers that affect a client, and the body without what differs from run to run. */
final class ReplyMask {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> HEADERS = List.of("location", "connection", "www-authenticate", "content-type");
    private static final Set<String> RUN_DEPENDENT = Set.of("TxnId", "id", "indexId", "baseIndexId", "createTime", "schemaHash", "version", "brpc",
            "description", "Cancelled time");

    private ReplyMask() {}

    /** One line for each part that has to be equal. */
    static List<String> lines(final Reply reply) {
        final List<String> lines = new ArrayList<>();
        lines.add("status " + reply.status());
        for (final String name : HEADERS) {
            lines.add(name + " " + reply.header(name).map(ReplyMask::addresses).orElse("-"));
        }
        lines.add("body " + body(reply.body().strip()));
        return lines;
    }

    /** @return how the reply differs from the recorded one */
    static Optional<String> difference(final Recording recording, final Reply reply) {
        final List<String> expected = lines(recording.reply());
        final List<String> actual = lines(reply);
        return expected.equals(actual) ? Optional.empty() : Optional.of("%s%n  recorded %s%n  emulator %s".formatted(recording.name(), expected, actual));
    }

    private static String body(final String text) {
        if (text.startsWith("<!DOCTYPE")) {
            return visibleText(text);
        }
        if (!text.startsWith("{")) {
            return text.startsWith("HTTP/1.1") ? "" : text;
        }
        try {
            final JsonNode json = MAPPER.readTree(text);
            mask(json);
            return sorted(json);
        } catch (IOException e) {
            return text;
        }
    }

    /** The visible text of the web page. */
    private static String visibleText(final String html) {
        return html.replaceAll("(?s)<head>.*</head>", " ").replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    }

    private static void mask(final JsonNode node) {
        node.forEach(ReplyMask::mask);
        if (node instanceof final ObjectNode object) {
            for (final Map.Entry<String, JsonNode> field : object.properties()) {
                if ((RUN_DEPENDENT.contains(field.getKey()) || field.getKey().endsWith("TimeMs")) && field.getValue().isValueNode()) {
                    field.setValue(TextNode.valueOf("*"));
                } else if (field.getKey().equals("partitions") && field.getValue().isObject()) {
                    field.setValue(TextNode.valueOf(tablets(field.getValue())));
                } else if (field.getKey().equals("opaqued_query_plan")) {
                    field.setValue(TextNode.valueOf(field.getValue().asText().isEmpty() ? "" : "a plan"));
                } else if (field.getValue().isTextual()) {
                    field.setValue(TextNode.valueOf(text(field.getValue().textValue())));
                }
            }
        }
    }

    /** The number of tablets and of replicas of each. */
    private static String tablets(final JsonNode partitions) {
        final List<String> replicas = new ArrayList<>();
        partitions.forEach(tablet -> replicas.add(tablet.get("routings").size() + " replicas"));
        Collections.sort(replicas);
        return replicas.toString();
    }

    private static String sorted(final JsonNode json) throws IOException {
        final Object plain = MAPPER.convertValue(json, Object.class);
        return MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).writeValueAsString(plain);
    }

    private static String text(final String text) {
        return addresses(text).replaceAll("(transaction|Transaction|txn_id:|on db|transaction not found:) \\d+", "$1 N")
                .replaceAll("STREAM_LOAD_TASK:\\d+", "STREAM_LOAD_TASK:N")
                .replaceAll("tablet_id: \\d+, replicas: \\d+:\\d+/-1/\\d+/1", "tablet_id: N, replicas: N")
                .replaceAll("id=[0-9a-f]{32}", "id=N")
                .replaceAll("error_log_[0-9a-f_]+", "error_log_N");
    }

    private static String addresses(final String text) {
        return text.replaceAll("127\\.0\\.0\\.\\d+:\\d+", "host:port").replaceAll("\\('127\\.0\\.0\\.\\d+', \\d+\\)", "(host, port)");
    }
}
