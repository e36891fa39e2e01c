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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

        assertThat(text(writer).replace('\u0001', '|'))
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

        assertThat(text(writer)).isEqualTo("2024-01-02 00:00:00\n");
    }

    @Property
    void everyLongIsWrittenAsItsDigits(@ForAll final long value) throws IOException {
        out.reset();
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();
        writer.writeLong(value);
        writer.endRow();

        assertThat(text(writer)).isEqualTo(value + "\n");
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
    @ValueSource(strings = {"a\u0001b", "a\nb", "a\rb", "a\"b", "\"", "\n", "a^b", "^", "\"^\""})
    void csvTextThatWouldBreakTheRowIsQuoted(final String text) throws IOException {
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();
        writer.writeString(text);
        writer.endRow();

        assertThat(text(writer)).isEqualTo("\"" + text.replace("^", "^^").replace("\"", "^\"") + "\"\n");
    }

    @Test
    void csvRowOfOneEmptyTextIsNoEmptyLine() throws IOException {
        final RowWriter writer = RowWriter.csv(out, 1);
        writer.beginRow();
        writer.writeString("");
        writer.endRow();

        assertThat(text(writer)).isEqualTo("\"\"\n");
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
    void rowWithAColumnLeftOutIsAMistake() throws IOException {
        final RowWriter writer = RowWriter.json(out, List.of("a", "b"));
        writer.beginRow();
        writer.writeNull();

        assertThatIllegalStateException().isThrownBy(writer::endRow);
    }

    private String text(final RowWriter writer) throws IOException {
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Without unpaired surrogates, which jqwik likes. */
    private static String whole(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
