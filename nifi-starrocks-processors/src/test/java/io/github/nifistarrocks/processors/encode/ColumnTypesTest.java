package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.value.Utf8;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.nifistarrocks.processors.encode.Encoding.column;
import static io.github.nifistarrocks.processors.encode.Encoding.field;
import static io.github.nifistarrocks.processors.encode.Encoding.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every StarRocks type with every record type. */
class ColumnTypesTest {

    /** The columns of the tables below: types that are written alike stand together. */
    private static final List<List<String>> COLUMNS = List.of(List.of("BOOLEAN"), List.of("TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT"), List.of("FLOAT",
            "DOUBLE"), List.of("DECIMAL"), List.of("DATE"), List.of("DATETIME"), List.of("CHAR", "VARCHAR", "STRING"), List.of("VARBINARY", "BINARY"),
            List.of(
                    "JSON"),
            List.of("ARRAY"), List.of("MAP"), List.of("STRUCT"));

    /** What stands behind {@code "f":}; an exclamation mark where the record is refused. */
    private static final String JSON = """
            BOOLEAN | true | 1 | 1 | 1 | ! | ! | "true" | "74727565" | true | ! | ! | !
            BYTE | true | -1 | -1 | -1 | ! | ! | "-1" | "2d31" | -1 | ! | ! | !
            SHORT | true | 300 | 300 | 300 | ! | ! | "300" | "333030" | 300 | ! | ! | !
            INT | true | 70000 | 70000 | 70000 | ! | ! | "70000" | "3730303030" | 70000 | ! | ! | !
            LONG | true | 8589934592 | 8589934592 | 8589934592 | ! | ! | "8589934592" | "38353839393334353932" | 8589934592 | ! | ! | !
            BIGINT | true | "1180591620717411303424" | "1180591620717411303424" | "1180591620717411303424" | ! | ! | "1180591620717411303424" | "31313830353931363230373137343131333033343234" | ! | ! | ! | !
            FLOAT | true | ! | 0.5 | "0.5" | ! | ! | "0.5" | "302e35" | 0.5 | ! | ! | !
            DOUBLE | true | 2000000000 | 2.0E9 | "2000000000" | ! | ! | "2000000000.0" | "323030303030303030302e30" | 2.0E9 | ! | ! | !
            DECIMAL | true | ! | "12.50" | "12.50" | ! | ! | "12.50" | "31322e3530" | 12.50 | ! | ! | !
            DATE | ! | ! | ! | ! | "2024-02-29" | "2024-02-29 00:00:00" | "2024-02-29" | "323032342d30322d3239" | "2024-02-29" | ! | ! | !
            TIME | ! | ! | ! | ! | ! | ! | "12:30:00" | "31323a33303a3030" | "12:30:00" | ! | ! | !
            TIMESTAMP | ! | ! | ! | ! | "2024-07-01" | "2024-07-01 23:00:00.000001" | "2024-07-01 23:00:00.000001" | "323032342d30372d30312032333a30303a30302e303030303031" | "2024-07-01 23:00:00.000001" | ! | ! | !
            CHAR | "c" | "c" | "c" | "c" | "c" | "c" | "c" | "63" | "c" | ! | ! | !
            STRING | "x" | "x" | "x" | "x" | "x" | "x" | "x" | "78" | ! | ! | ! | !
            ENUM | "RED" | "RED" | "RED" | "RED" | "RED" | "RED" | "RED" | "524544" | ! | ! | ! | !
            UUID | "c0a80101-0000-4000-8000-000000000001" | "c0a80101-0000-4000-8000-000000000001" | "c0a80101-0000-4000-8000-000000000001" | "c0a80101-0000-4000-8000-000000000001" | "c0a80101-0000-4000-8000-000000000001" | "c0a80101-0000-4000-8000-000000000001" | "c0a80101-0000-4000-8000-000000000001" | "63306138303130312d303030302d343030302d383030302d303030303030303030303031" | "c0a80101-0000-4000-8000-000000000001" | ! | ! | !
            ARRAY | ! | ! | ! | ! | ! | ! | "[1,null]" | "5b312c6e756c6c5d" | [1,null] | [1,null] | ! | !
            BYTES | ! | ! | ! | ! | ! | ! | "Af8=" | "01ff" | "Af8=" | [1,-1] | ! | !
            MAP | ! | ! | ! | ! | ! | ! | "{\\"a\\":1}" | "7b2261223a317d" | {"a":1} | ! | {"a":1} | {"a":1}
            RECORD | ! | ! | ! | ! | ! | ! | "{\\"x\\":1}" | "7b2278223a317d" | {"x":1} | ! | {"x":1} | {"x":1}
            CHOICE | true | 5 | 5 | 5 | ! | ! | "5" | "35" | 5 | ! | ! | !
            """;

