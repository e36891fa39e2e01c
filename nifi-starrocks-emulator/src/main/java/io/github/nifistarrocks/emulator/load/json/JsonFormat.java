package io.github.nifistarrocks.emulator.load.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;

/**
 * How JSON is written.
 *
 * @param stripOuterArray whether the rows are items of one array
 * @param root where the rows or their array are found
 * @param paths one per source field; empty means by name
 * @param debezium whether objects are changes, each with the row before and after it
 */
public record JsonFormat(boolean stripOuterArray, Optional<JsonPath> root, List<JsonPath> paths, boolean debezium) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @throws LoadRefusedException when a path or the envelope is not valid */
    public static JsonFormat of(final LoadOptions options) throws LoadRefusedException {
        final Optional<String> root = options.text("json_root");
        final Optional<String> paths = options.text("jsonpaths");
        return new JsonFormat(options.flag("strip_outer_array"), root.isPresent() ? Optional.of(JsonPath.parse(root.get())) : Optional.empty(),
                paths.isPresent() ? paths(paths.get()) : List.of(), DebeziumEnvelope.isRequested(options));
    }

    private static List<JsonPath> paths(final String text) throws LoadRefusedException {
        final List<JsonPath> paths = new ArrayList<>();
        final JsonNode list;
        try {
            list = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new LoadRefusedException("Invalid json path: " + text);
        }
        if (!list.isArray()) {
            throw new LoadRefusedException("Invalid json path: " + text);
        }
        for (final JsonNode path : list) {
            paths.add(JsonPath.parse(path.asText()));
        }
        return paths;
    }
}
