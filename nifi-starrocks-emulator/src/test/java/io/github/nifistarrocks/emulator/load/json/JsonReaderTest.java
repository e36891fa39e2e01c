package io.github.nifistarrocks.emulator.load.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.json.column.JsonColumn;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.RowSink;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonReaderTest {

    private static final JsonFields FIELDS = new JsonFields(
            List.of(new JsonColumn("k", ColumnType.string()), new JsonColumn("v", ColumnType.string())), false);

    private final List<String> rows = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    @Test
    void objectsMayFollowEachOtherWithOrWithoutNewlines() throws Exception {
        read("{\"k\":1}{\"k\":2}\n{\"k\":3}");

        assertThat(rows).containsExactly("1/null", "2/null", "3/null");
    }

    @Test
    void itemsOfAnArrayAreRowsWhenItIsStripped() throws Exception {
        read("[{\"k\":1,\"v\":\"a\"},{\"v\":\"b\",\"k\":2}]", "strip_outer_array", "true");

        assertThat(rows).containsExactly("1/a", "2/b");
    }

    @Test
    void rootIsFoundBelowOtherFields() throws Exception {
        read("{\"x\":{\"data\":1},\"a\":{\"b\":[{\"k\":1},{\"k\":2}],\"c\":0}}", "strip_outer_array", "true", "json_root", "$.a.b");
        read("{\"a\":[{\"k\":7},{\"k\":8}]}", "json_root", "$.a[1]");

        assertThat(rows).containsExactly("1/null", "2/null", "8/null");
    }

    /** BE: exec/json_parser.cpp, ExpandedJsonDocumentStreamParserWithRoot and ExpandedJsonArrayParserWithRoot. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"a\":1} | the value should be array type with strip_outer_array=true in json document stream with root, value: 1",
            "{\"a\":[{\"k\":1}]}{\"a\":2} | the value under json root should be array type with strip_outer_array=true in json document stream with root, value: 2",
            "[{\"a\":1}] | the value should be array type with strip_outer_array=true in json array, value: 1",
            "[{\"a\":[{\"k\":1}]},{\"a\":2}] | the value under json root should be array type with strip_outer_array=true in json array, value: 2"})
    void rootWithoutAnArrayIsRefused(final String body, final String message) {
        assertThatThrownBy(() -> read(body, "strip_outer_array", "true", "json_root", "$.a")).hasMessageStartingWith("parse error. " + message);
    }

    @Test
    void pathsFillFieldsByPosition() throws Exception {
        read("{\"a\":{\"b.c\":[10,20]},\"v\":{\"w\":true}}", "jsonpaths", "[\"$.a.\\\"b.c\\\"[1]\",\"$.v\"]");

        assertThat(rows).containsExactly("20/{\"w\":true}");
    }

    @Test
    void arrayWithoutStrippingIsRefused() {
        assertThatThrownBy(() -> read("[{\"k\":1}]")).isInstanceOf(LoadRefusedException.class)
                .hasMessage("parse error. The value is array type in json document stream, "
                        + "you can set strip_outer_array=true to parse each element of the array as individual rows");
    }

    @Test
    void objectWithStrippingIsRefused() {
        assertThatThrownBy(() -> read("{\"k\":1}", "strip_outer_array", "true")).isInstanceOf(LoadRefusedException.class)
                .hasMessageStartingWith("parse error. the value should be array type with strip_outer_array=true, value: ");
    }

    @Test
    void bodyThatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> read("17")).isInstanceOf(LoadRefusedException.class).hasMessage("parse error. illegal json started with [1]");
        assertThatThrownBy(() -> read("\uFEFF{\"k\":1}")).isInstanceOf(LoadRefusedException.class)
                .hasMessage("parse error. illegal json started with [\uFFFD]");
        assertThatThrownBy(() -> read("[{\"k\":1}, oops]", "strip_outer_array", "true")).isInstanceOf(LoadRefusedException.class).hasMessage(
                "parse error. Failed to iterate json array as object. error: INCORRECT_TYPE: The JSON element does not have the requested type.");
        assertThatThrownBy(() -> read("{\"k\":1} 17")).isInstanceOf(LoadRefusedException.class)
                .hasMessage("parse error. The value should be object type in json document stream");
    }

    @Test
    void lastDocumentThatIsCutIsDroppedWithoutAnError() throws Exception {
        read("{\"k\":1}\n{\"k\":2,\"v\":\"a");
        read("{\"k\":3}\n{\"k\":4,\"v\":{\"a\":");

        assertThat(rows).containsExactly("1/null", "3/null");
        assertThat(messages).isEmpty();
    }

    @Test
    void firstOfKeysThatAreWrittenTwiceCounts() throws Exception {
        read("{\"k\":1,\"v\":\"a\",\"v\":\"b\"}");

        assertThat(rows).containsExactly("1/a");
    }

    @Test
    void keysMayHaveEscapesAndAnyOrder() throws Exception {
        read("{\"x\":{\"k\":9},\"\\u0076\":\"a\",\"k\":1}\n{\"v\":\"b\",\"k\":2}");

        assertThat(rows).containsExactly("1/a", "2/b");
    }

    @Test
    void numbersAreTextAsTheyAreWritten() throws Exception {
        read("{\"k\":1.50 ,\"v\":1e2}");

        assertThat(rows).containsExactly("1.50 /1e2");
    }

    @Test
    void membersThatAreNotReadAreNotChecked() throws Exception {
        read("{\"x\":nonsense,\"k\":1,\"y\":[1,,{\"a\" 2}]}\n{\"k\":2}");

        assertThat(rows).containsExactly("1/null", "2/null");
    }

    @Test
    void errorOfStructureRefusesItsRowAndThenTheLoad() {
        assertThatThrownBy(() -> read("{\"k\":1}\n{\"k\":2,v:3}\n{\"k\":4}")).isInstanceOf(LoadRefusedException.class)
                .hasMessageStartingWith("parse error. Failed to iterate document stream as object. error: TAPE_ERROR");

        assertThat(rows).containsExactly("1/null");
        assertThat(messages).hasSize(2).first().asString().startsWith("Data quality error: construct row in object order failed, error: TAPE_ERROR");
    }

    /** A BE looks for the end of a document by its brackets when it reads more than a million bytes further. */
    @Test
    void errorOfStructureRefusesOnlyItsRowWhenMuchFollows() throws Exception {
        read("{\"k\":1}\n{\"k\":2,v:3}\n" + "{\"k\":4,\"v\":\"filler\"}\n".repeat(100_000));

        assertThat(rows).hasSize(100_001).startsWith("1/null", "4/filler");
        assertThat(messages).hasSize(1);
    }

    @Test
    void stringsThatAreNotUtf8FailTheLoad() {
        assertThatThrownBy(() -> read("{\"k\":1}\n{\"k\":\"\u00FF\"}".getBytes(StandardCharsets.ISO_8859_1))).isInstanceOf(LoadRefusedException.class)
                .hasMessage("parse error. Failed to iterate document stream as object. error: UTF8_ERROR: The input is not valid UTF-8");
    }

    @Test
    void lineFeedInsideOfAStringFailsTheLoad() {
        assertThatThrownBy(() -> read("{\"k\":\"a\nb\"}")).isInstanceOf(LoadRefusedException.class)
                .hasMessageStartingWith("parse error. Failed to iterate document stream as object. error: UNESCAPED_CHARS");
    }

    @Test
    void arrayThatIsNotClosedFailsTheLoad() {
        assertThatThrownBy(() -> read("[{\"k\":1},{\"k\":2}", "strip_outer_array", "true")).isInstanceOf(LoadRefusedException.class)
                .hasMessageStartingWith("parse error. Failed to parse json as array. error: INCOMPLETE_ARRAY_OR_OBJECT");
    }

    @Test
    void whatFollowsAnArrayIsIgnoredWhenItEndsLikeOne() throws Exception {
        read("[{\"k\":1}] [{\"k\":2}]", "strip_outer_array", "true");

        assertThat(rows).containsExactly("1/null");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodiesOfManyPiecesAreReadCompletely(final boolean array) throws Exception {
        final int count = 60_000;
        final StringBuilder body = new StringBuilder(array ? "[" : "");
        for (int i = 0; i < count; i++) {
            final String ignored = i == count / 2 ? "é".repeat(1_500_000) : "";
            body.append(i > 0 && array ? ",\n" : "\n").append("{\"k\":%d,\"x\":\"%s\", \"v\":[{\"é\":%d}] }".formatted(i, ignored, i));
        }
        read(body.append(array ? "]" : "").toString(), "strip_outer_array", Boolean.toString(array));

        assertThat(messages).isEmpty();
        assertThat(rows).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(rows.get(i)).isEqualTo(i + "/[{\"é\":" + i + "}]");
        }
    }

    @Test
    void arrayOfManyPiecesThatIsNotClosedFailsTheLoad() {
        final String body = "[" + "{\"k\":4,\"v\":\"filler\"},\n".repeat(100_000) + "{\"k\":5}";
        assertThatThrownBy(() -> read(body, "strip_outer_array", "true")).isInstanceOf(LoadRefusedException.class)
                .hasMessageStartingWith("parse error. Failed to parse json as array. error: INCOMPLETE_ARRAY_OR_OBJECT");
        assertThatThrownBy(() -> read(body + "]" + " ".repeat(2_000_000) + "{}", "strip_outer_array", "true")).isInstanceOf(LoadRefusedException.class)
                .hasMessageStartingWith("parse error. Failed to parse json as array. error: INCOMPLETE_ARRAY_OR_OBJECT");
    }

    @Test
    void wrongPathIsRefused() {
        assertThatThrownBy(() -> read("", "jsonpaths", "[\"a\"]")).isInstanceOf(LoadRefusedException.class).hasMessage("Invalid json path: a");
    }

    private void read(final String body, final String... headers) throws IOException, LoadRefusedException {
        read(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private void read(final byte[] body, final String... headers) throws IOException, LoadRefusedException {
        final List<Map.Entry<String, String>> entries = new ArrayList<>(List.of(Map.entry("format", "json")));
        for (int i = 0; i < headers.length; i += 2) {
            entries.add(Map.entry(headers[i], headers[i + 1]));
        }
        final JsonFormat format = JsonFormat.of(new LoadOptions(new HttpRequest("PUT", "/", "HTTP/1.1", entries)));
        new JsonReader(format, FIELDS, new RowSink() {
            @Override
            public void row(final SourceRow row) {
                rows.add(row.text(0) + "/" + row.text(1));
            }

            @Override
            public void broken(final String message, final String raw) {
                messages.add(message);
            }

            @Override
            public void note(final String message, final String raw) {
                messages.add(message);
            }
        }).read(new ByteArrayInputStream(body));
    }
}
