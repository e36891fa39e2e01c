package io.github.nifistarrocks.systemtests.nifi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Actions of NiFi's UI outside process groups, by the REST API of a NiFi without login.
 * A refusal is a {@link NifiRequestException}, a timeout an {@link AwaitException}.
 */
public final class NifiClient {
    private static final Duration UPDATE_LIMIT = Duration.ofSeconds(60);

    private final NifiRest rest;

    /**
     * Connects nowhere.
     *
     * @param api address of the REST API, with a slash at its end
     */
    public NifiClient(final URI api) {
        this.rest = new NifiRest(api);
    }

    /**
     * Whether the flow is loaded and can be changed.
     *
     * @return false while NiFi starts
     */
    public boolean isReady() {
        try {
            rest.get("flow/about");
            return rest.get("flow/process-groups/root").has("processGroupFlow");
        } catch (final NifiRequestException e) {
            return false;
        }
    }

    /**
     * NiFi's version.
     *
     * @return for instance {@code 2.3.0}
     */
    public String version() {
        return rest.get("flow/about").path("about").path("version").asText();
    }

    /**
     * The versions of a processor that are installed.
     *
     * @param type full class name
     * @return bundles as {@code group:artifact:version}
     */
    public List<String> bundlesOf(final String type) {
        final List<String> bundles = new ArrayList<>();
        for (final JsonNode processor : rest.get("flow/processor-types").path("processorTypes")) {
            if (processor.path("type").asText().equals(type)) {
                final JsonNode bundle = processor.path("bundle");
                bundles.add("%s:%s:%s".formatted(bundle.path("group").asText(), bundle.path("artifact").asText(), bundle.path("version").asText()));
            }
        }
        return bundles;
    }

    /**
     * Imports a flow definition into the root group, as "Upload" of a new process group does.
     *
     * @param definition the JSON file
     * @param name name of the new group
     * @return the group, with its services disabled and its processors stopped
     */
    public NifiGroup importFlow(final Path definition, final String name) {
        return importFlow(definition, name, 0, 0);
    }

    /**
     * Imports a flow definition into the root group, at a place on the canvas.
     *
     * @param definition the JSON file
     * @param name name of the new group
     * @param x horizontal place
     * @param y vertical place
     * @return the group, with its services disabled and its processors stopped
     */
    public NifiGroup importFlow(final Path definition, final String name, final int x, final int y) {
        try {
            return importFlow(Files.readString(definition), name, x, y);
        } catch (final IOException e) {
            throw new UncheckedIOException("Reading the flow definition [%s] failed".formatted(definition), e);
        }
    }

    /**
     * Imports the text of a flow definition into the root group.
     *
     * @param definition the JSON
     * @param name name of the new group
     * @param x horizontal place
     * @param y vertical place
     * @return the group, with its services disabled and its processors stopped
     */
    public NifiGroup importFlow(final String definition, final String name, final int x, final int y) {
        final Map<String, String> fields = Map.of("groupName", name, "positionX", Integer.toString(x), "positionY", Integer.toString(y), "clientId",
                "nifi-starrocks");
        final JsonNode created = rest.upload("process-groups/root/process-groups/upload", fields, "flow.json", definition);
        return new NifiGroup(rest, created.path("id").asText());
    }

    /**
     * A process group that is there already.
     *
     * @param name its name, in the root group
     * @return the group, if there is one of that name
     */
    public Optional<NifiGroup> group(final String name) {
        for (final JsonNode group : rest.get("process-groups/root/process-groups").path("processGroups")) {
            if (group.path("component").path("name").asText().equals(name)) {
                return Optional.of(new NifiGroup(rest, group.path("id").asText()));
            }
        }
        return Optional.empty();
    }

