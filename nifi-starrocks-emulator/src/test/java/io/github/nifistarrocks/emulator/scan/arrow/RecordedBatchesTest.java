package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The emulator writes the schema and the buffers that the code of a real BE wrote for the same values. */
class RecordedBatchesTest {

    private static final int WRITTEN = 122;
    private static final int REFUSED = 12;
    /** Batches of which the BE did not get the fields below a NULL STRUCT from a load. */
    private static final Set<String> NOT_OF_LOADS = Set.of("null_struct_defaults");

    @Test
    void sameValuesGiveTheSameSchemaAndBuffers() {
        final Map<String, String> exceptions = RecordedBatch.exceptions();
        final List<String> different = new ArrayList<>();
        int equal = 0;
        int listed = 0;
        for (final RecordedBatch batch : RecordedBatch.written()) {
            if (exceptions.containsKey(batch.name())) {
                listed++;
            } else if (ArrowLayout.of(encoded(batch)).equals(ArrowLayout.of(batch.stream()))) {
                equal++;
            } else {
                different.add(difference(batch));
            }
        }
        System.out.printf("be-arrow: %d batches, %d equal, %d different, %d listed as exceptions%n", equal + different.size() + listed, equal,
                different.size(), listed);
        assertThat(different).isEmpty();
        assertThat(equal).isEqualTo(WRITTEN - 1);
    }

    @ParameterizedTest
    @MethodSource
    void whatABackendRefusesIsRefusedWithItsMessage(final RecordedBatch batch) {
        final List<List<Object>> nullKey = List.of(List.of(Collections.singletonMap(null, 1)));

        assertThatThrownBy(() -> ArrowBatchEncoder.withoutWideTypes(batch.columns(), BatchStyle.OF_LOADS).encode(nullKey)).hasMessage(batch.error());
    }

    static Stream<RecordedBatch> whatABackendRefusesIsRefusedWithItsMessage() {
        return RecordedBatch.refused().stream().filter(batch -> !RecordedBatch.exceptions().containsKey(batch.name()));
    }

    @Test
    void everyListedExceptionIsARecordingAndHasAReason() {
        final List<String> names = Stream.concat(RecordedBatch.written().stream(), RecordedBatch.refused().stream()).map(RecordedBatch::name).toList();

        assertThat(RecordedBatch.written()).hasSize(WRITTEN);
        assertThat(RecordedBatch.refused()).hasSize(REFUSED);
        assertThat(names).doesNotHaveDuplicates().containsAll(RecordedBatch.exceptions().keySet()).containsAll(NOT_OF_LOADS);
        assertThat(RecordedBatch.exceptions()).allSatisfy((name, reason) -> assertThat(reason).isNotBlank());
    }

    private static byte[] encoded(final RecordedBatch batch) {
        final BatchStyle style = NOT_OF_LOADS.contains(batch.name()) ? BatchStyle.OF_LOADS.with(Leftovers.DEFAULTS) : BatchStyle.OF_LOADS;
        return new ArrowBatchEncoder(batch.columns(), style).encode(batch.rows());
    }

    private static String difference(final RecordedBatch batch) {
        final List<String> ours = ArrowLayout.of(encoded(batch));
        final List<String> theirs = ArrowLayout.of(batch.stream());
        for (int line = 0; line < Math.min(ours.size(), theirs.size()); line++) {
            if (!ours.get(line).equals(theirs.get(line))) {
                return "%s%n   expected %s%n   but was  %s".formatted(batch.name(), shortened(theirs.get(line)), shortened(ours.get(line)));
            }
        }
        return "%s: %d lines instead of %d".formatted(batch.name(), ours.size(), theirs.size());
    }

    private static String shortened(final String line) {
        return line.substring(0, Math.min(line.length(), 300));
    }
}
