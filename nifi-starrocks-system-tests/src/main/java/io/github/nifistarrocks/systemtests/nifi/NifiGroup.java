package io.github.nifistarrocks.systemtests.nifi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One process group of a NiFi, with the actions of the UI. Components are identified by their names on the canvas.
 */
public final class NifiGroup {
    private static final Duration STATE_LIMIT = Duration.ofSeconds(60);

    private final NifiRest rest;
    private final String id;

    NifiGroup(final NifiRest rest, final String id) {
        this.rest = rest;
        this.id = id;
    }

    public String id() {
        return id;
    }

    /**
     * Enables all controller services of the group and waits until they are.
     *
     * @throws AwaitException when one stays disabled, with the reasons of NiFi
     */
    public void enableServices() {
        rest.put("flow/process-groups/%s/controller-services".formatted(id), NifiRest.object().put("id", id).put("state", "ENABLED"));
        Await.value("the controller services to be enabled", STATE_LIMIT, () -> serviceTroubles("ENABLED"), List::isEmpty);
    }

    /**
     * Disables all controller services of the group and waits until they are.
     */
    public void disableServices() {
        rest.put("flow/process-groups/%s/controller-services".formatted(id), NifiRest.object().put("id", id).put("state", "DISABLED"));
        Await.value("the controller services to be disabled", STATE_LIMIT, () -> serviceTroubles("DISABLED"), List::isEmpty);
    }

    private List<String> serviceTroubles(final String wanted) {
        final List<String> troubles = new ArrayList<>();
        for (final JsonNode service : services()) {
            final JsonNode component = service.path("component");
            if (!component.path("state").asText().equals(wanted)) {
                troubles.add("%s is %s %s".formatted(component.path("name").asText(), component.path("state").asText(), component.path("validationErrors")));
            }
        }
        return troubles;
    }

    private JsonNode services() {
        return rest.get("flow/process-groups/%s/controller-services".formatted(id)).path("controllerServices");
    }

    private JsonNode processors() {
        return rest.get("process-groups/%s/processors".formatted(id)).path("processors");
    }

    /**
     * The validation errors of NiFi that prevent components of the group from starting.
     *
     * @return messages by the name of the component; empty when everything is valid
     */
    public Map<String, List<String>> validationErrors() {
        Await.value("the components to be validated", STATE_LIMIT, this::validating, List::isEmpty);
        final Map<String, List<String>> errors = new LinkedHashMap<>();
        for (final JsonNode components : List.of(services(), processors())) {
            for (final JsonNode entity : components) {
                final List<String> messages = new ArrayList<>();
                entity.path("component").path("validationErrors").forEach(message -> messages.add(message.asText()));
                if (!messages.isEmpty()) {
                    errors.put(entity.path("component").path("name").asText(), messages);
                }
            }
        }
        return errors;
    }

    private List<String> validating() {
        final List<String> names = new ArrayList<>();
        for (final JsonNode components : List.of(services(), processors())) {
            for (final JsonNode entity : components) {
                if (entity.path("component").path("validationStatus").asText().equals("VALIDATING")) {
                    names.add(entity.path("component").path("name").asText());
                }
            }
        }
        return names;
    }

    /**
     * Starts all processors of the group and waits until they run.
     *
     * @throws AwaitException when one does not, with the reasons of NiFi
     */
    public void start() {
        schedule("RUNNING");
        Await.value("the processors to run", STATE_LIMIT, () -> processorsNot("RUNNING"), List::isEmpty);
    }

    /**
     * Stops all processors of the group and waits until no thread of theirs is left.
     */
    public void stop() {
        schedule("STOPPED");
        Await.value("the processors to stop", STATE_LIMIT, () -> processorsNot("STOPPED"), List::isEmpty);
        Await.value("the processors' threads to end", STATE_LIMIT, this::busy, List::isEmpty);
        Await.value("the groups within to stop", STATE_LIMIT, () -> rest.get("process-groups/" + id).path("runningCount").asInt(), count -> count == 0);
    }

    private void schedule(final String state) {
        rest.put("flow/process-groups/" + id, NifiRest.object().put("id", id).put("state", state));
    }

    private List<String> processorsNot(final String state) {
        final List<String> names = new ArrayList<>();
        for (final JsonNode processor : processors()) {
            if (!processor.path("component").path("state").asText().equals(state)) {
                names.add(processor.path("component").path("name").asText() + " " + processor.path("component").path("validationErrors"));
            }
        }
        return names;
    }

    private List<String> busy() {
        final List<String> names = new ArrayList<>();
        for (final JsonNode processor : processors()) {
            if (processor.path("status").path("aggregateSnapshot").path("activeThreadCount").asInt() > 0) {
                names.add(processor.path("component").path("name").asText());
            }
        }
        return names;
    }

    /**
     * Starts one processor.
     *
     * @param name the processor
     */
    public void start(final String name) {
        runStatus(name, "RUNNING");
    }

    /**
     * Stops one processor and waits until it has no thread left.
     *
     * @param name the processor
     */
    public void stop(final String name) {
        runStatus(name, "STOPPED");
        Await.until(name + " to stop", STATE_LIMIT, () -> !busy().contains(name));
    }

    /**
     * Lets one processor run once.
     *
     * @param name the processor, stopped
     */
    public void runOnce(final String name) {
        runStatus(name, "RUN_ONCE");
    }

    private void runStatus(final String name, final String state) {
        final JsonNode processor = processor(name);
        rest.put("processors/%s/run-status".formatted(processor.path("id").asText()), NifiRest.revision(processor).put("state", state));
    }

