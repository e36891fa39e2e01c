package io.github.nifistarrocks.client.partition;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PackedVersionsTest {

    @Property(tries = 300)
    void textHasTheVersions(@ForAll @Size(max = 200) final Map<@LongRange(min = 1) Long, @LongRange(min = 1) Long> versions) {
        final SortedMap<Long, Long> sorted = new TreeMap<>(versions);

        final String text = PackedVersions.pack(sorted);

        assertThat(PackedVersions.unpack(text)).isEqualTo(sorted);
        assertThat(text).startsWith(versions.size() + " partitions, ");
    }

    @Test
    void tenThousandPartitionsAreShort() {
        final Random random = new Random(13);
        final SortedMap<Long, Long> versions = new TreeMap<>();
        long id = 10_000;
        for (int i = 0; i < 10_000; i++) {
            id += 20 + random.nextInt(400);
            versions.put(id, 2L + random.nextInt(2000));
        }

        assertThat(PackedVersions.pack(versions)).hasSizeLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2024-01-01", "1 partitions, ", "1 partitions, !", "1 partitions, AA", "2 partitions, Y2QEAA", "999999999 partitions, Y2QEAA",
            "-1 partitions, Y2QEAA", "3 partitions"})
    void otherTextIsRefused(final String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PackedVersions.unpack(text));
    }

    @Test
    void textThatIsChangedIsNeverReadAsTheSame() {
        final SortedMap<Long, Long> versions = new TreeMap<>(Map.of(10_019L, 7L, 10_044L, 2L));
        final String text = PackedVersions.pack(versions);

        for (final String changed : List.of(text.replaceFirst("2 ", "1 "), text.replaceFirst("2 ", "3 "), text.substring(0, text.length() - 2))) {
            assertThatIllegalArgumentException().as(changed).isThrownBy(() -> PackedVersions.unpack(changed));
        }
    }
}
