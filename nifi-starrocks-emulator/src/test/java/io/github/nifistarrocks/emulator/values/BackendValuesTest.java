package io.github.nifistarrocks.emulator.values;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The emulator makes of each recorded body what the code of a real BE made of it. */
class BackendValuesTest {

    private static final int SHOWN = 40;

    @ParameterizedTest
    @CsvSource({"csv, 24455", "json, 22241"})
    void valuesAreReadAsABackendReadsThem(final String format, final int cases) throws IOException {
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
        assertThat(byType.values().stream().mapToInt(counts -> counts[0]).sum()).isEqualTo(cases);
        assertThat(unexpected.stream().limit(SHOWN)).as("%d cases are not as listed", unexpected.size()).isEmpty();
    }

    @Test
    void everyListedExceptionIsACaseAndHasAReason() throws IOException {
        final List<String> ids = new ArrayList<>();
        ValueCases.forEach(valueCase -> ids.add(valueCase.id()));

        assertThat(ids).doesNotHaveDuplicates().containsAll(ValueCases.exceptions().keySet());
        assertThat(ValueCases.exceptions()).allSatisfy((id, reason) -> assertThat(reason).isNotBlank());
    }

    private static String described(final ValueCase valueCase, final ValueResult result) {
        return "%s %s %s strict=%s %s\n   expected %s\n   but was  %s".formatted(valueCase.id(), valueCase.request().columns().getLast().type(),
                valueCase.request().options(), valueCase.request().strict(),
                new String(valueCase.request().body(), StandardCharsets.UTF_8).strip(),
                valueCase.result(), result);
    }
}
