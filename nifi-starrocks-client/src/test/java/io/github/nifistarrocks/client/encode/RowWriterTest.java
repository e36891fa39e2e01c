package io.github.nifistarrocks.client.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RowWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void jsonRowHoldsEveryKindOfValue() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
        writeOneOfEach(writer);

        assertThat(text(writer))
                .isEqualTo("{\"a\":null,\"b\":true,\"c\":-42,\"d\":1.5,\"e\":1.0E300,\"f\":\"0.00000001\",\"g\":\"170141183460469231731687303715884105727\","
                        + "\"h\":\"0099-02-03\",\"i\":\"2024-12-31 23:59:58.000120\",\"j\":\"x\"}\n");
        assertThat(writer.rows()).isEqualTo(1);
    }

    @Test
    void csvRowHoldsEveryKindOfValue() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 10);
        writeOneOfEach(writer);

        assertThat(csv(writer))
                .isEqualTo("\\N|true|-42|1.5|1.0E300|0.00000001|170141183460469231731687303715884105727|0099-02-03|2024-12-31 23:59:58.000120|x\n");
    }

    private static void writeOneOfEach(final RowWriter writer) throws IOException {
        writer.beginRow();
        writer.writeNull();
        writer.writeBoolean(true);
        writer.writeLong(-42);
        writer.writeFloat(1.5f);
        writer.writeDouble(1e300);
        writer.writeDecimal(new BigDecimal("1E-8"));
        writer.writeBigInteger(BigInteger.TWO.pow(127).subtract(BigInteger.ONE));
        writer.writeDate(LocalDate.of(99, 2, 3));
        writer.writeDateTime(LocalDateTime.of(2024, 12, 31, 23, 59, 58, 120_999));
        writer.writeString("x");
        writer.endRow();
    }

    @Test
    void timeWithoutFractionHasNone() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();
        writer.writeDateTime(LocalDateTime.of(2024, 1, 2, 0, 0));
        writer.endRow();

        assertThat(csv(writer)).isEqualTo("2024-01-02 00:00:00\n");
    }

    @Property
    void everyLongIsWrittenAsItsDigits(@ForAll final long value) throws IOException {
        out.reset();
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();
        writer.writeLong(value);
        writer.endRow();

        assertThat(csv(writer)).isEqualTo(value + "\n");
    }

    @Property
    void everyTextAndKeyComesBackFromJson(@ForAll final String key, @ForAll @Size(max = 20) final List<String> values) throws IOException {
        out.reset();
        final List<String> texts = values.stream().map(RowWriterTest::whole).toList();
        final RowWriter writer = RowWriter.json(out, List.of(whole(key)));
        for (final String text : texts) {
            writer.beginRow();
            writer.writeString(text);
            writer.endRow();
        }
        writer.flush();

        final List<String> back = new ArrayList<>();
        for (final JsonNode row : JSON.readerFor(JsonNode.class).<JsonNode>readValues(out.toByteArray()).readAll()) {
            back.add(row.path(whole(key)).asText());
        }
        assertThat(back).isEqualTo(texts);
    }

    @Test
    void textLongerThanTheBufferIsWrittenWhole() throws IOException {
        final String text = "aé€😀\"\n".repeat(50_000);
        final RowWriter writer = RowWriter.json(out, List.of("k"));
        writer.beginRow();
        writer.writeString(text);
        writer.endRow();
        writer.flush();

        assertThat(JSON.readTree(out.toByteArray()).path("k").asText()).isEqualTo(text);
        assertThat(writer.bytes()).isEqualTo(out.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u001f\"", "\ud83d\ude00", "x\ud83d\ude00", "\u20ac\\"})
    void textOfMuchLongerBytesIsWrittenWhole(final String part) throws IOException {
        final String text = part.repeat(100_000);
        final RowWriter writer = RowWriter.json(out, List.of("k"));
        writer.beginRow();
        writer.beginJsonText();
        writer.writeString(text);
        writer.endJsonText();
        writer.endRow();
        writer.flush();

        assertThat(JSON.readTree(JSON.readTree(out.toByteArray()).path("k").textValue()).textValue()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0001b", "\u0001a\u001f", "a\nb", "a\r\n", "a\u001e\n", "\n", "say \"hi\"", "\"", "^", "\"^\"", "\\n", " a "})
    void csvTextStandsAsItIs(final String text) throws IOException {
        final RowWriter writer = RowWriter.csv(out, 2);
        writer.beginRow();
        writer.writeString(text);
        writer.writeString(text);
        writer.endRow();

        assertThat(text(writer)).isEqualTo(text + "\u001f\u0001" + text + "\u0017");
    }

    @ParameterizedTest
    @CsvSource({"\\37\\1, fields", "\\27, rows"})
    void csvRefusesTextWithASeparatorAlsoInsideOfValues(final String separator, final String separated) throws IOException {
        final String text = "a" + separator.translateEscapes() + "b";
        final RowWriter writer = RowWriter.csv(out, 2);
        writer.beginRow();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeString(text)).withMessageContaining(separated)
                .withMessageEndingWith("use JSON");
        writer.beginRow();
        writer.beginArray();
        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeString(text)).withMessageContaining(separated);
    }

    @Property
    void everyCsvTextComesBackByItsSeparatorsOrIsRefused(
            @ForAll @Size(min = 2, max = 5) final List<@StringLength(max = 6) @Chars({'\u001f', '\u0001', '\u0017', '\n', '"', 'x'}) String> values)
            throws IOException {
        out.reset();
        final RowWriter writer = RowWriter.csv(out, values.size());
        writer.beginRow();
        try {
            for (final String value : values) {
                writer.writeString(value);
            }
        } catch (UnencodableValueException e) {
            assertThat(values).as("with a separator").anyMatch(value -> value.contains("\u001f\u0001") || value.contains("\u0017"));
            return;
        }
        writer.endRow();

        final String row = text(writer);
        assertThat(row.indexOf('\u0017')).as("end of the first row").isEqualTo(row.length() - 1);
        assertThat(row.substring(0, row.length() - 1).split(Pattern.quote("\u001f\u0001"), -1)).containsExactlyElementsOf(values);
    }

    @Test
    void csvRefusesARowThatWouldBeAnEmptyLine() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeString("")).withMessageEndingWith("use JSON");
    }

    @Test
    void csvRefusesTheTextThatMeansNull() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeString("\\N")).withMessageContaining("use JSON");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numberThatIsNoneIsRefused(final double value) throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b"));
        writer.beginRow();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeDouble(value));
        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeFloat((float) value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00b", "\ud800\ud800", "\ud83d"})
    void halfASurrogatePairIsRefused(final String text) throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a"));
        writer.beginRow();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeString(text));
    }

    @Test
    void yearThatTheServerDoesNotKnowIsRefused() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b"));
        writer.beginRow();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeDate(LocalDate.of(10_000, 1, 1)));
        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeDateTime(LocalDateTime.of(-1, 1, 1, 0, 0)));
    }

    @Test
    void rowWithAMissingColumnIsAMistake() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b"));
        writer.beginRow();
        writer.writeNull();

        assertThatIllegalStateException().isThrownBy(writer::endRow);
    }

    @Test
    void nestedValuesOfJsonHaveTheirCommasKeysAndQuotes() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b"));
        writer.beginRow();
        writeOneOfEachInside(writer);
        writer.beginObject();
        writer.endObject();
        writer.endRow();

        assertThat(text(writer)).isEqualTo("{\"a\":{\"k\\\"\":[null,true,-1,1.5,\"0.1\",\"7\",\"2024-01-02\",\"2024-01-02 03:04:05\",\"x\\n\",[],[1]],"
                + "\"5\":{},\"2024-01-02\":\"v\"},\"b\":{}}\n");
    }

    @Test
    void jsonValueHasNumbersOfAnySize() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b"));
        writer.beginRow();
        writer.beginJson();
        writeOneOfEachInside(writer);
        writer.endJson();
        writer.writeDecimal(new BigDecimal("0.1"));
        writer.endRow();

        assertThat(text(writer)).startsWith("{\"a\":{\"k\\\"\":[null,true,-1,1.5,0.1,7,\"2024-01-02\",").endsWith(",\"b\":\"0.1\"}\n");
    }

    @Test
    void jsonTextIsEscapedOnceForEachStringAroundIt() throws IOException {
        final RowWriter json = RowWriter.json(out, List.of("a"));
        json.beginRow();
        writeTextOfJson(json);
        json.endRow();
        final String inJson = text(json);
        out.reset();
        final RowWriter csv = RowWriter.csv(out, 2);
        csv.beginRow();
        writeTextOfJson(csv);
        csv.beginArray();
        writeTextOfJson(csv);
        csv.writeString("\"^");
        csv.endArray();
        csv.endRow();

        assertThat(JSON.readTree(JSON.readTree(inJson).path("a").textValue()).toString()).isEqualTo("{\"k\\\"\\\\^\":[\"\\u0001\",1]}");
        assertThat(csv(csv)).isEqualTo(
                "{\"k\\\"\\\\^\":[\"\\u0001\",1]}|[\"{\"\"k\\\"\"\\\\^\"\":[\"\"\\u0001\"\",1]}\",\"\"\"^\"]\n");
    }

    @Test
    void literalsOfCsvHaveQuotesAroundStrings() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 4);
        writer.beginRow();
        writer.beginArray();
        writer.writeLong(1);
        writer.writeNull();
        writer.endArray();
        writer.beginArray();
        writer.writeDecimal(BigDecimal.ONE);
        writer.writeDate(LocalDate.of(2024, 1, 2));
        writer.endArray();
        writer.beginObject();
        writer.beginKey();
        writer.writeLong(1);
        writer.endKey();
        writer.writeString("a\"b");
        writer.endObject();
        writer.writeLong(4);
        writer.endRow();

        assertThat(csv(writer)).isEqualTo("[1,null]|[1,\"2024-01-02\"]|{1:\"a\"\"b\"}|4\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 65_530, 65_536, 200_000})
    void literalOfAnyLengthIsWrittenWhole(final int length) throws IOException {
        final RowWriter writer = RowWriter.csv(out, 2);
        writer.beginRow();
        writer.writeString("x".repeat(500));
        writer.beginArray();
        for (int i = 0; i < length; i++) {
            writer.writeLong(7);
        }
        writer.writeString("y");
        writer.endArray();
        writer.endRow();

        assertThat(csv(writer)).isEqualTo("x".repeat(500) + "|[" + "7,".repeat(length) + "\"y\"]\n");
        assertThat(writer.bytes()).isEqualTo(out.size());
    }

    @Test
    void rowAfterOneThatFailedInsideOfAValueIsWhole() throws IOException {
        for (final RowWriter writer : List.of(RowWriter.json(out, List.of("a")), RowWriter.csv(out, 1))) {
            writer.beginRow();
            writer.beginArray();
            writer.beginJsonText();
            assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(() -> writer.writeDouble(Double.NaN));
            writer.flush();
            out.reset();
            writer.beginRow();
            writer.beginArray();
            writer.writeString("x");
            writer.endArray();
            writer.endRow();

            assertThat(csv(writer)).isIn("{\"a\":[\"x\"]}\n", "[\"x\"]\n");
            out.reset();
        }
    }

    @Test
    void valueThatHasNotEndedIsAMistake() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();
        writer.beginArray();

        assertThatIllegalStateException().isThrownBy(writer::endRow);
    }

    @Test
    void keyThatIsNoSingleValueIsRefused() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a"));
        writer.beginRow();
        writer.beginObject();
        writer.beginKey();

        assertThatExceptionOfType(UnencodableValueException.class).isThrownBy(writer::beginArray);
    }

    @Test
    void jsonTextOfOneValueStandsAlone() throws IOException {
        assertThat(RowWriter.jsonText(RowWriterTest::writeOneOfEachInside)).startsWith("{\"k\\\"\":[null,true,").endsWith(",\"2024-01-02\":\"v\"}");
    }

    private static void writeOneOfEachInside(final RowWriter writer) throws IOException {
        writer.beginObject();
        writer.writeKey("k\"");
        writer.beginArray();
        writer.writeNull();
        writer.writeBoolean(true);
        writer.writeLong(-1);
        writer.writeDouble(1.5);
        writer.writeDecimal(new BigDecimal("0.1"));
        writer.writeBigInteger(BigInteger.valueOf(7));
        writer.writeDate(LocalDate.of(2024, 1, 2));
        writer.writeDateTime(LocalDateTime.of(2024, 1, 2, 3, 4, 5));
        writer.writeString("x\n");
        writer.beginArray();
        writer.endArray();
        writer.beginArray();
        writer.writeLong(1);
        writer.endArray();
        writer.endArray();
        writer.beginKey();
        writer.writeLong(5);
        writer.endKey();
        writer.beginObject();
        writer.endObject();
        writer.beginKey();
        writer.writeDate(LocalDate.of(2024, 1, 2));
        writer.endKey();
        writer.writeString("v");
        writer.endObject();
    }

    private static void writeTextOfJson(final RowWriter writer) throws IOException {
        writer.beginJsonText();
        writer.beginObject();
        writer.writeKey("k\"\\^");
        writer.beginArray();
        writer.writeString("\u0001");
        writer.writeDecimal(BigDecimal.ONE);
        writer.endArray();
        writer.endObject();
        writer.endJsonText();
    }

    private String text(final RowWriter writer) throws IOException {
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** With readable separators. */
    private String csv(final RowWriter writer) throws IOException {
        return text(writer).replace("\u001f\u0001", "|").replace("\u0017", "\n");
    }

    /** Without unpaired surrogates, which jqwik likes. */
    private static String whole(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
