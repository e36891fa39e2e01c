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

    private static KeyHash key(final int table, final String... parts) {
        return begun(table, parts).end();
    }

    private static KeyHash key(final String text, final String condition) {
        return begun(0, text).end(condition);
    }

    private static KeyHasher begun(final int table, final String... parts) {
        final KeyHasher hasher = new KeyHasher();
        hasher.begin(table);
        for (final String part : parts) {
            hasher.part(part);
        }
        return hasher;
    }

    @Property(tries = 20)
    void remembersTheLastChangeOfEachKeyAsAMapDoes(@ForAll @Size(min = 1, max = 20_000) final List<@IntRange(max = 9_000) Integer> keys) {
        final LastChangeIndex index = new LastChangeIndex(10_000);
        final Map<Integer, Integer> last = new HashMap<>();
        for (int ordinal = 0; ordinal < keys.size(); ordinal++) {
            final Integer key = keys.get(ordinal);
            final KeyHash hash = key(0, key.toString());
            assertThat(index.find(hash)).isEqualTo(last.containsKey(key));
            if (last.containsKey(key)) {
                assertThat(index.lastOrdinal()).isEqualTo(last.get(key));
                assertThat(index.lastGroup()).isEqualTo(key % GroupIndex.MAX_GROUPS);
            }
            index.remember(hash, ordinal, key % GroupIndex.MAX_GROUPS);
            last.put(key, ordinal);
        }
    }

    @Test
    void isFullWithAsManyKeysAsItMayHold() {
        final LastChangeIndex index = new LastChangeIndex(2);
        index.remember(key(0, "a"), 0, 0);
        assertThat(index.isFull()).isFalse();
        index.remember(key(0, "a"), 1, 0);
        assertThat(index.isFull()).isFalse();
        index.remember(key(0, "b"), 2, 0);
        assertThat(index.isFull()).isTrue();
        assertThat(index.find(key(0, "a"))).isTrue();
        assertThat(index.find(key(0, "c"))).isFalse();
    }

    @Test
    void keyIsIdentifiedByItsTableAndEachOfItsParts() {
        final LastChangeIndex index = new LastChangeIndex(10);
        index.remember(key(0, "ab", "c"), 0, 0);

        assertThat(index.find(key(1, "ab", "c"))).isFalse();
        assertThat(index.find(key(0, "a", "bc"))).isFalse();
        assertThat(index.find(key(0, "ab", "c"))).isTrue();
    }

    @Test
    void conditionIsThatOfTheKeysLastChangeAlsoAfterItHasGrown() {
        final LastChangeIndex index = new LastChangeIndex(10_000);
        for (int key = 0; key < 10_000; key++) {
            index.remember(key(Integer.toString(key), "v" + key), key, 0);
        }
        for (int key = 0; key < 10_000; key++) {
            final KeyHash same = key(Integer.toString(key), "v" + key);
            assertThat(index.find(same)).isTrue();
            assertThat(index.hasCondition(same)).isTrue();
            assertThat(index.hasCondition(key(Integer.toString(key), "w" + key))).isFalse();
        }
    }

    @Test
    void keysAreDividedEvenlyAtEachDepth() {
        final int[][] counts = new int[KeyHash.MAX_DEPTH][KeyHash.PARTITIONS];
        for (int key = 0; key < 64_000; key++) {
            final KeyHash hash = key(0, Integer.toString(key));
            for (int depth = 0; depth < counts.length; depth++) {
                counts[depth][hash.partition(depth)]++;
            }
        }
        for (final int[] depth : counts) {
            for (final int count : depth) {
                assertThat(count).isBetween(800, 1_200);
            }
        }
    }
}
