package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The definition of the demo's flow, changed.
 */
final class FlowVariant {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATELESS_GROUP = "Stateless load";

    private final ObjectNode root;
    private final ObjectNode contents;

    private FlowVariant(final ObjectNode root) {
        this.root = root;
        this.contents = (ObjectNode) root.path("flowContents");
    }

    static FlowVariant ofDemo() {
        try {
            return new FlowVariant((ObjectNode) JSON.readTree(Files.readString(Workspace.demoFlow())));
        } catch (final IOException e) {
            throw new UncheckedIOException("Reading the flow of the demo failed", e);
        }
    }

    String definition() {
        return root.toString();
    }

    FlowVariant set(final String processor, final Map<String, String> properties) {
        final ObjectNode values = (ObjectNode) processor(processor).path("properties");
        properties.forEach(values::put);
        return this;
    }

    FlowVariant concurrentTasks(final String processor, final int tasks) {
        processor(processor).put("concurrentlySchedulableTaskCount", tasks);
        return this;
    }

    /** Sends what PutStarRocks has loaded to the processors that write files. */
    FlowVariant writeLoaded() {
        final ObjectNode rename = processor(DemoFlow.RENAME);
        for (final JsonNode connection : contents.path("connections")) {
            if (connection.path("destination").path("name").asText().equals(DemoFlow.COUNT)) {
                ((ObjectNode) connection).set("destination", end(rename));
            }
        }
        return this;
    }

    /**
     * Moves PutStarRocks and the processors that write files into a stateless process group, and removes what reads the table. A FlowFile that cannot be
     * loaded or written fails the group, and enters it again.
     */
    FlowVariant stateless() {
        final List<String> moved = List.of(DemoFlow.PUT, DemoFlow.RENAME, DemoFlow.WRITE);
        final ObjectNode group = group();
        final ObjectNode in = port(group, "in", "INPUT_PORT").put("portFunction", "STANDARD");
        final ObjectNode failed = port(group, "failed", "OUTPUT_PORT").put("portFunction", "FAILURE");
        final ArrayNode inside = (ArrayNode) group.path("processors");
        for (final String name : moved) {
            inside.add(processor(name).put("groupIdentifier", id(group)));
        }
        final ArrayNode stay = JSON.createArrayNode();
        List.of(DemoFlow.LIST, DemoFlow.FETCH).forEach(name -> stay.add(processor(name)));
        contents.set("processors", stay);
        final ArrayNode connections = (ArrayNode) group.path("connections");
        final ArrayNode outside = JSON.createArrayNode();
        for (final JsonNode node : contents.path("connections")) {
            final ObjectNode connection = (ObjectNode) node;
            final String source = node.path("source").path("name").asText();
            final String destination = node.path("destination").path("name").asText();
            if (moved.contains(source)) {
                final boolean goesOn = moved.contains(destination) && !destination.equals(source);
                connections.add(connect(connection.put("groupIdentifier", id(group)), processorOf(inside, source),
                        goesOn ? processorOf(inside, destination) : failed));
            } else if (destination.equals(DemoFlow.PUT) && source.equals(DemoFlow.FETCH)) {
                connections.add(connect(fromPort(connection, id(group)), in, processorOf(inside, DemoFlow.PUT)));
                outside.add(connect(fromPort(connection, id(contents)), failed, in));
                connection.set("destination", end(in));
                outside.add(connection);
            } else if (source.equals(DemoFlow.FETCH) || source.equals(DemoFlow.LIST)) {
                outside.add(connection);
            }
        }
        contents.set("connections", outside);
        ((ArrayNode) contents.path("processGroups")).add(group);
        return this;
    }

    private ObjectNode group() {
        final ObjectNode group = JSON.createObjectNode();
        group.put("identifier", UUID.randomUUID().toString()).put("groupIdentifier", id(contents)).put("componentType", "PROCESS_GROUP");
        group.put("name", STATELESS_GROUP).put("executionEngine", "STATELESS").put("parameterContextName", contents.path("parameterContextName").asText());
        for (final String inherited : List.of("position", "comments", "defaultBackPressureDataSizeThreshold", "defaultBackPressureObjectThreshold",
                "defaultFlowFileExpiration", "flowFileConcurrency", "flowFileOutboundPolicy", "maxConcurrentTasks", "scheduledState", "statelessFlowTimeout")) {
            group.set(inherited, contents.path(inherited));
        }
        List.of("processors", "controllerServices", "connections", "inputPorts", "outputPorts", "funnels", "labels", "processGroups", "remoteProcessGroups")
                .forEach(group::putArray);
        return group;
    }

    private static ObjectNode port(final ObjectNode group, final String name, final String type) {
        final ObjectNode port = JSON.createObjectNode();
        port.put("identifier", UUID.randomUUID().toString()).put("groupIdentifier", id(group)).put("componentType", type).put("type", type);
        port.put("name", name).put("comments", "").put("concurrentlySchedulableTaskCount", 1).put("scheduledState", "ENABLED").put("allowRemoteAccess", false);
        port.set("position", group.path("position"));
        ((ArrayNode) group.path(type.equals("INPUT_PORT") ? "inputPorts" : "outputPorts")).add(port);
        return port;
    }

    /** A new connection for a port, otherwise like another one. */
    private static ObjectNode fromPort(final ObjectNode other, final String group) {
        final ObjectNode connection = other.deepCopy();
        connection.put("identifier", UUID.randomUUID().toString()).put("groupIdentifier", group);
        connection.putArray("selectedRelationships").add("");
        return connection;
    }

    private static ObjectNode connect(final ObjectNode connection, final ObjectNode source, final ObjectNode destination) {
        connection.set("source", end(source));
        connection.set("destination", end(destination));
        return connection;
    }

    /** A component as the end of a connection. */
    private static ObjectNode end(final ObjectNode component) {
        return JSON.createObjectNode().put("id", id(component)).put("groupId", component.path("groupIdentifier").asText())
                .put("name", component.path("name").asText()).put("type", component.path("componentType").asText()).put("comments", "");
    }

    private static String id(final ObjectNode component) {
        return component.path("identifier").asText();
    }

    private ObjectNode processor(final String name) {
        return processorOf((ArrayNode) contents.path("processors"), name);
    }

    private static ObjectNode processorOf(final ArrayNode processors, final String name) {
        for (final JsonNode processor : processors) {
            if (processor.path("name").asText().equals(name)) {
                return (ObjectNode) processor;
            }
        }
        throw new IllegalStateException("The flow has no processor [%s]".formatted(name));
    }
}
