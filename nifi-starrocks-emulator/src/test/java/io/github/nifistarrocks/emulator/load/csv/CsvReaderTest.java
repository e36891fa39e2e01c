package io.github.nifistarrocks.emulator.load.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.RowSink;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.value.csv.CsvValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvReaderTest {

    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    @Test
    void tabsAndNewlinesAreTheDefaultAndTheLastNewlineMayBeMissing() throws Exception {
        read("1\ta\n2\tb", 2);

        assertThat(rows).containsExactly(List.of("1", "a"), List.of("2", "b"));
    }

    @Test
    void backslashNIsNullAndEmptyIsEmpty() throws Exception {
        read("\\N\t\n", 2);

        assertThat(rows).containsExactly(Arrays.asList(null, ""));
    }

    @Test
    void separatorsMayBeHexadecimalOrLong() throws Exception {
        read("1\u0001a\u00022\u0001b\u0002", 2, "column_separator", "\\x01", "row_delimiter", "0x02");
        read("3||c##", 2, "column_separator", "||", "row_delimiter", "##");

        assertThat(rows).containsExactly(List.of("1", "a"), List.of("2", "b"), List.of("3", "c"));
    }

    @Test
    void quotedFieldsHoldSeparatorsDelimitersAndDoubledQuotes() throws Exception {
        read("\"a,b\",\"c\nd\"\n\"say \"\"hi\"\"\",5\" pipe\n", 2, "column_separator", ",", "enclose", "\"");

        assertThat(rows).containsExactly(List.of("a,b", "c\nd"), List.of("say \"hi\"", "5 pipe"));
    }

    @Test
    void backslashNIsNullInQuotesToo() throws Exception {
        read("'\\N',\\N\n", 2, "column_separator", ",", "enclose", "'");

        assertThat(rows).containsExactly(Arrays.asList(null, null));
    }

    @Test
    void escapeTakesTheMeaningFromSeparatorAndDelimiter() throws Exception {
        read("a\\,b,c\\\nd\n\\N,x\n", 2, "column_separator", ",", "escape", "\\");

        assertThat(rows).containsExactly(List.of("a,b", "c\nd"), List.of("N", "x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '$',
            value = {"1,'ab'cd;ab'c", "1,'abc;ab", "1,a'b;ab", "1,;1,", "1,'a^b',c;ab,", "1,'a^'b';a'b", "1,'a''b';a'b"})
    void peculiaritiesOfQuotesAreThoseOfABackend(final String body, final String second) throws Exception {
        read(body, 2, "column_separator", ",", "enclose", "'", "escape", "^");

        assertThat(rows).containsExactly(List.of("1", second));
    }

    @Test
    void aLongDelimiterAtTheVeryEndIsPartOfTheLastEnclosedRow() throws Exception {
        read("1,a\r\n2,b\r\n", 2, "column_separator", ",", "row_delimiter", "\\r\\n", "enclose", "\"");

        assertThat(rows).containsExactly(List.of("1", "a"), List.of("2", "b\r\n"));
    }

    @Test
    void withoutEscapeNulIsTheEscape() throws Exception {
        read("a\0,b\n", 1, "column_separator", ",", "enclose", "\"");

        assertThat(rows).containsExactly(List.of("a,b"));
    }

    @Test
    void blanksBehindQuotesAreTrimmedButNotBehindBareText() throws Exception {
        read(" 'a' , b \n", 2, "column_separator", ",", "enclose", "'", "trim_space", "true");

        assertThat(rows).containsExactly(List.of("a", "b "));
    }

    @Test
    void headerRowsAreSkippedAndBlanksTrimmed() throws Exception {
        read("id,name\n 1 , a b \n", 2, "column_separator", ",", "skip_header", "1", "trim_space", "true");

        assertThat(rows).containsExactly(List.of("1", "a b"));
    }

    @Test
    void wrongFieldCountIsReportedAsTheBackendDoes() throws Exception {
        read("1,2,3\n", 2, "column_separator", ",");

        assertThat(broken).containsExactly("Target column count: 2 doesn't match source value column count: 3. "
                + "Column separator: ',', Row delimiter: '\\n' | 1,2,3");
    }

    @Test
    void bytesThatAreNotUtf8AreReportedButReplacementCharactersAreNot() throws Exception {
        read(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, '\n', (byte) 0xef, (byte) 0xbf, (byte) 0xbd, '\n'}), 1);

        assertThat(broken).hasSize(1).first().asString().startsWith("Invalid UTF-8 row");
        assertThat(rows).containsExactly(List.of("\uFFFD"));
    }

    @Test
    void rowsLongerThanTheBufferAreReadFromAStreamThatDribbles() throws Exception {
        final String value = "x".repeat(300_000);
        read(new DribblingStream((value + "\t1\n" + value + "\t2\n").getBytes(StandardCharsets.UTF_8)), 2);

        assertThat(rows).containsExactly(List.of(value, "1"), List.of(value, "2"));
    }

    @Test
    void wrongHexadecimalSeparatorIsRefused() {
        assertThatThrownBy(() -> read("", 1, "column_separator", "\\xZZ")).isInstanceOf(LoadRefusedException.class)
                .hasMessage("Getting analyzing error. Detail message: Invalid delimiter '\\xZZ': invalid hex format.");
    }

    private void read(final String body, final int fields, final String... headers) throws IOException, LoadRefusedException {
        read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), fields, headers);
    }

    private void read(final InputStream body, final int fields, final String... headers) throws IOException, LoadRefusedException {
        final List<Map.Entry<String, String>> entries = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            entries.add(Map.entry(headers[i], headers[i + 1]));
        }
        final CsvFormat format = CsvFormat.of(new LoadOptions(new HttpRequest("PUT", "/", "HTTP/1.1", entries)));
        final CsvReader reader = new CsvReader(format, fields, CsvValues.STRICT, new RowSink() {
            @Override
            public void row(final SourceRow row) {
                final List<String> texts = new ArrayList<>();
                for (int i = 0; i < fields; i++) {
                    texts.add(row.text(i));
                }
                rows.add(texts);
            }

            @Override
            public void broken(final String message, final String raw) {
                broken.add(message + " | " + raw);
            }

            @Override
            public void note(final String message, final String raw) {
                broken.add(message + " | " + raw);
            }
        });
        reader.read(body);
        reader.end();
    }

    /** Returns no more than 1000 bytes a read. */
    private static final class DribblingStream extends ByteArrayInputStream {
        DribblingStream(final byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(final byte[] buffer, final int offset, final int length) {
            return super.read(buffer, offset, Math.min(length, 1000));
        }
    }
}
