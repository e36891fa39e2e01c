package io.github.nifistarrocks.systemtests.nifi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A connection and its queue at the time of the request.
 */
public final class NifiQueue {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NifiRest rest;
    private final String id;
    private final String source;
    private final String destination;
    private final List<String> relationships;
    private final int flowFiles;

    private NifiQueue(final NifiRest rest, final String id, final String source, final String destination, final List<String> relationships,
            final int flowFiles) {
        this.rest = rest;
        this.id = id;
        this.source = source;
        this.destination = destination;
        this.relationships = relationships;
        this.flowFiles = flowFiles;
    }

    static NifiQueue of(final NifiRest rest, final JsonNode connection) {
        final JsonNode component = connection.path("component");
        final List<String> relationships = new ArrayList<>();
        component.path("selectedRelationships").forEach(relationship -> relationships.add(relationship.asText()));
        return new NifiQueue(
                rest,
                connection.path("id").asText(),
                component.path("source").path("name").asText(),
                component.path("destination").path("name").asText(),
                List.copyOf(relationships),
                connection.path("status").path("aggregateSnapshot").path("flowFilesQueued").asInt());
    }

    public String source() {
        return source;
    }

    public String destination() {
        return destination;
    }

    public List<String> relationships() {
        return relationships;
    }

    public int flowFiles() {
        return flowFiles;
    }

    /**
     * How the FlowFiles are distributed over the nodes of a cluster now.
     *
     * @return number of FlowFiles by the HTTP port of the node
     */
    Map<Integer, Integer> flowFilesByPort() {
        final Map<Integer, Integer> flowFiles = new LinkedHashMap<>();
        for (final JsonNode node : rest.get("flow/connections/%s/status?nodewise=true".formatted(id)).path("connectionStatus").path("nodeSnapshots")) {
            flowFiles.put(node.path("apiPort").asInt(), node.path("statusSnapshot").path("flowFilesQueued").asInt());
        }
        return flowFiles;
    }

    /**
     * Whether FlowFiles wait to be sent to another node of a cluster now.
     *
     * @return false if every FlowFile is on its node
     */
    public boolean isBalancing() {
        return rest.get("connections/" + id).path("component").path("loadBalanceStatus").asText().equals("LOAD_BALANCE_ACTIVE");
    }

    /**
     * Attributes of the queued FlowFiles, at most the 100 that NiFi lists.
     *
     * @return attributes of each FlowFile, in the order of the queue
     */
    public List<Map<String, String>> list() {
        final String requests = "flowfile-queues/%s/listing-requests".formatted(id);
        final String request = requests + "/" + rest.post(requests, NifiRest.object()).path("listingRequest").path("id").asText();
        final JsonNode listing = Await.value("the listing of a queue", LIMIT, () -> rest.get(request).path("listingRequest"),
                reply -> reply.path("finished").asBoolean());
        rest.delete(request);
        final List<Map<String, String>> flowFiles = new ArrayList<>();
        for (final JsonNode summary : listing.path("flowFileSummaries")) {
            final Map<String, String> attributes = new LinkedHashMap<>();
            rest.get("flowfile-queues/%s/flowfiles/%s".formatted(id, summary.path("uuid").asText())).path("flowFile").path("attributes").properties()
                    .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue().asText()));
            flowFiles.add(attributes);
        }
        return flowFiles;
    }

    /**
     * Contents of the queued FlowFiles, at most the 100 that NiFi lists.
     *
     * @return content of each FlowFile as UTF-8 text, in the order of the queue
     */
    public List<String> contents() {
        return list().stream()
                .map(attributes -> rest.getText("flowfile-queues/%s/flowfiles/%s/content".formatted(id, attributes.get("uuid"))))
                .toList();
    }

    /**
     * Drops the queued FlowFiles.
     */
    public void drop() {
        final String requests = "flowfile-queues/%s/drop-requests".formatted(id);
        final String request = requests + "/" + rest.post(requests, NifiRest.object()).path("dropRequest").path("id").asText();
        Await.until("a queue to be emptied", LIMIT, () -> rest.get(request).path("dropRequest").path("finished").asBoolean());
        rest.delete(request);
    }

    @Override
    public String toString() {
        return "%s -> %s %s: %d".formatted(source, destination, relationships, flowFiles);
    }
}
