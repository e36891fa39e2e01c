package io.github.nifistarrocks.emulator.values;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The emulator makes of each recorded body what the code of a real BE made of it. */
class BackendValuesTest {

    private static final int SHOWN = 40;

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void valuesAreReadAsABackendReadsThem(final String format) throws IOException {
        final Map<String, String> exceptions = ValueCases.exceptions();
        final List<String> unexpected = new ArrayList<>();
        final Map<String, int[]> byType = new TreeMap<>();
        try (ValueLoader loader = new ValueLoader()) {
            ValueCases.forEach(valueCase -> {
                if (!valueCase.request().format().equals(format)) {
                    return;
                }
                final ValueResult result = loader.load(valueCase.request());
                final boolean equal = valueCase.result().isEqual(result);
                final int[] counts = byType.computeIfAbsent(valueCase.request().columns().getLast().type().replaceAll("[(<].*", ""), type -> new int[3]);
                counts[0]++;
                counts[1] += equal ? 1 : 0;
                counts[2] += exceptions.containsKey(valueCase.id()) ? 1 : 0;
                if (equal == exceptions.containsKey(valueCase.id())) {
                    unexpected.add(described(valueCase, result));
                }
            });
        }
        byType.forEach(
                (type, counts) -> System.out.printf("%s %s: %d compared, %d equal, %d listed as exceptions%n", format, type, counts[0], counts[1], counts[2]));
        assertThat(unexpected.stream().limit(SHOWN)).as("%d cases are not as listed", unexpected.size()).isEmpty();
    }

    private static String described(final ValueCase valueCase, final ValueResult result) {
        return "%s %s %s strict=%s %s\n   expected %s\n   but was  %s".formatted(valueCase.id(), valueCase.request().columns().getLast().type(),
                valueCase.request().options(), valueCase.request().strict(),
                new String(valueCase.request().body(), java.nio.charset.StandardCharsets.UTF_8).strip(),
                valueCase.result(), result);
    }
}