    private static final String CSV = """
            BOOLEAN | true | 1 | 1 | 1 | ! | ! | true | dHJ1ZQ== | ! | ! | ! | !
            BYTE | true | -1 | -1 | -1 | ! | ! | -1 | LTE= | ! | ! | ! | !
            SHORT | true | 300 | 300 | 300 | ! | ! | 300 | MzAw | ! | ! | ! | !
            INT | true | 70000 | 70000 | 70000 | ! | ! | 70000 | NzAwMDA= | ! | ! | ! | !
            LONG | true | 8589934592 | 8589934592 | 8589934592 | ! | ! | 8589934592 | ODU4OTkzNDU5Mg== | ! | ! | ! | !
            BIGINT | true | 1180591620717411303424 | 1180591620717411303424 | 1180591620717411303424 | ! | ! | 1180591620717411303424 | MTE4MDU5MTYyMDcxNzQxMTMwMzQyNA== | ! | ! | ! | !
            FLOAT | true | ! | 0.5 | 0.5 | ! | ! | 0.5 | MC41 | ! | ! | ! | !
            DOUBLE | true | 2000000000 | 2.0E9 | 2000000000 | ! | ! | 2000000000.0 | MjAwMDAwMDAwMC4w | ! | ! | ! | !
            DECIMAL | true | ! | 12.50 | 12.50 | ! | ! | 12.50 | MTIuNTA= | ! | ! | ! | !
            DATE | ! | ! | ! | ! | 2024-02-29 | 2024-02-29 00:00:00 | 2024-02-29 | MjAyNC0wMi0yOQ== | "2024-02-29" | ! | ! | !
            TIME | ! | ! | ! | ! | ! | ! | 12:30:00 | MTI6MzA6MDA= | "12:30:00" | ! | ! | !
            TIMESTAMP | ! | ! | ! | ! | 2024-07-01 | 2024-07-01 23:00:00.000001 | 2024-07-01 23:00:00.000001 | MjAyNC0wNy0wMSAyMzowMDowMC4wMDAwMDE= | "2024-07-01 23:00:00.000001" | ! | ! | !
            CHAR | c | c | c | c | c | c | c | Yw== | "c" | ! | ! | !
            STRING | x | x | x | x | x | x | x | eA== | ! | ! | ! | !
            ENUM | RED | RED | RED | RED | RED | RED | RED | UkVE | ! | ! | ! | !
            UUID | c0a80101-0000-4000-8000-000000000001 | c0a80101-0000-4000-8000-000000000001 | c0a80101-0000-4000-8000-000000000001 | c0a80101-0000-4000-8000-000000000001 | c0a80101-0000-4000-8000-000000000001 | c0a80101-0000-4000-8000-000000000001 | c0a80101-0000-4000-8000-000000000001 | YzBhODAxMDEtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx | "c0a80101-0000-4000-8000-000000000001" | ! | ! | !
            ARRAY | ! | ! | ! | ! | ! | ! | [1,null] | WzEsbnVsbF0= | [1,null] | [1,null] | ! | !
            BYTES | ! | ! | ! | ! | ! | ! | Af8= | Af8= | "Af8=" | [1,-1] | ! | !
            MAP | ! | ! | ! | ! | ! | ! | {"a":1} | eyJhIjoxfQ== | {"a":1} | ! | {"a":1} | !
            RECORD | ! | ! | ! | ! | ! | ! | {"x":1} | eyJ4IjoxfQ== | {"x":1} | ! | {"x":1} | !
            CHOICE | true | 5 | 5 | 5 | ! | ! | 5 | NQ== | ! | ! | ! | !
            """;

    private static final RecordSchema POINT = Encoding.schema(Encoding.field("x", RecordFieldType.INT));

