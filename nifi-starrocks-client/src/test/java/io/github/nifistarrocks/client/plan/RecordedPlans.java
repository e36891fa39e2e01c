package io.github.nifistarrocks.client.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** All plans with tablets that were recorded from a real FE. */
final class RecordedPlans {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> NAMES = List.of("040-query_plan-ok", "041-query_plan-columns", "042-query_plan-where", "043-query_plan-where-range",
            "044-query_plan-partitioned", "045-query_plan-expression", "061-query_plan-backticks", "064-query_plan-complex-types",
            "065-query_plan-trailing-semicolon", "066-query_plan-two-statements", "543-nobe-query-plan", "544-nobe-query-plan-3-replicas",
            "744-follower-query_plan", "753-https-query_plan", "761-be-down-query_plan");

    private RecordedPlans() {}

    /**
     * @param name of the recording
     * @param tablets ids of the reply, not of the plan
     * @param opaquePlan base64
     */
    record Recorded(String name, List<Long> tablets, String opaquePlan) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Recorded> all() {
        return NAMES.stream().map(RecordedPlans::read);
    }

    static Recorded read(final String name) {
        try (InputStream stream = RecordedPlans.class.getResourceAsStream("/recordings/%s.json".formatted(name))) {
            final JsonNode reply = MAPPER.readTree(stream);
            final List<Long> tablets = reply.get("partitions").properties().stream().map(tablet -> Long.valueOf(tablet.getKey())).sorted().toList();
            return new Recorded(name, tablets, reply.get("opaqued_query_plan").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
