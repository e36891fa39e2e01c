package io.github.nifistarrocks.processors.change.scan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The last change of each key. */
final class LastChangeIndexTest {

    private static boolean find(final LastChangeIndex index, final int table, final String... parts) {
        index.begin(table);
        for (final String part : parts) {
            index.part(part);
        }
        return index.end();
    }

    @Property(tries = 20)
    void remembersTheLastChangeOfEachKeyAsAMapDoes(@ForAll @Size(min = 1, max = 20_000) final List<@IntRange(max = 9_000) Integer> keys) {
        final LastChangeIndex index = new LastChangeIndex(1, 0, 10_000);
        final Map<Integer, Integer> last = new HashMap<>();
        for (int ordinal = 0; ordinal < keys.size(); ordinal++) {
            final Integer key = keys.get(ordinal);
            find(index, 0, key.toString());
            assertThat(index.isKnown()).isEqualTo(last.containsKey(key));
            if (index.isKnown()) {
                assertThat(index.lastOrdinal()).isEqualTo(last.get(key));
                assertThat(index.lastGroup()).isEqualTo(key % GroupIndex.MAX_GROUPS);
            }
            assertThat(index.remember(ordinal, key % GroupIndex.MAX_GROUPS)).isTrue();
            last.put(key, ordinal);
        }
    }

    @Test
    void everyKeyBelongsToOneSlice() {
        for (int key = 0; key < 1_000; key++) {
            int slices = 0;
            for (int slice = 0; slice < 16; slice++) {
                slices += find(new LastChangeIndex(16, slice, 10), 0, Integer.toString(key)) ? 1 : 0;
            }
            assertThat(slices).isEqualTo(1);
        }
    }

    @Test
    void holdsNoMoreKeysThanItMay() {
        final LastChangeIndex index = new LastChangeIndex(1, 0, 2);
        find(index, 0, "a");
        assertThat(index.remember(0, 0)).isTrue();
        find(index, 0, "b");
        assertThat(index.remember(1, 0)).isTrue();
        find(index, 0, "a");
        assertThat(index.remember(2, 0)).isTrue();
        find(index, 0, "c");
        assertThat(index.remember(3, 0)).isFalse();
    }

    @Test
    void keyIsIdentifiedByItsTableAndEachOfItsParts() {
        final LastChangeIndex index = new LastChangeIndex(1, 0, 10);
        find(index, 0, "ab", "c");
        index.remember(0, 0);

        find(index, 1, "ab", "c");
        assertThat(index.isKnown()).isFalse();
        find(index, 0, "a", "bc");
        assertThat(index.isKnown()).isFalse();
        find(index, 0, "ab", "c");
        assertThat(index.isKnown()).isTrue();
    }

    @Test
    void conditionIsThatOfTheKeysLastChangeAlsoAfterItHasGrown() {
        final LastChangeIndex index = new LastChangeIndex(1, 0, 10_000);
        for (int key = 0; key < 10_000; key++) {
            find(index, 0, Integer.toString(key));
            index.condition("v" + key);
            index.remember(key, 0);
        }
        for (int key = 0; key < 10_000; key++) {
            find(index, 0, Integer.toString(key));
            index.condition("v" + key);
            assertThat(index.hasSameCondition()).isTrue();
            index.condition("w" + key);
            assertThat(index.hasSameCondition()).isFalse();
        }
    }
}