    private JsonNode processor(final String name) {
        for (final JsonNode processor : processors()) {
            if (processor.path("component").path("name").asText().equals(name)) {
                return processor;
            }
        }
        throw new IllegalArgumentException("The group has no processor [%s]".formatted(name));
    }

    /**
     * Id of a processor, for instance for its documentation or its label.
     *
     * @param name the processor
     * @return the UUID
     */
    public String processorId(final String name) {
        return processor(name).path("id").asText();
    }

    /**
     * The state of a processor, of the node and of the cluster together.
     *
     * @param name the processor
     * @return values by key
     */
    public Map<String, String> state(final String name) {
        final JsonNode state = rest.get("processors/%s/state".formatted(processorId(name))).path("componentState");
        final Map<String, String> values = new LinkedHashMap<>();
        for (final JsonNode scope : List.of(state.path("localState"), state.path("clusterState"))) {
            scope.path("state").forEach(entry -> values.put(entry.path("key").asText(), entry.path("value").asText()));
        }
        return values;
    }

    /**
     * Sets properties of a processor or a controller service that is stopped.
     *
     * @param name the component
     * @param values new values by the name of the property
     */
    public void setProperties(final String name, final Map<String, String> values) {
        final ObjectNode properties = NifiRest.object();
        values.forEach(properties::put);
        for (final JsonNode service : services()) {
            if (service.path("component").path("name").asText().equals(name)) {
                final ObjectNode body = NifiRest.revision(service);
                body.putObject("component").put("id", service.path("id").asText()).set("properties", properties);
                rest.put("controller-services/" + service.path("id").asText(), body);
                return;
            }
        }
        final JsonNode processor = processor(name);
        final ObjectNode body = NifiRest.revision(processor);
        body.putObject("component").put("id", processor.path("id").asText()).putObject("config").set("properties", properties);
        rest.put("processors/" + processor.path("id").asText(), body);
    }

    /**
     * Sets the run schedule of a processor that is stopped.
     *
     * @param name the processor
     * @param period for instance {@code 1 sec}
     */
    public void setRunSchedule(final String name, final String period) {
        final JsonNode processor = processor(name);
        final ObjectNode body = NifiRest.revision(processor);
        body.putObject("component").put("id", processor.path("id").asText()).putObject("config").put("schedulingPeriod", period);
        rest.put("processors/" + processor.path("id").asText(), body);
    }

    /**
     * The result of "Verify" for a disabled controller service.
     *
     * @param name the service
     * @return outcome and explanation of each step, in order
     */
    public List<String> verifyService(final String name) {
        for (final JsonNode service : services()) {
            if (service.path("component").path("name").asText().equals(name)) {
                return verify("controller-services/" + service.path("id").asText(), service.path("id").asText());
            }
        }
        throw new IllegalArgumentException("The group has no controller service [%s]".formatted(name));
    }

    private List<String> verify(final String component, final String componentId) {
        final ObjectNode body = NifiRest.object();
        final ObjectNode verification = body.putObject("request").put("componentId", componentId);
        verification.putObject("attributes");
        verification.putObject("properties");
        final String requests = component + "/config/verification-requests";
        final String request = requests + "/" + rest.post(requests, body).path("request").path("requestId").asText();
        final JsonNode done = Await.value("the verification", STATE_LIMIT, () -> rest.get(request).path("request"),
                reply -> reply.path("complete").asBoolean());
        rest.delete(request);
        final List<String> steps = new ArrayList<>();
        for (final JsonNode step : done.path("results")) {
            steps.add("%s: %s: %s".formatted(step.path("verificationStepName").asText(), step.path("outcome").asText(), step.path("explanation").asText()));
        }
        return steps;
    }

    /**
     * The connections of the group, with their queues.
     *
     * @return in the order of NiFi
     */
    public List<NifiQueue> queues() {
        final List<NifiQueue> queues = new ArrayList<>();
        for (final JsonNode connection : rest.get("process-groups/%s/connections".formatted(id)).path("connections")) {
            queues.add(NifiQueue.of(rest, connection));
        }
        return queues;
    }

    /**
     * The connection for one relationship of a processor.
     *
     * @param source name of the processor
     * @param relationship name of the relationship
     * @return the connection, with its queue at the time of the call
     */
    public NifiQueue queue(final String source, final String relationship) {
        return queues().stream()
                .filter(queue -> queue.source().equals(source) && queue.relationships().contains(relationship))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No connection for [%s] of [%s]".formatted(relationship, source)));
    }

    /**
     * Recent bulletins of the components of the group.
     *
     * @return messages with level and component, oldest first
     */
    public List<String> bulletins() {
        final List<String> bulletins = new ArrayList<>();
        for (final JsonNode entity : rest.get("flow/bulletin-board?groupId=" + id).path("bulletinBoard").path("bulletins")) {
            final JsonNode bulletin = entity.path("bulletin");
            bulletins.add("%s %s: %s".formatted(bulletin.path("level").asText(), bulletin.path("sourceName").asText(), bulletin.path("message").asText()));
        }
        return bulletins;
    }

    /**
     * The flow definition of the group as "Download flow definition" returns it, without services of outer groups.
     *
     * @return JSON
     */
    public String download() {
        return rest.getText("process-groups/%s/download?includeReferencedServices=false".formatted(id));
    }

    /**
     * Stops all components, drops the queued FlowFiles and removes the group.
     */
    public void delete() {
        stop();
        disableServices();
        queues().stream().filter(queue -> queue.flowFiles() > 0).forEach(NifiQueue::drop);
        final JsonNode group = rest.get("process-groups/" + id);
        rest.delete("process-groups/%s?version=%d".formatted(id, group.path("revision").path("version").asLong()));
    }
}
