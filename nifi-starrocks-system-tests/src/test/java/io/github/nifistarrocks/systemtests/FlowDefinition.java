package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.systemtests.nifi.NifiClient;
import io.github.nifistarrocks.systemtests.nifi.NifiGroup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flow definitions in a form that can be compared: without the ids of the group and of the components' instances, and with lists in order.
 */
final class FlowDefinition {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> INSTANCE = Set.of("instanceIdentifier", "groupIdentifier", "groupId");

    private FlowDefinition() {}

    /**
     * Exports a group, and requires that a second import and the imported file are the same flow.
     *
     * @return the exported definition
     */
    static String exported(final NifiClient nifi, final NifiGroup group, final Path file) throws IOException {
        final String exported = group.download();
        final NifiGroup copy = nifi.importFlow(exported, "Copy", 0, 2_000);
        try {
            assertThat(withoutInstance(copy.download())).isEqualTo(withoutInstance(exported));
        } finally {
            copy.delete();
        }
        assertThat(withoutParameterValues(exported)).isEqualTo(withoutParameterValues(Files.readString(file)));
        return exported;
    }

    private static JsonNode withoutInstance(final String definition) throws IOException {
        final JsonNode flow = JSON.readTree(definition);
        ((ObjectNode) flow.path("flowContents")).remove(List.of("identifier", "name", "position"));
        strip(flow);
        return flow;
    }

    private static JsonNode withoutParameterValues(final String definition) throws IOException {
        final JsonNode flow = withoutInstance(definition);
        flow.path("parameterContexts").forEach(context -> context.path("parameters").forEach(parameter -> ((ObjectNode) parameter).remove("value")));
        return flow;
    }

    private static void strip(final JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                object.remove(INSTANCE);
                object.forEach(FlowDefinition::strip);
            }
            case ArrayNode array -> {
                array.forEach(FlowDefinition::strip);
                sort(array);
            }
            default -> {}
        }
    }

    private static void sort(final ArrayNode array) {
        final List<JsonNode> elements = new ArrayList<>();
        for (final Iterator<JsonNode> iterator = array.elements(); iterator.hasNext();) {
            elements.add(iterator.next());
        }
        if (elements.stream().allMatch(JsonNode::isObject) && elements.stream().allMatch(element -> element.has("identifier") || element.has("name"))) {
            elements.sort(Comparator.comparing(element -> element.path("identifier").asText() + element.path("name").asText()));
            array.removeAll().addAll(elements);
        }
    }
}
