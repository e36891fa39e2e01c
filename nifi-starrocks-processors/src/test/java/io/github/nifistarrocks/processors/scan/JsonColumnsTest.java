package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** JSON columns as the schema of the record writer declares them. */
class JsonColumnsTest {

    private static final String ORDER = """
            {"type": "record", "name": "order", "fields": [{"name": "id", "type": ["null", "long"]}, {"name": "tags", "type": ["null", \
            {"type": "array", "items": ["null", "string"]}]}, {"name": "sizes", "type": ["null", {"type": "map", "values": "double"}]}]}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void anObjectIsTheRecordThatTheWriterDeclares() {
        write(ORDER, InexactValues.REFUSE, "{\"id\": 9007199254740993, \"sizes\": {\"a\": 0.1, \"b\": 2}, \"tags\": [\"x\", null, \"ä\"]}", null, "{}");

        assertThat(text()).isEqualTo("[{\"j\":{\"id\":9007199254740993,\"tags\":[\"x\",null,\"ä\"],\"sizes\":{\"a\":0.1,\"b\":2.0}}},{\"j\":null},"
                + "{\"j\":{\"id\":null,\"tags\":null,\"sizes\":null}}]");
    }

    @Test
    void aFieldThatTheWriterDoesNotDeclareIsRefusedWithColumnAndRow() {
        assertThatThrownBy(() -> write(ORDER, InexactValues.REFUSE, "{\"id\": 1}", "{\"id\": 2, \"note\": \"n\"}"))
                .hasMessageStartingWith("Column [j] has in row 2 a JSON object with the field [note], which the schema of the record writer does not have");
    }

    @Test
    void aFieldThatTheWriterDoesNotDeclareIsWarnedAbout() {
        final Optional<String> warning = write(ORDER, InexactValues.WARN, "{\"id\": 2, \"note\": {\"a\": [1]}, \"tags\": []}");

        assertThat(text()).isEqualTo("[{\"j\":{\"id\":2,\"tags\":[],\"sizes\":null}}]");
        assertThat(warning).hasValueSatisfying(message -> assertThat(message).startsWith("Column [j] has 1 values"));
    }

    @Test
    void aValueOfAnotherKindIsRefusedWithItsPath() {
        assertThatThrownBy(() -> write(ORDER, InexactValues.REFUSE, "{\"tags\": [\"x\", 1]}"))
                .hasMessageStartingWith("Column [j.tags[]] has in row 1 a JSON value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"int\"|2147483648", "\"int\"|1.5", "\"long\"|9223372036854775808", "\"double\"|9007199254740993", "\"double\"|1e400",
            "\"float\"|0.123456789", "\"boolean\"|1", "\"string\"|[1]", "{\"type\":\"array\",\"items\":\"int\"}|{}",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":1}|0.25",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":3,\"scale\":1}|100"})
    void aValueThatTheTypeDoesNotRepresentIsRefused(final String type, final String json) {
        final String inner = "{\"type\": \"record\", \"name\": \"inner\", \"fields\": [{\"name\": \"x\", \"type\": %s}]}".formatted(type);

        assertThatThrownBy(() -> write(inner, InexactValues.REFUSE, "{\"x\": %s}".formatted(json)))
                .hasMessageStartingWith("Column [j.x] has in row 1 a JSON value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"\"int\"|-2147483648|-2147483648", "\"double\"|0.1|0.1", "\"float\"|1.5|1.5", "\"boolean\"|true|true", "[\"string\",\"long\"]|7|7",
                    "[\"string\",\"long\"]|\"a\"|\"a\"", "[\"int\",\"long\"]|2147483648|2147483648",
                    "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2,\"scale\":2}|0|0",
                    "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}|0.25|0.25"})
    void aValueOfTheTypeIsWritten(final String type, final String json, final String written) {
        final String inner = "{\"type\": \"record\", \"name\": \"inner\", \"fields\": [{\"name\": \"x\", \"type\": %s}]}".formatted(type);

        write(inner, InexactValues.REFUSE, "{\"x\": %s}".formatted(json));

        assertThat(text()).isEqualTo("[{\"j\":{\"x\":%s}}]".formatted(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{} {}", "{\"id\": 1", "{\"id\": 1,"})
    void textThatIsNotJsonIsNamed(final String text) {
        assertThatThrownBy(() -> write(ORDER, InexactValues.REFUSE, text)).hasMessageStartingWith("Column [j] has in row 1 a value that is not a valid JSON");
    }

    @Test
    void anObjectWithARepeatedFieldIsRefused() {
        assertThatThrownBy(() -> write(ORDER, InexactValues.REFUSE, "{\"id\": 1, \"id\": 2}")).hasMessageContaining("the field [id] several times");
        assertThatThrownBy(() -> write(ORDER, InexactValues.REFUSE, "{\"sizes\": {\"a\": 1, \"a\": 2}}"))
                .hasMessageStartingWith("Column [j.sizes] has in row 1").hasMessageContaining("the field [a] several times");
    }

    @Test
    void aColumnThatTheWriterDeclaresAsStringRemainsText() {
        write("\"string\"", InexactValues.REFUSE, "{\"a\": 1}");

        assertThat(text()).isEqualTo("[{\"j\":\"{\\\"a\\\": 1}\"}]");
    }

    @Test
    void theSchemaOfTheScanHasText() {
        write(RecordWriters.json(Map.of()), InexactValues.REFUSE, "{\"a\": 1}");

        assertThat(text()).isEqualTo("[{\"j\":\"{\\\"a\\\": 1}\"}]");
    }

    private Optional<String> write(final String type, final InexactValues inexact, final String... values) {
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"j\", \"type\": [\"null\", %s]}]}".formatted(type);
        return write(RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)), inexact, values);
    }

    private Optional<String> write(final RecordSetWriterFactory writer, final InexactValues inexact, final String... values) {
        try (VectorBatches batches = new VectorBatches(10).addText("j", PrimitiveType.JSON, Arrays.asList(values))) {
            final WriterContext context = new WriterContext(writer, new MockFlowFile(1), new MockComponentLog("scan", JsonColumnsTest.class));
            final RecordOutput output = new RecordOutput(batches.planned(), batches, context,
                    new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.PARSED, inexact));
            output.process(out);
            return output.warning();
        }
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
