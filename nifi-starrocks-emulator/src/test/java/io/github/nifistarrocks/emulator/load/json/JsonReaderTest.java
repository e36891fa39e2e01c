package io.github.nifistarrocks.emulator.load.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.catalog.ColumnType;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.json.column.JsonColumn;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.RowSink;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonReaderTest {

    private static final JsonFields FIELDS = new JsonFields(
            List.of(new JsonColumn("k", ColumnType.string()), new JsonColumn("v", ColumnType.string())), false);

    private final List<String> rows = new ArrayList<>();

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

    @Test
    void pathsFillFieldsByPosition() throws Exception {
        read("{\"a\":{\"b.c\":[10,20]},\"v\":{\"w\":true}}", "jsonpaths", "[\"$.a.\\\"b.c\\\"[1]\",\"$.v\"]");

        assertThat(rows).containsExactly("20/{\"w\":true}");
    }

    @Test
    void arrayWithoutStrippingIsRefused() {
        assertThatThrownBy(() -> read("[{\"k\":1}]")).isInstanceOf(LoadRefusedException.class).hasMessage("parse error. The value is array type in json document stream, "
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
        assertThatThrownBy(() -> read("\uFEFF{\"k\":1}")).isInstanceOf(LoadRefusedException.class).hasMessage("parse error. illegal json started with [\uFFFD]");
        assertThatThrownBy(() -> read("[{\"k\":1}, oops]", "strip_outer_array", "true")).isInstanceOf(LoadRefusedException.class).hasMessage(
                "parse error. Failed to iterate json array as object. error: INCORRECT_TYPE: The JSON element does not have the requested type.");
        assertThatThrownBy(() -> read("{\"k\":1} 17")).isInstanceOf(LoadRefusedException.class)
                .hasMessage("parse error. The value should be object type in json document stream");
    }

    @Test
    void wrongPathIsRefused() {
        assertThatThrownBy(() -> read("", "jsonpaths", "[\"a\"]")).isInstanceOf(LoadRefusedException.class).hasMessage("Invalid json path: a");
    }

    private void read(final String body, final String... headers) throws IOException, LoadRefusedException {
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
                assertThat(message).isNotEmpty();
            }

            @Override
            public void note(final String message, final String raw) {
                assertThat(message).isNotEmpty();
            }
        }).read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