    /**
     * Sets values of parameters; whether a parameter is sensitive stays as it is. Components that refer to them are stopped and started by NiFi.
     *
     * @param context name of the parameter context
     * @param values new value by name of the parameter
     */
    public void setParameters(final String context, final Map<String, String> values) {
        final JsonNode entity = parameterContext(context);
        final String id = entity.path("id").asText();
        final ObjectNode body = NifiRest.revision(entity);
        body.put("id", id);
        final ArrayNode parameters = body.putObject("component").put("id", id).putArray("parameters");
        final Map<String, JsonNode> known = new HashMap<>();
        for (final JsonNode parameter : entity.path("component").path("parameters")) {
            known.put(parameter.path("parameter").path("name").asText(), parameter.path("parameter"));
        }
        for (final Map.Entry<String, String> value : values.entrySet()) {
            if (!known.containsKey(value.getKey())) {
                throw new IllegalArgumentException("The parameter context [%s] has no parameter [%s]".formatted(context, value.getKey()));
            }
            final JsonNode parameter = known.get(value.getKey());
            parameters.addObject().putObject("parameter")
                    .put("name", value.getKey())
                    .put("description", parameter.path("description").asText())
                    .put("sensitive", parameter.path("sensitive").asBoolean())
                    .put("value", value.getValue());
        }
        final String requests = "parameter-contexts/%s/update-requests".formatted(id);
        final JsonNode request = rest.post(requests, body).path("request");
        awaitRequest(requests + "/" + request.path("requestId").asText());
    }

    private void awaitRequest(final String path) {
        final JsonNode done = Await.value("NiFi to carry out " + path, UPDATE_LIMIT, () -> rest.get(path).path("request"),
                request -> request.path("complete").asBoolean());
        rest.delete(path);
        if (!done.path("failureReason").isMissingNode() && !done.path("failureReason").isNull()) {
            throw new NifiRequestException("NiFi refused %s: %s".formatted(path, done.path("failureReason").asText()), 0, null);
        }
    }

    /**
     * Names of the parameters of a context, and whether each has a value.
     *
     * @param context name of the parameter context
     * @return true for a parameter that has a value, also when it is sensitive
     */
    public Map<String, Boolean> parameters(final String context) {
        final Map<String, Boolean> parameters = new HashMap<>();
        for (final JsonNode entity : parameterContext(context).path("component").path("parameters")) {
            final JsonNode parameter = entity.path("parameter");
            parameters.put(parameter.path("name").asText(), parameter.hasNonNull("value"));
        }
        return parameters;
    }

    /**
     * Removes a parameter context that no process group uses any more.
     *
     * @param context name of the parameter context
     */
    public void deleteParameters(final String context) {
        final JsonNode entity = parameterContext(context);
        rest.delete("parameter-contexts/%s?version=%d".formatted(entity.path("id").asText(), entity.path("revision").path("version").asLong()));
    }

    private JsonNode parameterContext(final String name) {
        for (final JsonNode context : rest.get("flow/parameter-contexts").path("parameterContexts")) {
            if (context.path("component").path("name").asText().equals(name)) {
                return rest.get("parameter-contexts/" + context.path("id").asText());
            }
        }
        throw new IllegalArgumentException("NiFi has no parameter context [%s]".formatted(name));
    }

    /**
     * The nodes of the cluster, as "Cluster" of the global menu shows them.
     *
     * @return in no particular order
     */
    List<ClusterNode> nodes() {
        final List<ClusterNode> nodes = new ArrayList<>();
        for (final JsonNode node : rest.get("controller/cluster").path("cluster").path("nodes")) {
            final List<String> roles = new ArrayList<>();
            node.path("roles").forEach(role -> roles.add(role.asText()));
            nodes.add(new ClusterNode(node.path("apiPort").asInt(), node.path("status").asText(), roles));
        }
        return nodes;
    }

    /**
     * A node as the coordinator of the cluster sees it.
     *
     * @param port HTTP port of the node
     * @param status for instance {@code CONNECTED}
     * @param roles names of its roles
     */
    record ClusterNode(int port, String status, List<String> roles) {
        ClusterNode {
            roles = List.copyOf(roles);
        }

        boolean isConnected() {
            return status.equals("CONNECTED");
        }

        boolean isPrimary() {
            return roles.contains("Primary Node");
        }
    }

    /**
     * Counters of all components, as "Counters" of the global menu shows them.
     *
     * @return value by {@code name of the counter}, summed over the components that are named in its context
     */
    public Map<String, Long> counters() {
        final Map<String, Long> counters = new HashMap<>();
        for (final JsonNode counter : rest.get("counters").path("counters").path("aggregateSnapshot").path("counters")) {
            if (!counter.path("context").asText().startsWith("All ")) {
                counters.merge(counter.path("name").asText(), counter.path("valueCount").asLong(), Long::sum);
            }
        }
        return counters;
    }
}