    private static Record sample(final String name) {
        return switch (name) {
            case "BOOLEAN" -> Encoding.row(RecordFieldType.BOOLEAN.getDataType(), true);
            case "BYTE" -> Encoding.row(RecordFieldType.BYTE.getDataType(), (byte) -1);
            case "SHORT" -> Encoding.row(RecordFieldType.SHORT.getDataType(), (short) 300);
            case "INT" -> Encoding.row(RecordFieldType.INT.getDataType(), 70000);
            case "LONG" -> Encoding.row(RecordFieldType.LONG.getDataType(), 1L << 33);
            case "BIGINT" -> Encoding.row(RecordFieldType.BIGINT.getDataType(), BigInteger.TWO.pow(70));
            case "FLOAT" -> Encoding.row(RecordFieldType.FLOAT.getDataType(), 0.5f);
            case "DOUBLE" -> Encoding.row(RecordFieldType.DOUBLE.getDataType(), 2e9);
            case "DECIMAL" -> Encoding.row(RecordFieldType.DECIMAL.getDecimalDataType(10, 2), new BigDecimal("12.50"));
            case "DATE" -> Encoding.row(RecordFieldType.DATE.getDataType(), Date.valueOf("2024-02-29"));
            case "TIME" -> Encoding.row(RecordFieldType.TIME.getDataType(), Time.valueOf("12:30:00"));
            case "TIMESTAMP" -> Encoding.row(RecordFieldType.TIMESTAMP.getDataType(), Timestamp.from(Instant.parse("2024-07-01T23:00:00.000001Z")));
            case "CHAR" -> Encoding.row(RecordFieldType.CHAR.getDataType(), 'c');
            case "STRING" -> Encoding.row(RecordFieldType.STRING.getDataType(), "x");
            case "ENUM" -> Encoding.row(RecordFieldType.ENUM.getEnumDataType(List.of("RED")), "RED");
            case "UUID" -> Encoding.row(RecordFieldType.UUID.getDataType(), UUID.fromString("c0a80101-0000-4000-8000-000000000001"));
            case "ARRAY" -> Encoding.row(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()), new Object[] {1, null});
            case "BYTES" -> Encoding.row(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType()), new Object[] {(byte) 1, (byte) -1});
            case "MAP" -> Encoding.row(RecordFieldType.MAP.getMapDataType(RecordFieldType.INT.getDataType()), Map.of("a", 1));
            case "RECORD" -> Encoding.row(RecordFieldType.RECORD.getRecordDataType(POINT), Encoding.row(POINT, 1));
            case "CHOICE" -> Encoding.row(RecordFieldType.CHOICE.getChoiceDataType(RecordFieldType.INT.getDataType(), RecordFieldType.STRING.getDataType()), 5);
            default -> throw new AssertionError(name);
        };
    }

    static Stream<Arguments> cells() {
        final List<Arguments> cells = new ArrayList<>();
        addCells(cells, LoadFormat.JSON, JSON);
        addCells(cells, LoadFormat.CSV, CSV);
        return cells.stream();
    }

    private static void addCells(final List<Arguments> cells, final LoadFormat format, final String table) {
        for (final String line : table.lines().toList()) {
            final List<String> parts = Arrays.asList(line.split(" \\| "));
            assertThat(parts).as(line).hasSize(COLUMNS.size() + 1);
            for (int i = 0; i < COLUMNS.size(); i++) {
                for (final String type : COLUMNS.get(i)) {
                    cells.add(Arguments.of(format, parts.getFirst(), type, parts.get(i + 1)));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cells")
    void valueIsWrittenByTheTypeOfItsColumn(final LoadFormat format, final String sample, final String type, final String expected) throws IOException,
            InvalidRecordException {
        if ("!".equals(expected)) {
            assertThatThrownBy(() -> encode(sample(sample), column("f", type), format)).isInstanceOf(InvalidRecordException.class).hasMessageMatching(
                    ".*(cannot be loaded into a column of type|is not (a )?JSON|; choose JSON in the property Format|A JSON column changes the digits).*");
        } else {
            assertThat(encode(sample(sample), column("f", type), format)).isEqualTo(format == LoadFormat.CSV
                    ? expected
                    : "{\"%s\":%s}".formatted(type.endsWith("BINARY") ? "__src_f" : "f", expected));
        }
    }

    static Stream<Arguments> typesAndFormats() {
        return COLUMNS.stream().flatMap(List::stream).flatMap(type -> Stream.of(LoadFormat.values()).filter(format -> format == LoadFormat.JSON
                || !"STRUCT".equals(type)).map(format -> Arguments.of(type, format)));
    }

    @ParameterizedTest
    @MethodSource("typesAndFormats")
    void nullIsNullInEveryType(final String type, final LoadFormat format) throws IOException, InvalidRecordException {
        for (final RecordFieldType recordType : RecordFieldType.values()) {
            assertThat(encode(Encoding.row(recordType.getDataType(), null), column("f", type), format)).matches(format == LoadFormat.CSV
                    ? "\\\\N"
                    : "\\{\"(__src_)?f\":null}");
        }
    }

    static Stream<Arguments> extremes() {
        final DataType string = RecordFieldType.STRING.getDataType();
        return Stream.of(
                Arguments.of("LARGEINT", RecordFieldType.BIGINT.getDataType(), BigInteger.TWO.pow(127).negate(), "-170141183460469231731687303715884105728"),
                Arguments.of("LARGEINT", RecordFieldType.DECIMAL.getDecimalDataType(38, 0), new BigDecimal("1E+3"), "1000"),
                Arguments.of("BIGINT", RecordFieldType.LONG.getDataType(), Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of("BIGINT", RecordFieldType.DOUBLE.getDataType(), 9007199254740992.0, "9007199254740992"),
                Arguments.of("BIGINT", RecordFieldType.DOUBLE.getDataType(), 1e17, "100000000000000000"),
                Arguments.of("LARGEINT", RecordFieldType.DOUBLE.getDataType(), -1.2345e22, "-12345000000000000000000"),
                Arguments.of("INT", string, "1.50e1", "15"),
                Arguments.of("BIGINT", string, "9007199254740993.0", "9007199254740993"),
                Arguments.of("INT", RecordFieldType.DOUBLE.getDataType(), -0.0, "0"),
                Arguments.of("DOUBLE", RecordFieldType.DOUBLE.getDataType(), Double.MIN_VALUE, "4.9E-324"),
                Arguments.of("FLOAT", RecordFieldType.FLOAT.getDataType(), Float.MAX_VALUE, "3.4028234E38"),
                Arguments.of("FLOAT", string, "-3.4028235e38", "-3.4028234E38"),
                Arguments.of("FLOAT", RecordFieldType.DOUBLE.getDataType(), (double) Float.MAX_VALUE, "3.4028234E38"),
                Arguments.of("DECIMAL", RecordFieldType.DECIMAL.getDecimalDataType(76, 38), new BigDecimal("9".repeat(38) + "." + "9".repeat(38)),
                        "9".repeat(38) + "." + "9".repeat(38)),
                Arguments.of("DECIMAL", RecordFieldType.DOUBLE.getDataType(), 1.0e-7, "0.00000010"),
                Arguments.of("DATE", RecordFieldType.DATE.getDataType(), Date.valueOf("9999-12-31"), "9999-12-31"),
                Arguments.of("DATETIME", string, "2024-01-02T03:04", "2024-01-02 03:04:00"),
                Arguments.of("DATETIME", string, "2024/1/2 3:4:5.5", "2024-01-02 03:04:05.500000"),
                Arguments.of("DATE", RecordFieldType.DATE.getDataType("dd.MM.yyyy"), "29.02.2024", "2024-02-29"),
                Arguments.of("DATE", string, "20240229", "2024-02-29"),
                Arguments.of("BOOLEAN", RecordFieldType.DECIMAL.getDecimalDataType(3, 2), new BigDecimal("0.00"), "false"),
                Arguments.of("BOOLEAN", RecordFieldType.BIGINT.getDataType(), BigInteger.TEN, "true"),
                Arguments.of("BOOLEAN", string, "false", "false"),
                Arguments.of("VARBINARY", string, "\u00e9", "w6k="),
                Arguments.of("JSON", string, " {\n\r}", "{  }"),
                Arguments.of("ARRAY", string, "[1]", "[1]"),
                Arguments.of("MAP", string, " {\"1\" :2} ", "{\"1\":2}"));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void extremesAreWrittenInFull(final String type, final DataType recordType, final Object value, final String csv)
            throws IOException, InvalidRecordException {
        assertThat(encode(Encoding.row(recordType, value), column("f", type), LoadFormat.CSV)).isEqualTo(csv);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9", "-0.1", "0.15E+1"})
    void textWithAFractionIsRefusedInColumnsOfWholeNumbers(final String text) {
        for (final LoadFormat format : LoadFormat.values()) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), text), column("f", "BIGINT"), format))
                    .hasMessageContaining("%s cannot be loaded into a column of type BIGINT, which accepts only whole numbers", new BigDecimal(text));
        }
    }

    static Stream<Arguments> nestedFractions() {
        final DataType string = RecordFieldType.STRING.getDataType();
        final DataType doubles = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.DOUBLE.getDataType());
        final TableColumn ints = Encoding.nested("f", "ARRAY", column("item", "INT"));
        final TableColumn struct = Encoding.nested("f", "STRUCT", column("Name", "VARCHAR"), Encoding.nested("list", "ARRAY", column("item", "BIGINT")));
        return Stream.of(
                Arguments.of(ints, doubles, new Object[] {1.0, 1.5}, "An element of it holds [1.5], but INT"),
                Arguments.of(ints, doubles, List.of(1.0, 1e-3), "An element of it holds [0.001], but INT"),
                Arguments.of(ints, RecordFieldType.ARRAY.getArrayDataType(string), new Object[] {"7", " 7.25"}, "An element of it holds [ 7.25], but INT"),
                Arguments.of(ints, string, "[null, 2, 2.5]", "An element of it holds [2.5], but INT"),
                Arguments.of(Encoding.nested("f", "MAP", column("key", "INT"), column("value", "VARCHAR")), string, "{\"1.5\":\"x\"}",
                        "A key of it holds [1.5], but INT"),
                Arguments.of(Encoding.nested("f", "MAP", column("key", "VARCHAR"), column("value", "TINYINT")), RecordFieldType.MAP.getMapDataType(
                        RecordFieldType.DECIMAL.getDecimalDataType(5, 2)), Map.of("a", new BigDecimal("0.25")), "A value of it holds [0.25], but TINYINT"),
                Arguments.of(struct, string, "{\"name\":\"1.5\",\"else\":{\"x\":1.5},\"LIST\":[1.5]}", "An element of it holds [1.5], but BIGINT"));
    }

    @ParameterizedTest
    @MethodSource("nestedFractions")
    void fractionInsideOfANestedColumnOfWholeNumbersIsRefused(final TableColumn column, final DataType type, final Object value, final String message) {
        assertThatThrownBy(() -> encode(Encoding.row(type, value), column, LoadFormat.JSON)).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining(message + " accepts whole numbers from");
    }

    static Stream<Arguments> nestedByType() {
        final DataType string = RecordFieldType.STRING.getDataType();
        final DataType bytes = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
        final TableColumn tinyints = Encoding.nested("f", "ARRAY", Encoding.nested("item", "ARRAY", column("item", "TINYINT")));
        final TableColumn texts = Encoding.nested("f", "ARRAY", column("item", "VARCHAR"));
        final TableColumn textMap = Encoding.nested("f", "MAP", column("key", "VARCHAR"), column("value", "VARCHAR"));
        final TableColumn struct = Encoding.nested("f", "STRUCT", column("City", "VARCHAR"), column("at", "DATE"));
        final Record city = Encoding.row(schema(field("CITY", RecordFieldType.STRING), field("AT", RecordFieldType.TIMESTAMP)), "Bonn",
                Timestamp.valueOf("2024-02-29 23:00:00"));
        return Stream.of(
                Arguments.of(tinyints, RecordFieldType.ARRAY.getArrayDataType(bytes), new Object[] {new Object[] {(byte) 1, (byte) -2}}, "[[1,-2]]",
                        "[[1,-2]]"),
                Arguments.of(texts, RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()), new Object[] {1, 2}, "[\"1\",\"2\"]",
                        "[\"1\",\"2\"]"),
                Arguments.of(texts, RecordFieldType.ARRAY.getDataType(), new Object[] {Map.of("x", 1)}, "[\"{\\\"x\\\":1}\"]", "[\"{\"\"x\"\":1}\"]"),
                Arguments.of(texts, string, "[ \"C:\\\\x\", \"\\u00e9\" ]", "[\"C:\\\\x\",\"\u00e9\"]", "[\"C:\\x\",\"\u00e9\"]"),
                Arguments.of(textMap, RecordFieldType.MAP.getMapDataType(RecordFieldType.BOOLEAN.getDataType()), Map.of("active", true),
                        "{\"active\":\"true\"}",
                        "{\"active\":\"true\"}"),
                Arguments.of(Encoding.nested("f", "ARRAY", column("item", "INT")), RecordFieldType.ARRAY.getArrayDataType(string), new Object[] {"1.0", " 7 "},
                        "[1,7]", "[1,7]"),
                Arguments.of(Encoding.nested("f", "MAP", column("key", "VARCHAR"), column("value", "VARBINARY")), RecordFieldType.MAP.getMapDataType(bytes),
                        Map.of("b", new Object[] {(byte) 1}), "! Bytes in a nested value cannot be loaded from JSON", "{\"b\":\"AQ==\"}"),
                Arguments.of(Encoding.nested("f", "ARRAY", column("item", "JSON")), RecordFieldType.ARRAY.getArrayDataType(string), new Object[] {"a"},
                        "[\"a\"]", "! JSON in an array or a map cannot be loaded from CSV"),
                Arguments.of(struct, RecordFieldType.RECORD.getRecordDataType(city.getSchema()), city, "{\"City\":\"Bonn\",\"at\":\"2024-02-29\"}", "!"),
                Arguments.of(struct, RecordFieldType.MAP.getMapDataType(string), Map.of("cITY", "Bonn"), "{\"City\":\"Bonn\"}", "!"),
                Arguments.of(struct, string, "{\"city\":\"Bonn\",\"CITY\":\"Berlin\"}", "! It has several fields for [City] of the STRUCT", "!"),
                Arguments.of(struct, string, "{\"city\":\"Bonn\",\"city\":\"Berlin\"}", "! The text is not JSON: Duplicate field 'city'", "!"));
    }

    @ParameterizedTest
    @MethodSource("nestedByType")
    void valueInsideOfANestedOneIsWrittenByTheTypeOfItsPlace(final TableColumn column, final DataType type, final Object value, final String json,
            final String csv) throws IOException, InvalidRecordException {
        final Record row = Encoding.row(type, value);

        if (json.startsWith("!")) {
            assertThatThrownBy(() -> encode(row, column, LoadFormat.JSON)).isInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining(json.substring(1).strip());
        } else {
            assertThat(encode(row, column, LoadFormat.JSON)).isEqualTo("{\"f\":%s}".formatted(json));
        }
        if (csv.startsWith("!")) {
            assertThatThrownBy(() -> encode(row, column, LoadFormat.CSV)).isInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining(csv.substring(1).strip());
        } else {
            assertThat(encode(row, column, LoadFormat.CSV)).isEqualTo(csv);
        }
    }

    @Test
    void valueThatDoesNotFitInsideIsForTheServerOutsideOfStrictMode() throws IOException, InvalidRecordException {
        final TableColumn tinyints = Encoding.nested("f", "ARRAY", column("item", "TINYINT"));
        final Record row = Encoding.row(RecordFieldType.ARRAY.getDataType(), new Object[] {"x", 300});
        final RowEncoder lenient = RowEncoder.lenient(Encoding.plan(row.getSchema(), LoadFormat.JSON, tinyints), Encoding.UTC);

        assertThat(Encoding.encode(lenient, Encoding.row(row))).isEqualTo("{\"f\":[\"x\",300]}\n");
        assertThatThrownBy(() -> encode(row, tinyints, LoadFormat.JSON)).hasMessageContaining("An element of it holds [x], which is not a valid TINYINT");
    }

    @Test
    void valueThatNoFieldOfAStructTakesIsRefusedUnlessUnknownFieldsAreIgnored() throws IOException, InvalidRecordException {
        final TableColumn struct = Encoding.nested("f", "STRUCT", column("city", "VARCHAR"));
        final Record row = Encoding.row(RecordFieldType.MAP.getMapDataType(RecordFieldType.STRING.getDataType()), Map.of("town", "Bonn"));
        final ColumnRules failing = new ColumnRules(Map.of(), Map.of(), UnknownFields.FAIL, MissingColumns.IGNORE);
        final ColumnPlan plan = ColumnPlan.builder(failing, LoadFormat.JSON).table(Encoding.table(struct)).plan(row.getSchema().getFields());

        assertThatThrownBy(() -> Encoding.encode(plan, row)).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("It has a field [town], but the STRUCT has only [city]");
        assertThat(encode(row, struct, LoadFormat.JSON)).isEqualTo("{\"f\":{}}");
    }

    static Stream<Arguments> nestedNumbersThatFit() {
        final TableColumn ints = Encoding.nested("f", "ARRAY", column("item", "INT"));
        final TableColumn reals = Encoding.nested("f", "STRUCT", column("true", "INT"), column("d", "DOUBLE"), column("j", "JSON"), Encoding.nested("m", "MAP",
                column("key", "VARCHAR"), column("value", "DECIMAL")));
        return Stream.of(
                Arguments.of(ints, "[1.0, 1e2,\"3.0\",null,-5]", "[1,100,3,null,-5]"),
                Arguments.of(reals, "{\"true\":1,\"d\":1.5,\"j\":{\"true\":1.5},\"m\":{\"1.5\":2.5},\"other\":[2.5]}",
                        "{\"true\":1,\"d\":\"1.5\",\"j\":{\"true\":1.5},\"m\":{\"1.5\":\"2.5\"}}"));
    }

    @ParameterizedTest
    @MethodSource("nestedNumbersThatFit")
    void numbersInNestedTextAreWrittenByTheTypesOfTheirPlaces(final TableColumn column, final String json, final String sent)
            throws IOException, InvalidRecordException {
        assertThat(encode(Encoding.row(RecordFieldType.STRING.getDataType(), json), column, LoadFormat.JSON)).isEqualTo("{\"f\":%s}".formatted(sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-inf", "Infinity"})
    void textThatIsNotFiniteIsRefusedInColumnsOfNumbers(final String text) {
        for (final String type : List.of("DOUBLE", "FLOAT", "DECIMAL")) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), text), column("f", type), LoadFormat.JSON))
                    .hasMessageStartingWith(
                            "Field [f] of record 7 cannot be loaded: %s cannot be loaded, because StarRocks has no such number. To load NULL".formatted(text));
        }
    }

    @Test
    void notANumberIsRefusedInEveryColumnOfNumbers() {
        for (final String type : List.of("BOOLEAN", "INT", "DOUBLE", "FLOAT", "DECIMAL", "JSON")) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.DOUBLE.getDataType(), Double.NaN), column("f", type), LoadFormat.JSON))
                    .as(type).hasMessageStartingWith("Field [f] of record 7 cannot be loaded: NaN cannot be loaded, because StarRocks has no such number");
        }
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void aLonePointIsNotRead(final LoadFormat format) {
        for (final String type : List.of("INT", "LARGEINT", "DOUBLE", "FLOAT", "DECIMAL", "BOOLEAN")) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), " -."), column("f", type), format)).as(type)
                    .hasMessageContaining("[ -.] is not a number, but StarRocks would store 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-9223372036854775809", "-1e30"})
    void aNumberBelowBigintIsRefused(final String text) {
        assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), text), column("f", "BIGINT"), LoadFormat.JSON))
                .hasMessageContaining("into a column of type BIGINT, which accepts no number below -9223372036854775808");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4028236e38", "-1e39", "1e308"})
    void aNumberBeyondFloatIsRefused(final String text) {
        for (final Object value : List.of(text, Double.valueOf(text), new BigDecimal(text))) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), value), column("f", "FLOAT"), LoadFormat.CSV))
                    .hasMessageContaining("is beyond the range of FLOAT, and StarRocks would store an infinity. Use a DOUBLE column");
        }
    }

    @ParameterizedTest
    @CsvSource({"12345678.905,12345678.91", "-12345678.905,-12345678.91", "0.004999,0.00", "1.005,1.01", "-0.005,-0.01", "1.0049999999999999999,1.00"})
    void digitsBehindTheScaleAreRoundedHalfAwayFromZero(final String text, final String rounded) throws IOException, InvalidRecordException {
        for (final Object value : List.of(text, new BigDecimal(text))) {
            assertThat(encode(Encoding.row(RecordFieldType.STRING.getDataType(), value), Encoding.decimal("f", 10, 2), LoadFormat.CSV)).isEqualTo(rounded);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"18446744073709551616", "-9223372036854775809", "[0.12345678901234567890]", "{\"a\":[1e400]}"})
    void numbersThatAJsonColumnChangesAreRefused(final String json) {
        for (final LoadFormat format : LoadFormat.values()) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), json), column("f", "JSON"), format))
                    .hasMessageMatching(".*A JSON column changes the digits of the number .*\\. Send it as a JSON string");
        }
    }

    @Test
    void numbersInsideOfMapsThatAJsonColumnChangesAreRefused() {
        final DataType map = RecordFieldType.MAP.getMapDataType(RecordFieldType.STRING.getDataType());
        for (final Number number : List.of(BigInteger.TWO.pow(65), new BigDecimal("1.00000000000000000001"))) {
            assertThatThrownBy(() -> encode(Encoding.row(map, Map.of("a", number)), column("f", "JSON"), LoadFormat.JSON))
                    .hasMessageContaining("A JSON column changes the digits of the number " + number);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "-0.5e3", " false"})
    void scalarsOfAJsonColumnAreRefusedInCsv(final String json) {
        assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), json), column("f", "JSON"), LoadFormat.CSV))
                .hasMessageContaining("would become a string, because CSV carries only objects, arrays and strings into JSON columns; choose JSON");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void jsonNullIsNull(final LoadFormat format) throws IOException, InvalidRecordException {
        assertThat(encode(Encoding.row(RecordFieldType.STRING.getDataType(), " null"), column("f", "JSON"), format)).isEqualTo(format == LoadFormat.CSV
                ? "\\N"
                : "{\"f\":null}");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void jsonWithAnEscapedHalfOfAPairIsRefused(final LoadFormat format) {
        assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), "{\"a\":\"\\ud83d\"}"), column("f", "JSON"), format))
                .hasMessageContaining("an escape of an unpaired surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"06/12/28", "240229", "2024-02-29 10:11:12 CET", "2024-02-29 24:00:00"})
    void textThatABackendMayTakeForAnotherDateIsRefused(final String text) {
        for (final String type : List.of("DATE", "DATETIME")) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), text), column("f", type), LoadFormat.CSV))
                    .hasMessageContaining("[%s] cannot be loaded into a column of type %s: StarRocks could convert it to another date", text, type);
        }
    }

    @ParameterizedTest
    @CsvSource({"1711011200,from_unixtime(x)", "1711011200000,from_unixtime_ms(x)", "1711011200000000,microseconds_add(from_unixtime(x DIV 1000000)",
            "1711011200000000000,microseconds_add(from_unixtime(x DIV 1000000000)", "-86400,'seconds_add(''1970-01-01'', x)'",
            "-1711011200000,'seconds_add(''1970-01-01'', x DIV 1000)'"})
    void theAdviceForEpochNumbersNamesUnitAndFunction(final long number, final String function) {
        for (final Object value : List.of(number, BigInteger.valueOf(number), BigDecimal.valueOf(number))) {
            assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.LONG.getDataType(), value), column("f", "DATETIME"), LoadFormat.JSON))
                    .hasMessageContaining("only the numbers yyyyMMdd and yyyyMMddHHmmss are dates. If it counts ").hasMessageContaining(function);
        }
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void textInsideOfNestedValuesIsCheckedForItsLength(final LoadFormat format) {
        final TableColumn column = Encoding.nested("f", "ARRAY", Encoding.varchar("item", 3));

        assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), "[\"abcd\"]"), column, format))
                .hasMessageContaining("An element of it holds [abcd], but VARCHAR(3) accepts at most 3 bytes");
    }

    @Test
    void textInsideOfNestedValuesOfCsvIsCheckedOutsideOfStrictModeToo() throws InvalidRecordException {
        final TableColumn column = Encoding.nested("f", "MAP", Encoding.varchar("key", 3), column("value", "INT"));
        final Record row = Encoding.row(RecordFieldType.STRING.getDataType(), "{\"abcd\":1}");
        final RowEncoder lenient = RowEncoder.lenient(Encoding.plan(row.getSchema(), LoadFormat.CSV, column), Encoding.UTC);

        assertThatThrownBy(() -> Encoding.encode(lenient, Encoding.row(row))).hasMessageContaining("A key of it holds [abcd], but VARCHAR(3)");
    }

    @Test
    void aFieldOfAStructWhoseNameHasEscapesIsRefused() {
        final TableColumn struct = Encoding.nested("f", "STRUCT", column("a\"b", "INT"));
        final Record row = Encoding.row(RecordFieldType.STRING.getDataType(), "{\"a\\\"b\":1}");

        assertThatThrownBy(() -> encode(row, struct, LoadFormat.JSON)).hasMessageContaining("StarRocks does not find the field [a\"b] of a STRUCT in JSON");
    }

    @Test
    void emptyTextForADateIsNull() throws IOException, InvalidRecordException {
        assertThat(encode(Encoding.row(RecordFieldType.DATE.getDataType(), ""), column("f", "DATE"), LoadFormat.JSON)).isEqualTo("{\"f\":null}");
    }

    @Test
    void emptyBytesAreNotNull() throws IOException, InvalidRecordException {
        assertThat(encode(Encoding.row(RecordFieldType.STRING.getDataType(), ""), column("f", "VARBINARY"), LoadFormat.JSON)).isEqualTo("{\"__src_f\":\"\"}");
        final RecordSchema two = Encoding.schema(Encoding.field("f", RecordFieldType.STRING), Encoding.field("g", RecordFieldType.STRING));
        assertThat(Encoding.encode(Encoding.plan(two, LoadFormat.CSV, column("f", "VARBINARY"), column("g", "VARBINARY")), Encoding.row(two, "", "")))
                .isEqualTo("\u001f\u0001\u0017");
    }

    @Test
    void keysOfMapsInCsvAreQuotedUnlessTheyAreNumbers() throws IOException, InvalidRecordException {
        final Record row = Encoding.row(RecordFieldType.MAP.getMapDataType(RecordFieldType.STRING.getDataType()), Map.of("1", "a\"b"));

        assertThat(encode(row, Encoding.nested("f", "MAP", column("k", "INT"), column("v", "VARCHAR")), LoadFormat.CSV)).isEqualTo("{1:\"a\"\"b\"}");
        assertThat(encode(row, Encoding.nested("f", "MAP", column("k", "VARCHAR"), column("v", "VARCHAR")), LoadFormat.CSV))
                .isEqualTo("{\"1\":\"a\"\"b\"}");
    }

    @Test
    void mapOfArraysInCsvIsRefused() {
        final DataType type = RecordFieldType.MAP.getMapDataType(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()));

        assertThatThrownBy(() -> encode(Encoding.row(type, Map.of("a", new Object[] {1, 2})), column("f", "MAP"), LoadFormat.CSV)).hasMessageContaining(
                "A map of arrays cannot be loaded from CSV; choose JSON");
    }

    @Test
    void jsonTextForAnArrayColumnMustBeAnArray() {
        assertThatThrownBy(() -> encode(Encoding.row(RecordFieldType.STRING.getDataType(), "{}"), column("f", "ARRAY"), LoadFormat.JSON))
                .hasMessageContaining("The text is not a JSON array");
    }

    @Test
    void bytesInsideOfNestedValuesAreBase64InCsvAndRefusedInJson() throws IOException, InvalidRecordException {
        final DataType bytes = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
        final Record row = Encoding.row(RecordFieldType.ARRAY.getArrayDataType(bytes), new Object[] {new byte[] {1, -1}, null, new Object[] {(byte) 2}});
        final TableColumn column = Encoding.nested("f", "ARRAY", column("item", "VARBINARY"));

        assertThat(encode(row, column, LoadFormat.CSV)).isEqualTo("[\"Af8=\",null,\"Ag==\"]");
        assertThatThrownBy(() -> encode(row, column, LoadFormat.JSON))
                .hasMessageContaining("Bytes in a nested value cannot be loaded from JSON; choose CSV");
    }

    @Test
    void textInsideOfNestedValuesReachesBinaryElementsAsItsUtf8() throws IOException, InvalidRecordException {
        final Record row = Encoding.row(RecordFieldType.MAP.getMapDataType(RecordFieldType.STRING.getDataType()), Map.of("abcd", "abcd"));
        final TableColumn column = Encoding.nested("f", "MAP", column("key", "VARCHAR"), column("value", "VARBINARY"));

        assertThat(encode(row, column, LoadFormat.CSV)).isEqualTo("{\"abcd\":\"YWJjZA==\"}");
        assertThat(encode(row, column, LoadFormat.JSON)).isEqualTo("{\"f\":{\"abcd\":\"abcd\"}}");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void charTakesNoNulAndVarcharDoes(final LoadFormat format) throws IOException, InvalidRecordException {
        final Record row = Encoding.row(RecordFieldType.STRING.getDataType(), "a\0b");

        assertThatThrownBy(() -> encode(row, column("f", "CHAR"), format)).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("at which a CHAR column ends");
        assertThat(encode(row, column("f", "VARCHAR"), format)).isEqualTo(format == LoadFormat.CSV ? "a\0b" : "{\"f\":\"a\\u0000b\"}");
    }

    @Property(tries = 300)
    void everyTextReachesABinaryColumnAsItsUtf8(@ForAll final String text) throws IOException, InvalidRecordException {
        final Record row = Encoding.row(RecordFieldType.STRING.getDataType(), text);
        if (Utf8.length(text) < 0) {
            assertThatThrownBy(() -> encode(row, column("f", "VARBINARY"), LoadFormat.JSON)).hasMessageContaining("unpaired surrogate");
        } else {
            final String json = encode(row, column("f", "VARBINARY"), LoadFormat.JSON);
            assertThat(HexFormat.of().parseHex(json.substring("{'__src_f':'".length(), json.length() - 2)))
                    .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String encode(final Record row, final TableColumn column, final LoadFormat format) throws IOException, InvalidRecordException {
        final String line = Encoding.encode(row, column, format);
        final String end = switch (format) {
            case JSON -> "\n";
            case CSV -> "\u0017";
        };
        assertThat(line).endsWith(end);
        return line.substring(0, line.length() - end.length());
    }
}
