package io.github.nifistarrocks.processors.encode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.processors.option.LoadFormat;

/**
 * What the code of a real BE made of the value of one column of one row, in strict mode: the recorded bodies of the emulator's tests, with a key column [k] of 1
 * and the value in column [v]. No code of the emulator is used.
 */
final class BackendValues {

    /** What a BE does not store. */
    static final String REFUSED = "refused";
    static final String NULL = "NULL";

    private static final Path RECORDED = Path.of("..", "nifi-starrocks-emulator", "src", "test", "resources", "be-values");
    private static final Pattern JSON_ROW = Pattern.compile("\\{\"k\":1,\"v\":(.*)\\}\\n?", Pattern.DOTALL);
    private static final Pattern CSV_ROW = Pattern.compile("1\u0001([^\\n]*)\\n?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Spelling, String> stored = new HashMap<>();
    private final Map<String, Set<Spelling>> byType = new HashMap<>();

    /**
     * A value as a body holds it.
     *
     * @param type of the column, as SQL writes it
     * @param text its JSON, or the content of its CSV field
     */
    record Spelling(LoadFormat format, String type, String text) {}

    static BackendValues read() {
        final BackendValues values = new BackendValues();
        Stream.of("cases.jsonl.gz", "random.jsonl.gz").forEach(values::readFile);
        return values;
    }

    private void readFile(final String name) {
        try (InputStream file = Files.newInputStream(RECORDED.resolve(name));
                BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(final JsonNode recorded) {
        final boolean json = "json".equals(recorded.path("format").asText());
        final JsonNode options = recorded.path("options");
        final boolean plain = json ? options.isEmpty() : options.size() == 1 && "\u0001".equals(options.path("column_separator").asText());
        final JsonNode column = recorded.path("columns").path(1);
        if (!plain || !recorded.path("strict").asBoolean() || recorded.path("columns").size() != 2 || !column.path(2).asBoolean()
                || !recorded.path("body").isTextual()) {
            return;
        }
        final Matcher row = (json ? JSON_ROW : CSV_ROW).matcher(recorded.path("body").asText());
        if (row.matches() && recorded.path("rows").size() <= 1) {
            final Spelling spelling = new Spelling(json ? LoadFormat.JSON : LoadFormat.CSV, column.path(1).asText(), row.group(1));
            stored.put(spelling, result(recorded));
            byType.computeIfAbsent(spelling.type(), ignored -> new LinkedHashSet<>()).add(spelling);
        }
    }

    private static String result(final JsonNode recorded) {
        final JsonNode rows = recorded.path("rows");
        if (!"ok".equals(recorded.path("status").asText()) || rows.isEmpty()) {
            return REFUSED;
        }
        final JsonNode value = rows.path(0).path(1);
        if (value.isNull()) {
            return NULL;
        }
        return value.isObject()
                ? new String(Base64.getDecoder().decode(value.path("base64").asText()), StandardCharsets.ISO_8859_1)
                : value.asText();
    }

    Set<String> types() {
        return byType.keySet();
    }

    Set<Spelling> of(final String type) {
        return byType.get(type);
    }

    /** @return what the BE stores of the spelling; empty when that was not recorded */
    Optional<String> stored(final Spelling spelling) {
        return Optional.ofNullable(stored.get(spelling));
    }
}
