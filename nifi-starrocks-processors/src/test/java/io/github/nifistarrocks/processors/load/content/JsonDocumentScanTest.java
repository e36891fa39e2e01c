package io.github.nifistarrocks.processors.load.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonDocumentScanTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Provide
    static Arbitrary<String> documents() {
        final Arbitrary<String> texts = Arbitraries.strings().withChars("\"\\\\{}[],:\n\u00e9x").ofMaxLength(5);
        final Arbitrary<Object> values = Arbitraries.lazyOf(() -> texts.map(text -> text), () -> Arbitraries.integers().map(number -> number),
                () -> texts.list().ofMaxSize(3).map(list -> list),
                () -> Arbitraries.maps(texts, texts.list().ofMaxSize(2)).ofMaxSize(3).map(map -> map));
        return Arbitraries.maps(texts, values).ofMaxSize(3).map(map -> text(map)).injectDuplicates(0.05);
    }

    @Property
    void contentIsCompleteWhereADocumentEndsAndNowhereElse(@ForAll @Size(min = 1, max = 4) final List<@From("documents") String> documents,
            @ForAll @IntRange(max = 200) final int position, @ForAll @IntRange(min = 1, max = 7) final int chunk) {
        final String content = String.join("\n", documents);
        final byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        final int cut = position % (bytes.length + 1);
        boolean between = cut == 0;
        int end = 0;
        for (final String document : documents) {
            end += document.getBytes(StandardCharsets.UTF_8).length;
            between |= cut == end || cut == end + 1;
            end++;
        }

        assertThat(isComplete(Arrays.copyOf(bytes, cut), chunk)).as(new String(bytes, 0, cut, StandardCharsets.UTF_8)).isEqualTo(between);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "not json", "1 2", "{}{}[]", "[{\"a\":1},{\"a\":\"]\"}]\n", "{\"a\\\"{\":1}", "\"x\""})
    void contentWithoutAnOpenDocumentIsComplete(final String content) {
        assertThat(isComplete(content.getBytes(StandardCharsets.UTF_8), 3)).isTrue();
    }

    @Test
    void messageNamesTheDocumentThatIsOpen() {
        assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> scan("{\"a\":1}\n {\"a\":[2".getBytes(StandardCharsets.UTF_8), 2))
                .withMessageContaining("begins at byte 9 of 16");
    }

    @Test
    void bracketThatIsNotOpenIsRefusedEvenIfALaterOneOpens() {
        assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> scan("{\"a\":1}}\n{\"a\":2".getBytes(StandardCharsets.UTF_8), 5))
                .withMessageContaining("at byte 7");
    }

    private static boolean isComplete(final byte[] bytes, final int chunk) {
        try {
            scan(bytes, chunk);
            return true;
        } catch (InvalidRecordException e) {
            return false;
        }
    }

    private static void scan(final byte[] bytes, final int chunk) throws InvalidRecordException {
        final JsonDocumentScan scan = new JsonDocumentScan();
        for (int i = 0; i < bytes.length; i += chunk) {
            final byte[] part = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + chunk));
            scan.scan(part, part.length);
        }
        scan.requireComplete();
    }

    private static String text(final Map<?, ?> map) {
        try {
            return JSON.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
