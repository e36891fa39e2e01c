package io.github.nifistarrocks.client.reply;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.RowText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which parts of a server's message are values of rows. */
class ServerTextTest {

    private static final Path RECORDED = Path.of("..", "nifi-starrocks-emulator", "src", "test", "resources", "be-values");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Value ''2024'' is out of range. The type of 'v' is DATE. Row: [1, '2024'] | Value '***' is out of range. The type of 'v' is DATE. Row: ***
            Value ''x' is out of range'' is out of range. The type of 'v' is DATE | Value '***' is out of range. The type of 'v' is DATE
            The field (name = v, pos = 1) is out of range. Type: DATE, Value length: 2, Value: ab | The field (name = v, pos = 1) is out of range. Type: DATE, Value length: 2, Value: ***
            Decimal '100000' is out of range. The type of 'v' is DECIMAL32(5, 0)' | Decimal '***' is out of range. The type of 'v' is DECIMAL32(5, 0)'
            String 'abcd'(length=4) is too long. The max length of 'v' is 3 | String '***'(length=4) is too long. The max length of 'v' is 3
            Invalid argument: Value is overflow. column=v, value=128 | Invalid argument: Value is overflow. column=v, value=***
            Invalid argument: Unable to cast string value to BIGINT. value=a, b, column=id | Invalid argument: Unable to cast string value to BIGINT. value=***, column=id
            parse error. the value should be array type with strip_outer_array=true, value: {"a":1} | parse error. the value should be array type with strip_outer_array=true, value: ***
            Target column count: 2 doesn't match source value column count: 4. Column separator: ','. Row: 1,a | Target column count: 2 doesn't match source value column count: 4. Column separator: ','. Row: ***
            NULL value in non-nullable column 'v' | NULL value in non-nullable column 'v'
            too many filtered rows | too many filtered rows
            current running txns on db 10001 is 1000, larger than limit 1000 | current running txns on db 10001 is 1000, larger than limit 1000
            A message of a later release about 'secret' | ***
            """)
    void valuesAreMarked(final String message, final String hidden) {
        assertThat(RowText.hidden(ServerText.marked(message))).isEqualTo(hidden);
        assertThat(RowText.shown(ServerText.marked(message))).isEqualTo(message);
    }

    /** All error messages that the code of a real BE gave for 46,696 bodies differ only in numbers, when their values are hidden. */
    @Test
    void fewMessagesAreLeftWithoutTheirValues() throws IOException {
        final Map<String, Integer> left = new TreeMap<>();
        int messages = 0;
        for (final String file : List.of("cases.jsonl.gz", "random.jsonl.gz")) {
            for (final String message : recordedMessages(file)) {
                messages++;
                left.merge(RowText.hidden(ServerText.marked(message)).replaceAll("\\d+", "1"), 1, Integer::sum);
            }
        }

        assertThat(messages).isGreaterThan(10_000);
        assertThat(left).hasSizeLessThan(100);
        assertThat(left.get("***")).as("messages of unknown form").isLessThan(10);
    }

    private static List<String> recordedMessages(final String file) throws IOException {
        final ObjectMapper json = new ObjectMapper();
        final List<String> messages = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(RECORDED.resolve(file))), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final JsonNode recorded = json.readTree(line);
                Stream.of("error", "status").map(recorded::path).filter(JsonNode::isTextual).map(JsonNode::textValue).filter(text -> !"ok".equals(text))
                        .forEach(messages::add);
            }
        }
        return messages;
    }

    @Test
    void noMessageIsNoValue() {
        assertThat(ServerText.marked("")).isEmpty();
    }
}
