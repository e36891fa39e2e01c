package io.github.nifistarrocks.emulator.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Values of all types through the two formats. */
class TypesOverHttpTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String JSON = "format: json";
    private static final String PIPE = "column_separator: |";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"LARGEINT|-170141183460469231731687303715884105728", "LARGEINT|170141183460469231731687303715884105727",
            "DECIMAL(38,10)|-1234567890123456789012345678.0123456789"})
    void numbersAreExactInBothFormats(final String type, final BigDecimal number) throws IOException {
        final String table = table("v " + type);
        load(table, "1|" + number.toPlainString() + "\n", PIPE);
        load(table, "{\"k\":2,\"v\":\"%s\"}".formatted(number.toPlainString()), JSON);

        assertThat(CLUSTER.query("select v from " + table + " order by k")).extracting(row -> row.getFirst().toString())
                .containsExactly(number.toPlainString(), number.toPlainString());
    }

    @Test
    void decimalsOfMoreThan38DigitsAreLoadedFromJsonOnly() throws IOException {
        final String table = table("v DECIMAL(76,10)");
        final String number = "123456789012345678901234567890123456789012345678901234567890123456.0123456789";

        assertThat(load(table, "1|1\n", PIPE).path("Message").asText()).startsWith("Unsupported CSV type DECIMAL256(76, 10)");
        load(table, "{\"k\":2,\"v\":\"%s\"}".formatted(number), JSON);
        assertThat(CLUSTER.query("select v from " + table)).extracting(row -> row.getFirst().toString()).containsExactly(number);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {"inf|Infinity", "-inf|-Infinity", "nan|NaN", "1e39|Infinity"})
    void floatsMayBeInfinite(final String text, final float expected) throws IOException {
        final String table = table("v FLOAT, d DOUBLE, a ARRAY<FLOAT>");
        load(table, "1|%s|%s|[%s]\n".formatted(text, expected, text), PIPE, "strict_mode: true");

        assertThat(CLUSTER.query("select v, d, a from " + table)).containsExactly(List.of(expected, (double) expected, "[\"%s\"]".formatted(expected)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"170141183460469231731687303715884105728", "-170141183460469231731687303715884105729"})
    void largeIntEndsAtItsBounds(final String text) throws IOException {
        final String table = table("v LARGEINT");
        assertThat(load(table, "1|" + text + "\n", PIPE, "strict_mode: true").path("NumberFilteredRows").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, -Double.MIN_NORMAL / 3, Double.MAX_VALUE, 0.1, 1e-300})
    void doublesAreExactInBothFormats(final double number) throws IOException {
        final String table = table("v DOUBLE");
        load(table, "1|" + number + "\n", PIPE);
        load(table, "{\"k\":2,\"v\":%s}".formatted(number), JSON);

        assertThat(CLUSTER.query("select v from " + table)).containsExactly(List.of(number), List.of(number));
    }

    /** Its usual spelling is a little more than it, which JSON refuses. */
    @Test
    void largestFloatOfJsonHasToBeWrittenBelowIt() throws IOException {
        final String table = table("v FLOAT");
        load(table, "{\"k\":1,\"v\":3.4028235E38}{\"k\":2,\"v\":3.4028234E38}", JSON);

        assertThat(CLUSTER.query("select v from " + table + " order by k")).containsExactly(Arrays.asList((Object) null), List.of(Float.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_VALUE, Float.MIN_NORMAL / 3, -3.4028233E38f, 0.1f})
    void floatsAreExactInBothFormats(final float number) throws IOException {
        final String table = table("v FLOAT");
        load(table, "1|" + number + "\n", PIPE);
        load(table, "{\"k\":2,\"v\":%s}".formatted(number), JSON);

        assertThat(CLUSTER.query("select v from " + table)).containsExactly(List.of(number), List.of(number));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0',
            value = {"ARRAY<TINYINT>|[1,300,\"x\"]|[1,null,null]", "ARRAY<VARCHAR(3)>|[\"abcd\",\"abc\"]|[null,\"abc\"]",
                    "MAP<INT,DATE>|{\"1\":\"soon\"}|{\"1\":null}"})
    void whatDoesNotFitInsideOfANestedValueBecomesNullInJsonAlsoInStrictMode(final String type, final String json, final String kept) throws IOException {
        final String table = table("v " + type);
        final JsonNode reply = load(table, "{\"k\":1,\"v\":%s}".formatted(json), JSON, "strict_mode: true");

        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(1);
        assertThat(CLUSTER.query("select v from " + table).getFirst().getFirst()).hasToString(kept);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '\0', value = {"ARRAY<TINYINT>;[1,300]", "ARRAY<DATE>;[2026-01-02]", "ARRAY<VARCHAR(9)>;[\"a\", \"b\"]",
            "ARRAY<JSON>;[1]", "MAP<INT,ARRAY<INT>>;{1:[2,3]}"})
    void literalOfCsvThatDoesNotFitIsRefusedInStrictMode(final String type, final String literal) throws IOException {
        final String table = table("v " + type);

        assertThat(load(table, "1|" + literal + "\n", PIPE, "strict_mode: true").path("NumberFilteredRows").asInt()).isEqualTo(1);
    }

    @Test
    void lengthsWithinAnArrayOfCsvAreNotChecked() throws IOException {
        final String table = table("v ARRAY<VARCHAR(3)>");
        load(table, "1|[\"abcd\"]\n", PIPE, "strict_mode: true");

        assertThat(CLUSTER.query("select v from " + table)).containsExactly(List.of("[\"abcd\"]"));
    }

    @Test
    void booleansComeAsTextAndNumbers() throws IOException {
        final String table = table("v BOOLEAN");
        load(table, "1|TRUE\n2|false\n3|1\n4|0\n5|-7\n", PIPE);
        load(table, "{\"k\":6,\"v\":true}{\"k\":7,\"v\":0}{\"k\":8,\"v\":\"true\"}", JSON);

        assertThat(CLUSTER.query("select v from " + table + " order by k")).extracting(List::getFirst)
                .containsExactly(true, false, true, false, true, true, false, true);
    }

    @Test
    void binariesAreBase64InCsvAndTextInJson() throws IOException {
        final String table = table("v VARBINARY");
        load(table, "1|AP8=\n2|not base64!\n", PIPE);
        load(table, "{\"k\":3,\"v\":\"AP8=\"}", JSON);
        load(table, "{\"k\":4,\"tmp\":\"AP8=\"}", JSON, "columns: k, tmp, v=to_binary(tmp,'encode64')");
        load(table, "5|00ff\n", PIPE, "columns: k, tmp, v=to_binary(tmp)");
        load(table, "6|äö\n", PIPE, "columns: k, tmp, v=to_binary(tmp,'utf8')");

        final byte[] bytes = {0, (byte) 0xff};
        assertThat(CLUSTER.query("select v from " + table + " order by k")).extracting(List::getFirst).containsExactly(bytes, utf8("not base64!"), utf8("AP8="),
                bytes, bytes, utf8("äö"));
    }

    @Test
    void bitmapsAndSketchesAreMadeByFunctionsAndCanBeRead() throws IOException {
        final String database = CLUSTER.newDatabase();
        final String table = database + "."
                + CLUSTER.newTable(database, "CREATE TABLE {table} (k INT, b BITMAP BITMAP_UNION, h HLL HLL_UNION) AGGREGATE KEY(k) "
                        + "DISTRIBUTED BY HASH(k) BUCKETS 2");
        load(table, "1|7\n1|3\n1|7\n2|1\n", PIPE, "columns: k, x, b=to_bitmap(x), h=hll_hash(x)");
        load(table, "3|1, 9,5\n", PIPE, "columns: k, x, b=bitmap_from_string(x), h=hll_empty()");

        assertThat(CLUSTER.query("select bitmap_to_string(b), bitmap_count(b), hll_cardinality(h) from " + table + " order by k"))
                .containsExactly(List.of("3,7", 2L, 2L), List.of("1", 1L, 1L), List.of("1,5,9", 3L, 0L));
    }

    @Test
    void nestedValuesOfCsvHaveDoubledQuotes() throws IOException {
        final String table = table("a ARRAY<STRING>, n ARRAY<ARRAY<INT>>, m MAP<INT,STRING>");
        final JsonNode reply = load(table, "1|[\"a \"\"q\"\" b\",null,\"back\\\\slash, [x]\"]|[[1,2],[],null]|{1:\"a:b\",2:null}\n2|[]|[]|{}\n", PIPE,
                "strict_mode: true");

        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(2);
        assertThat(CLUSTER.query("select a, n, m from " + table + " where k = 1"))
                .containsExactly(List.of("[\"a \\\"q\\\" b\",null,\"back\\\\\\\\slash, [x]\"]", "[[1,2],[],null]", "{\"1\":\"a:b\",\"2\":null}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a]", "[\"a\\\"b\"]", "[\"a\"", "\"a\""})
    void textOfAnArrayThatIsNotQuotedSoIsRefused(final String text) throws IOException {
        final String table = table("a ARRAY<STRING>");
        assertThat(load(table, "1|" + text + "\n", PIPE, "strict_mode: true").path("NumberFilteredRows").asInt()).isEqualTo(1);
    }

    @Test
    void structsAreLoadedFromJsonOnly() throws IOException {
        final String table = table("s STRUCT<a INT, b STRING>");
        assertThat(load(table, "1|{\"a\":1}\n", PIPE).path("Message").asText()).startsWith("Unsupported CSV type STRUCT{");
        assertThat(load(table, "{\"k\":1,\"s\":{\"b\":\"x\",\"a\":1}}", JSON).path("Status").asText()).isEqualTo("Success");
        assertThat(CLUSTER.query("select s from " + table)).containsExactly(List.of("{\"a\":1,\"b\":\"x\"}"));
    }

    @Test
    void jsonValuesKeepTheirKind() throws IOException {
        final String table = table("j JSON");
        load(table, "{\"k\":1,\"j\":{\"a\":[1,2.50]}}{\"k\":2,\"j\":\"{\\\"a\\\":1}\"}{\"k\":3,\"j\":7}{\"k\":4,\"j\":null}", JSON);
        load(table, "5|{\"a\": 1}\n", PIPE, "columns: k, x, j=parse_json(x)");

        assertThat(CLUSTER.query("select j from " + table + " order by k")).containsExactly(List.of("{\"a\": [1, 2.5]}"), List.of("\"{\\\"a\\\":1}\""),
                List.of("7"), Arrays.asList((Object) null), List.of("{\"a\": 1}"));
    }

    @Test
    void textsMayHoldAnyCharacter() throws IOException {
        final String table = table("v STRING");
        final String text = "a\u0000b|\n\"\\\uD83D\uDE80'";
        load(table, "1|\"%s\"\n".formatted(text.replace("\\", "\\\\").replace("\"", "\"\"")), PIPE, "enclose: \"", "escape: \\");
        load(table, "2\u0001%s\u0002".formatted(text), "column_separator: \\x01", "row_delimiter: \\x02");
        load(table, "{\"k\":3,\"v\":\"a\\u0000b|\\n\\\"\\\\\\uD83D\\uDE80'\"}", JSON);

        assertThat(CLUSTER.query("select v from " + table)).containsExactly(List.of(text), List.of(text), List.of(text));
    }

    @Test
    void datesBeforeTheCalendarChangedStayAsTheyAre() throws IOException {
        final String table = table("d DATE, t DATETIME");
        CLUSTER.execute("INSERT INTO %s VALUES (1, '1500-03-01', '0001-01-02 03:04:05.000006'), (2, DATE '1500-03-01', TIMESTAMP '1500-03-01 00:00:00')"
                .formatted(table));
        load(table, "3|1582-10-10|0001-01-01T00:00\n4|9999-12-31|9999-12-31 23:59:59.999999\n", PIPE);

        assertThat(CLUSTER.query("select d, t from " + table + " order by k")).containsExactly(
                List.of(LocalDate.of(1500, 3, 1), LocalDateTime.of(1, 1, 2, 3, 4, 5, 6000)),
                List.of(LocalDate.of(1500, 3, 1), LocalDateTime.of(1500, 3, 1, 0, 0)),
                List.of(LocalDate.of(1582, 10, 10), LocalDateTime.of(1, 1, 1, 0, 0)),
                List.of(LocalDate.of(9999, 12, 31), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000)));
    }

    private static String table(final String columns) {
        final String database = CLUSTER.newDatabase();
        return database + "." + CLUSTER.newTable(database, "CREATE TABLE {table} (k INT, %s) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1"
                .formatted(columns));
    }

    private static JsonNode load(final String table, final String body, final String... headers) throws IOException {
        return WireClient.of(CLUSTER.emulator()).as(CLUSTER.user() + ":" + CLUSTER.password()).load(table, utf8(body), headers);
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
