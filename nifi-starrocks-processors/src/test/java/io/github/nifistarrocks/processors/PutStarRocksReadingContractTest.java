package io.github.nifistarrocks.processors;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonPathReader;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.xml.XMLReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Values arrive as NiFi's readers find them, whatever type a reader infers for their field; types that a user declares hold. */
class PutStarRocksReadingContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final Map<String, String> TEXT_ONLY = Map.of("schema-access-strategy", "csv-header-derived");
    private static final Map<String, String> INFERRED = Map.of("schema-access-strategy", "infer-schema");

    private final String database = CLUSTER.newDatabase();

    @Test
    void textBesideAFractionStaysText() throws InitializationException {
        final String table = table("v VARCHAR(20)");

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":\"0012\"},{\"id\":2,\"v\":3.5}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly("0012", "3.5");
    }

    @Test
    void longBesideAFractionKeepsItsDigits() throws InitializationException {
        final String table = table("v DECIMAL(30, 2)");

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":9007199254740993},{\"id\":2,\"v\":3.5}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly(new BigDecimal("9007199254740993.00"), new BigDecimal("3.50"));
    }

    @Test
    void keysBesideAFractionStayDifferent() throws InitializationException {
        final String table = CLUSTER.newTable(database, "CREATE TABLE {table} (id VARCHAR(20), v INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":\"7\",\"v\":1},{\"id\":\"07\",\"v\":2},{\"id\":\"0.7\",\"v\":3}]", LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT id FROM %s.%s ORDER BY v".formatted(database, table))).containsExactly(List.of("7"), List.of("07"), List.of("0.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"commons-csv", "jackson-csv", "fast-csv"})
    void csvLineWithMoreValuesThanTheHeaderIsNotLoadedShifted(final String parser) throws InitializationException {
        final String table = table("v VARCHAR(20)");
        final Map<String, String> reader = Map.of("schema-access-strategy", "csv-header-derived", "csv-reader-csv-parser", parser);

        final MockFlowFile failure = put(table, new CSVReader(), reader).send("id,v\n1,a\n2,b,c\n", LoadRelationships.FAILURE);

        assertThat(failure.getAttribute("starrocks.error.message")).contains("Record 2 has 3 values, but there are only 2 fields", "Unknown Fields");
        assertThat(rows(table)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commons-csv", "jackson-csv", "fast-csv"})
    void csvLineWithMoreValuesThanTheHeaderIsLoadedIfUnknownFieldsAreIgnored(final String parser) throws InitializationException {
        final String table = table("v VARCHAR(20)");
        final Map<String, String> reader = Map.of("schema-access-strategy", "csv-header-derived", "csv-reader-csv-parser", parser);

        put(table, new CSVReader(), reader).with("Unknown Fields", "IGNORE").send("id,v\n1,a\n2,b,c\n", LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly("a", "b");
    }

    @Test
    void csvLineWithMoreValuesThanTheHeaderIsRejectedWithAllItsValues() throws InitializationException {
        final String table = table("v VARCHAR(20)");
        final PutRunner runner = put(table, new CSVReader(), TEXT_ONLY);
        RecordWriters.add(runner.nifi, new JsonRecordSetWriter(), Map.of());
        runner.with("Rejected Record Writer", "writer").nifi.enqueue("id,v\n1,a\n2,b,c\n");

        runner.nifi.run();

        assertThat(runner.nifi.getFlowFilesForRelationship(LoadRelationships.REJECTED).getFirst().getContent()).contains("\"2\"", "\"b\"", "\"c\"",
                "has 3 values");
        assertThat(rows(table)).containsExactly("a");
    }

    @Test
    void valuesInsideOfArraysStay() throws InitializationException {
        final String table = table("v JSON");

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":[\"0012\",3.5,9007199254740993,true,null]}]", LoadRelationships.SUCCESS);

        assertThat(json(table)).containsExactly("[\"0012\",3.5,9007199254740993,true,null]");
    }

    @Test
    void objectInAFieldOfTextKeepsItsContent() throws InitializationException {
        final String table = table("v JSON");

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":\"\\\"a\\\"\"},{\"id\":2,\"v\":{\"a\":{\"b\":[1,{\"c\":2}]}}}]",
                LoadRelationships.SUCCESS);

        assertThat(json(table)).containsExactly("\"a\"", "{\"a\":{\"b\":[1,{\"c\":2}]}}");
    }

    @ParameterizedTest
    @EnumSource(value = OperationSource.class, names = {"NONE", "ATTRIBUTE", "RECORD_PATH", "DEBEZIUM"})
    void objectsThatTheSchemaDoesNotKnowKeepTheirContent(final OperationSource source) throws InitializationException {
        final String table = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT, v JSON, s STRUCT<a INT, b VARCHAR(9)>, m MAP<VARCHAR(9), INT>) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        final String row = "{\"id\":1,\"v\":{\"a\":{\"b\":1}},\"s\":{\"a\":1,\"b\":\"x\"},\"m\":{\"k\":5}}";
        final PutRunner put = put(table, new JsonTreeReader(), Map.of("schema-access-strategy", "schema-text-property", "schema-text", narrow(source)))
                .with("Operation Source", source.name()).with("Unknown Fields", "IGNORE");
        final String content = switch (source) {
            case RECORD_PATH -> {
                put.with("Operation Record Path", "/op").with("Row Record Path", "/row");
                yield "{\"op\":\"c\",\"row\":%s}".formatted(row);
            }
            case DEBEZIUM -> "{\"op\":\"c\",\"after\":%s}".formatted(row);
            case ATTRIBUTE -> {
                put.with("Operation Attribute", "op");
                yield row;
            }
            case NONE, MYSQL, CANAL, MAXWELL -> row;
        };

        put.send(content, Map.of("op", "c"), LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT v, s, m FROM %s.%s".formatted(database, table))).extracting(values -> values.stream().map(Object::toString)
                .map(text -> text.replace(" ", "")).toList()).containsExactly(List.of("{\"a\":{\"b\":1}}", "{\"a\":1,\"b\":\"x\"}", "{\"k\":5}"));
    }

    private static String narrow(final OperationSource source) {
        final String fields = "[{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"v\",\"type\":\"string\"},{\"name\":\"s\",\"type\":\"string\"},"
                + "{\"name\":\"m\",\"type\":\"string\"}]";
        return switch (source) {
            case NONE, ATTRIBUTE, MYSQL, CANAL, MAXWELL -> "{\"type\":\"record\",\"name\":\"r\",\"fields\":%s}".formatted(fields);
            case RECORD_PATH ->
                "{\"type\":\"record\",\"name\":\"e\",\"fields\":[{\"name\":\"op\",\"type\":\"string\"},{\"name\":\"row\",\"type\":\"string\"}]}";
            case DEBEZIUM -> "{\"type\":\"record\",\"name\":\"e\",\"fields\":[{\"name\":\"op\",\"type\":\"string\"},{\"name\":\"after\",\"type\":"
                    + "{\"type\":\"record\",\"name\":\"r\",\"fields\":%s}}]}".formatted(fields);
        };
    }

    @ParameterizedTest
    @CsvSource({"DECIMAL(18;2), 1234567.89", "DOUBLE, 1234567.89", "VARCHAR(20), 1234567.89", "JSON, 1234567.89", "VARCHAR(20), 00501", "VARCHAR(20), TRUE",
            "INT, 5.00000001", "DECIMAL(38;20), -1.23456789012345678901"})
    void inferredValueThatMayHaveBeenOtherTextIsRefused(final String type, final String text) throws InitializationException {
        final String table = table("v " + type.replace(';', ','));

        final MockFlowFile failed = put(table, new CSVReader(), INFERRED).send("id,v\n1," + text + "\n", LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[v]", "record 1", "Use String Fields From Header");
    }

    @ParameterizedTest
    @CsvSource({"DECIMAL(18;2), 1234567.89, 1234567.89", "DOUBLE, 1234567.89, 1234567.89", "VARCHAR(20), 1234567.89, 1234567.89",
            "JSON, 1234567.89, 1234567.89",
            "VARCHAR(20), 00501, 00501", "VARCHAR(20), TRUE, TRUE", "INT, 5.0, 5"})
    void textOfCsvArrives(final String type, final String text, final String stored) throws InitializationException {
        final String table = table("v " + type.replace(';', ','));

        put(table, new CSVReader(), TEXT_ONLY).send("id,v\n1," + text + "\n", LoadRelationships.SUCCESS);

        assertThat(rows(table)).extracting(Object::toString).containsExactly(stored);
    }

    @ParameterizedTest
    @CsvSource({"INT, 00501, 501", "BIGINT, 9007199254740993, 9007199254740993", "DECIMAL(20;2), 9007199254740993, 9007199254740993.00", "BOOLEAN, TRUE, true",
            "DOUBLE, -1.25, -1.25", "FLOAT, 1.25, 1.25", "DECIMAL(12;2), -1.25, -1.25", "VARCHAR(20), x1, x1"})
    void inferredValueThatIsExactArrives(final String type, final String text, final String stored) throws InitializationException {
        final String table = table("v " + type.replace(';', ','));

        put(table, new CSVReader(), INFERRED).send("id,v\n1," + text + "\n", LoadRelationships.SUCCESS);

        assertThat(rows(table)).extracting(Object::toString).containsExactly(stored);
    }

    @ParameterizedTest
    @CsvSource({"DECIMAL(38;20), 1.23456789012345678901", "VARCHAR(40), 0.12345678901234567", "LARGEINT, 12345678901234567891.0"})
    void jsonFractionBeyondADoubleIsRefused(final String type, final String number) throws InitializationException {
        final String table = table("v " + type.replace(';', ','));

        final MockFlowFile failed = put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":" + number + "}]", LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[v]", "record 1", "more than 15 digits", "as a string");
    }

    @ParameterizedTest
    @CsvSource({"DECIMAL(12;2), 0.30000000000000004, 0.30", "DECIMAL(38;20), 1.5, 1.50000000000000000000", "DOUBLE, 0.30000000000000004, 0.30000000000000004",
            "VARCHAR(20), 1.5, 1.5", "VARCHAR(20), 12345678.9, 12345678.9", "VARCHAR(20), 0.0001234, 0.0001234", "VARCHAR(20), 12345678.0, 12345678.0",
            "JSON, 0.30000000000000004, 0.30000000000000004", "LARGEINT, 12345678901234567890, 12345678901234567890"})
    void jsonNumberThatTheColumnKeepsArrives(final String type, final String number, final String stored) throws InitializationException {
        final String table = table("v " + type.replace(';', ','));

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":" + number + "}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).extracting(Object::toString).containsExactly(stored);
    }

    @Test
    void jsonPathReaderReadsJsonNumbers() throws InitializationException {
        final String table = table("v VARCHAR(20)");

        put(table, new JsonPathReader(), Map.of("schema-access-strategy", "infer-schema", "id", "$.id", "v", "$.v")).send("[{\"id\":1,\"v\":12}]",
                LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly("12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "long", "double", "float", "boolean"})
    void declaredTypeThatTheTextDoesNotHaveIsAnInvalidRecord(final String type) throws InitializationException {
        final String table = table("v VARCHAR(20)");

        final MockFlowFile failed = put(table, new JsonTreeReader(), declared("\"" + type + "\"")).send("[{\"id\":1,\"v\":\"abc\"}]",
                LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("Record 1", "[v]", "[abc]", "declared");
    }

    @ParameterizedTest
    @CsvSource({"int, '\"12\"', 12", "int, 12.0, 12", "long, '\"0012\"', 12", "double, 5, 5.0", "string, 1.50, 1.5", "string, '\"1.50\"', 1.50",
            "boolean, '\"TRUE\"', true"})
    void declaredTypeConvertsExactly(final String type, final String json, final String stored) throws InitializationException {
        final String table = table("v VARCHAR(20)");

        put(table, new JsonTreeReader(), declared("\"" + type + "\"")).send("[{\"id\":1,\"v\":" + json + "}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly(stored);
    }

    @ParameterizedTest
    @CsvSource({"int, 1.5", "int, 3000000000", "long, 1e30", "double, 9007199254740993", "string, 1.23456789012345678901"})
    void declaredTypeNeverChangesAValue(final String type, final String json) throws InitializationException {
        final String table = table("v VARCHAR(40)");

        put(table, new JsonTreeReader(), declared("\"" + type + "\"")).send("[{\"id\":1,\"v\":" + json + "}]", LoadRelationships.FAILURE);
    }

    @ParameterizedTest
    @CsvSource({"2024-02-30", "2023-02-29", "2024-04-31", "20240101", "2024-1-1"})
    void declaredDateIsReadStrictly(final String text) throws InitializationException {
        final String table = table("v DATE");
        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"int\",\"logicalType\":\"date\"}"));
        reader.put("Date Format", "yyyy-MM-dd");

        final MockFlowFile failed = put(table, new JsonTreeReader(), reader).send("[{\"id\":1,\"v\":\"" + text + "\"}]", LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[v]", text);
    }

    @ParameterizedTest
    @CsvSource({"2024-02-30 10:00:00", "2024-02-28 24:00:00", "1720000000000", "2024-01-23 24:00:00"})
    void declaredTimestampIsReadStrictly(final String text) throws InitializationException {
        final String table = table("v DATETIME");
        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}"));
        reader.put("Timestamp Format", "yyyy-MM-dd HH:mm:ss");

        put(table, new JsonTreeReader(), reader).send("[{\"id\":1,\"v\":\"" + text + "\"}]", LoadRelationships.FAILURE);
    }

    @ParameterizedTest
    @CsvSource({"yyyyMMdd HH:mm:ss, 20240630 23:30:00, 2024-06-30T23:30", "HH:mm:ss dd.MM.yyyy, 10:00:00 30.06.2024, 2024-06-30T10:00",
            "dd.MM.yyyy HH:mm, 24.06.2024 00:00, 2024-06-24T00:00"})
    void declaredTimestampOfAnyFormatArrives(final String format, final String text, final String stored) throws InitializationException {
        final String table = table("v DATETIME");
        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}"));
        reader.put("Timestamp Format", format);

        put(table, new JsonTreeReader(), reader).send("[{\"id\":1,\"v\":\"" + text + "\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).extracting(Object::toString).containsExactly(stored);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"DATETIME|%s|1720000000000|2024-07-03T09:46:40", "STRUCT<t DATETIME>|{\"type\":\"record\",\"name\":\"s\",\"fields\":"
            + "[{\"name\":\"t\",\"type\":%s}]}|{\"t\":1720000000000}|{\"t\":\"2024-07-03 09:46:40\"}",
            "ARRAY<DATETIME>|{\"type\":\"array\",\"items\":%s}|[1720000000000]|[\"2024-07-03 09:46:40\"]"})
    void numberOfADeclaredTimestampCountsMilliseconds(final String column, final String type, final String json, final String stored)
            throws InitializationException {
        final String table = table("v " + column);
        final String timestamp = "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}";

        put(table, new JsonTreeReader(), declared(type.formatted(timestamp))).with("Time Zone", "UTC").send("[{\"id\":1,\"v\":" + json + "}]",
                LoadRelationships.SUCCESS);

        assertThat(rows(table)).extracting(Object::toString).containsExactly(stored);
    }

    @Test
    void declaredDateWithTheNameOfItsMonthIsReadStrictly() throws InitializationException {
        final String table = table("v DATE");
        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"int\",\"logicalType\":\"date\"}"));
        reader.put("Date Format", "dd MMM yyyy");
        final PutRunner put = put(table, new JsonTreeReader(), reader);

        put.send("[{\"id\":1,\"v\":\"29 Feb 2024\"}]", LoadRelationships.SUCCESS);
        put.send("[{\"id\":2,\"v\":\"30 Feb 2024\"}]", LoadRelationships.FAILURE);

        assertThat(rows(table)).extracting(Object::toString).containsExactly("2024-02-29");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"double\"", "\"float\"", "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}"})
    void declaredNumberMayBeNotFinite(final String type) throws InitializationException {
        final String table = table("v DOUBLE");
        final PutRunner put = put(table, new JsonTreeReader(), declared(type));

        final MockFlowFile failed = put.send("[{\"id\":1,\"v\":\"NaN\"}]", LoadRelationships.FAILURE);
        put.with("NaN and Infinity as NULL", "true").send("[{\"id\":1,\"v\":\"NaN\"}]", LoadRelationships.SUCCESS);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[v]", "NaN", "set NaN and Infinity as NULL to true");
        assertThat(rows(table)).containsExactly((Object) null);
    }

    @Test
    void rejectedDatesComeOutAsTheyCameIn() throws InitializationException {
        final String table = table("v INT");
        final PutRunner put = put(table, new JsonTreeReader(), Map.of("Date Format", "dd.MM.yyyy"));

        final String rejected = rejected(put.with("Unknown Fields", "IGNORE"),
                "[{\"id\":1,\"v\":\"x\",\"days\":[\"31.01.2024\"],\"inner\":{\"day\":\"01.02.2024\"}},{\"id\":2,\"v\":2}]");

        assertThat(rejected).contains("\"days\":[\"31.01.2024\"]", "\"inner\":{\"day\":\"01.02.2024\"}");
    }

    @Test
    void rejectedTimestampKeepsItsFraction() throws InitializationException {
        final String table = table("v VARCHAR(5)");
        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}"));
        reader.put("Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSS");
        final PutRunner put = put(table, new JsonTreeReader(), reader);

        final String rejected = rejected(put, "[{\"id\":1,\"v\":\"2024-01-01 10:00:00.123\"},{\"id\":2}]");

        assertThat(rejected).contains("\"v\":\"2024-01-01 10:00:00.123");
    }

    private static String rejected(final PutRunner put, final String content) {
        RecordWriters.add(put.nifi, new JsonRecordSetWriter(), Map.of());
        put.with("Rejected Record Writer", "writer").nifi.enqueue(content);
        put.nifi.run();
        return put.nifi.getFlowFilesForRelationship(LoadRelationships.REJECTED).getFirst().getContent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"x\":null}", "[{\"x\":null}]", "{\"y\":{\"x\":null}}"})
    void declaredDateIsReadStrictlyAlsoBesideNullThatTheSchemaDoesNotKnow(final String other) throws InitializationException {
        final String table = table("v DATE");
        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"int\",\"logicalType\":\"date\"}"));
        reader.put("Date Format", "yyyy-MM-dd");
        final PutRunner put = put(table, new JsonTreeReader(), reader);

        final MockFlowFile failed = put.send("[{\"id\":1,\"v\":\"2024-02-30\",\"other\":" + other + "}]", LoadRelationships.FAILURE);
        put.send("[{\"id\":1,\"v\":\"2024-02-29\",\"other\":" + other + "}]", LoadRelationships.SUCCESS);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[v]", "2024-02-30");
        assertThat(rows(table)).extracting(Object::toString).containsExactly("2024-02-29");
    }

    @Test
    void textThatIsNoDateOfTheInferredFormatStaysText() throws InitializationException {
        final String table = table("v VARCHAR(20)");

        put(table, new JsonTreeReader(), Map.of("Date Format", "yyyy-MM-dd")).send("[{\"id\":1,\"v\":\"2024-02-30\"},{\"id\":2,\"v\":\"2024-02-29\"}]",
                LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly("2024-02-30", "2024-02-29");
    }

    @Test
    void textOfADateIsFoundAlsoBesideNull() throws InitializationException {
        final String table = table("v VARCHAR(20), w ARRAY<VARCHAR(20)>, n INT");

        put(table, new JsonTreeReader(), Map.of("Date Format", "yyyy-MM-dd")).send(
                "[{\"id\":1,\"v\":\"2024-02-30\",\"w\":[null,\"2024-04-31\"],\"n\":null},{\"id\":2,\"v\":\"2024-02-28\",\"w\":null,\"n\":1}]",
                LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT v, w, n FROM %s.%s ORDER BY id".formatted(database, table))).containsExactly(
                Arrays.asList("2024-02-30", "[null,\"2024-04-31\"]", null), Arrays.asList("2024-02-28", null, 1));
    }

    @Test
    void numbersOfJsonAreTextAlsoBesideNull() throws InitializationException {
        final String table = table("v VARCHAR(20), n INT");

        put(table, new JsonTreeReader(), Map.of()).send("[{\"id\":1,\"v\":5,\"n\":null}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly("5");
    }

    @Test
    void dateOfTheReadersFormatArrives() throws InitializationException {
        final String table = table("v DATE");

        put(table, new JsonTreeReader(), Map.of("Date Format", "dd.MM.yyyy")).send("[{\"id\":1,\"v\":\"31.03.2024\"},{\"id\":2,\"v\":\"29.02.2024\"}]",
                LoadRelationships.SUCCESS);

        assertThat(rows(table)).extracting(Object::toString).containsExactly("2024-03-31", "2024-02-29");
    }

    @Test
    void elementOfXmlThatOccursOnceIsAnArrayWhereTheSchemaHasOne() throws InitializationException {
        final String table = table("v ARRAY<VARCHAR(9)>");

        final Map<String, String> reader = new HashMap<>(declared("{\"type\":\"array\",\"items\":\"string\"}"));
        reader.put("record_format", "true");

        put(table, new XMLReader(), reader).send(
                "<rows><row><id>1</id><v>01</v><v>b</v></row><row><id>2</id><v>03</v></row></rows>", LoadRelationships.SUCCESS);

        assertThat(rows(table)).containsExactly("[\"01\",\"b\"]", "[\"03\"]");
    }

    private static Map<String, String> declared(final String type) {
        return Map.of("schema-access-strategy", "schema-text-property", "schema-text",
                "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"v\",\"type\":" + type + "}]}");
    }

    private String table(final String column) {
        return CLUSTER.newTable(database, "CREATE TABLE {table} (id INT, " + column + ") DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
    }

    private PutRunner put(final String table, final ControllerService reader, final Map<String, String> properties) throws InitializationException {
        return PutRunner.create(CLUSTER, database, table, reader, properties);
    }

    private List<Object> rows(final String table) {
        return CLUSTER.query("SELECT v FROM %s.%s ORDER BY id".formatted(database, table)).stream().flatMap(row -> Arrays.asList(row.toArray()).stream())
                .toList();
    }

    private List<String> json(final String table) {
        return rows(table).stream().map(value -> value.toString().replace(" ", "")).toList();
    }
}
