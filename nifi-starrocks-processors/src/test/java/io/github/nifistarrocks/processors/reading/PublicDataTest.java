package io.github.nifistarrocks.processors.reading;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The CSV and JSON files of vega-datasets (BSD-3) and world-countries (ODbL) by the readers' default settings and by <em>Use String Fields From Header</em>: each
 * file arrives exactly, or is refused with a message. The types of the tables are derived from the text of the files, without NiFi.
 */
@EnabledIfSystemProperty(named = "public.data", matches = "true", disabledReason = "Set -Dpublic.data=true to fetch the packages with npm")
class PublicDataTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final NpmPackage VEGA = new NpmPackage("vega-datasets", "3.2.1", "6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3");
    private static final NpmPackage COUNTRIES = new NpmPackage("world-countries", "5.1.0",
            "329eb6ef4099ffb590219c9beb634bf489a5e4b10d8ab0ac52a58ebf7b9f8495");
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(?:\\.[0-9]{1,15})?");
    private static final Pattern REAL = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int MAX_JSON = 3_000_000;

    private final String database = CLUSTER.newDatabase();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void csvFilesArriveExactlyOrAreRefused() throws IOException, InitializationException {
        final Map<String, byte[]> files = new TreeMap<>();
        VEGA.files().forEach((path, content) -> files.put("vega-datasets/" + path, content));
        files.put("world-countries/countries.csv", COUNTRIES.files().get("dist/countries.csv"));
        for (final Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().endsWith(".csv")) {
                final String content = new String(file.getValue(), StandardCharsets.UTF_8);
                final List<Map<String, JsonNode>> rows = csvRows(content);
                for (final String schema : List.of("infer-schema", "csv-header-derived")) {
                    load(file.getKey() + " " + schema, new CSVReader(), Map.of("schema-access-strategy", schema), content, rows);
                }
            }
        }
        report();
    }

    @Test
    void jsonFilesArriveExactlyOrAreRefused() throws IOException, InitializationException {
        final Map<String, byte[]> files = new TreeMap<>();
        VEGA.files().forEach((path, content) -> files.put("vega-datasets/" + path, content));
        files.put("world-countries/countries.json", COUNTRIES.files().get("countries.json"));
        for (final Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().endsWith(".json") && file.getValue().length < MAX_JSON) {
                final String content = new String(file.getValue(), StandardCharsets.UTF_8);
                final JsonNode root = StoredValue.json(content);
                if (root.isArray() && !root.isEmpty() && StreamOf.all(root.elements()).allMatch(JsonNode::isObject)) {
                    load(file.getKey(), new JsonTreeReader(), Map.of(), content, StreamOf.all(root.elements()).map(PublicDataTest::fields).toList());
                }
            }
        }
        report();
    }

    private void report() {
        System.out.println("public data: " + counts);
        assertThat(wrong).isEmpty();
    }

    private static List<Map<String, JsonNode>> csvRows(final String content) throws IOException {
        try (CSVParser parser = CSVParser.parse(new StringReader(content),
                CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get())) {
            final List<Map<String, JsonNode>> rows = new ArrayList<>();
            for (final CSVRecord record : parser) {
                final Map<String, JsonNode> row = new LinkedHashMap<>();
                parser.getHeaderNames().forEach(name -> row.put(name, StoredValue.text(record.isSet(name) ? record.get(name) : "")));
                rows.add(row);
            }
            return rows;
        }
    }

    private static Map<String, JsonNode> fields(final JsonNode row) {
        final Map<String, JsonNode> fields = new LinkedHashMap<>();
        row.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private void load(final String name, final ControllerService reader, final Map<String, String> properties, final String content,
            final List<Map<String, JsonNode>> rows) throws InitializationException {
        final Map<String, String> types = types(rows);
        final DataFlow flow = new DataFlow(CLUSTER, database, reader, properties);
        final DataFlow.Outcome outcome = flow.load(types, content);
        final String result;
        if (outcome.stored().isEmpty()) {
            result = "refused";
            System.out.printf("%-70s refused: %.200s%n", name, outcome.message());
        } else {
            final Map<String, Integer> sent = tally(rows.stream().map(row -> types.entrySet().stream()
                    .map(column -> canonical(row.getOrDefault(column.getKey(), StoredValue.json("null")), column.getValue())).toList()));
            final Map<String, Integer> stored = tally(outcome.stored().get().stream().map(row -> {
                final Iterator<String> kinds = types.values().iterator();
                return row.stream().map(value -> canonical(value, kinds.next())).toList();
            }));
            final long different = stored.entrySet().stream().filter(row -> !row.getValue().equals(sent.get(row.getKey()))).count();
            result = sent.equals(stored) ? "exact" : "DIFFERENT";
            System.out.printf("%-70s %s: %d rows, %d different%n", name, result, rows.size(), different);
            if (!sent.equals(stored)) {
                wrong.add(
                        "%s: %d different, such as %s".formatted(name, different, stored.keySet().stream().filter(row -> !sent.containsKey(row)).findFirst()));
            }
        }
        final String kind = name.contains("infer-schema") ? "CSV inferred" : name.contains("csv-header") ? "CSV strings" : "JSON";
        counts.merge(kind + " " + result, 1, Integer::sum);
    }

    private static Map<String, Integer> tally(final Stream<List<String>> rows) {
        return rows.map(Objects::toString).collect(Collectors.toMap(row -> row, row -> 1, Integer::sum));
    }

    private static Map<String, String> types(final List<Map<String, JsonNode>> rows) {
        final Map<String, List<JsonNode>> columns = new LinkedHashMap<>();
        rows.forEach(row -> row.forEach((name, value) -> columns.computeIfAbsent(name, added -> new ArrayList<>()).add(value)));
        final Map<String, String> types = new LinkedHashMap<>();
        columns.forEach((name, values) -> types.put(name, type(values.stream().filter(value -> !value.isNull() && !(value.isTextual() && value.textValue()
                .isEmpty())).toList())));
        return types;
    }

    /** The type that a careful person would choose for all values. */
    private static String type(final List<JsonNode> values) {
        if (values.stream().anyMatch(JsonNode::isContainerNode)) {
            return "JSON";
        }
        if (!values.isEmpty() && values.stream().allMatch(JsonNode::isBoolean)) {
            return "BOOLEAN";
        }
        if (values.stream().map(JsonNode::getNodeType).distinct().count() > 1) {
            return "VARCHAR(65533)";
        }
        if (are(values, WHOLE)) {
            return "BIGINT";
        }
        if (are(values, DECIMAL) && values.stream().noneMatch(PublicDataTest::hasZeroBefore)) {
            final int scale = values.stream().mapToInt(value -> Math.max(new BigDecimal(value.asText()).scale(), 0)).max().orElse(0);
            final boolean fits = values.stream().allMatch(value -> new BigDecimal(value.asText()).precision() <= 15);
            return fits ? "DECIMAL(38,%d)".formatted(scale) : "DOUBLE";
        }
        if (are(values, REAL) && values.stream().noneMatch(PublicDataTest::hasZeroBefore)) {
            return "DOUBLE";
        }
        return are(values, DATE) ? "DATE" : "VARCHAR(65533)";
    }

    private static boolean are(final List<JsonNode> values, final Pattern pattern) {
        return !values.isEmpty() && values.stream().allMatch(value -> pattern.matcher(value.asText()).matches());
    }

    private static boolean hasZeroBefore(final JsonNode value) {
        return value.asText().matches("-?0[0-9].*");
    }

    private static String canonical(final Object value, final String type) {
        final JsonNode node = value instanceof final JsonNode json ? json : null;
        final String text = node == null ? Objects.toString(value, "") : node.isNull() ? "" : node.isValueNode() ? node.asText() : node.toString();
        if (text.isEmpty()) {
            return "";
        }
        return switch (type.replaceAll("\\(.*", "")) {
            case "BIGINT" -> new BigInteger(text).toString();
            case "DECIMAL" -> new BigDecimal(text).stripTrailingZeros().toPlainString();
            case "DOUBLE" -> Double.toString(Double.parseDouble(text));
            case "JSON" -> sorted(node == null ? StoredValue.json(text) : node);
            case "VARCHAR" -> DECIMAL.matcher(text).matches() && !text.matches("-?0[0-9].*") ? number(text) : text;
            default -> text;
        };
    }

    private static String number(final String text) {
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }

    private static String sorted(final JsonNode node) {
        if (node.isObject()) {
            return new TreeSet<>(node.properties().stream().map(field -> field.getKey() + "=" + sorted(field.getValue())).toList()).toString();
        }
        if (node.isArray()) {
            return StreamOf.all(node.elements()).map(PublicDataTest::sorted).toList().toString();
        }
        return node.isNumber() ? Double.toString(node.doubleValue()) : node.toString();
    }
}
