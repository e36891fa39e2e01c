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

    private static boolean find(final LastChangeIndex ledger, final int table, final String... parts) {
        ledger.begin(table);
        for (final String part : parts) {
            ledger.part(part);
        }
        return ledger.end();
    }

    @Property(tries = 20)
    void remembersTheLastChangeOfEachKeyAsAMapDoes(@ForAll @Size(min = 1, max = 20_000) final List<@IntRange(max = 9_000) Integer> keys) {
        final LastChangeIndex ledger = new LastChangeIndex(1, 0, 10_000);
        final Map<Integer, Integer> last = new HashMap<>();
        for (int ordinal = 0; ordinal < keys.size(); ordinal++) {
            final Integer key = keys.get(ordinal);
            find(ledger, 0, key.toString());
            assertThat(ledger.isKnown()).isEqualTo(last.containsKey(key));
            if (ledger.isKnown()) {
                assertThat(ledger.lastOrdinal()).isEqualTo(last.get(key));
                assertThat(ledger.lastGroup()).isEqualTo(key % GroupIndex.MOST_GROUPS);
            }
            assertThat(ledger.remember(ordinal, key % GroupIndex.MOST_GROUPS)).isTrue();
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
        final LastChangeIndex ledger = new LastChangeIndex(1, 0, 2);
        find(ledger, 0, "a");
        assertThat(ledger.remember(0, 0)).isTrue();
        find(ledger, 0, "b");
        assertThat(ledger.remember(1, 0)).isTrue();
        find(ledger, 0, "a");
        assertThat(ledger.remember(2, 0)).isTrue();
        find(ledger, 0, "c");
        assertThat(ledger.remember(3, 0)).isFalse();
    }

    @Test
    void keyIsToldByItsTableAndByEachOfItsParts() {
        final LastChangeIndex ledger = new LastChangeIndex(1, 0, 10);
        find(ledger, 0, "ab", "c");
        ledger.remember(0, 0);

        find(ledger, 1, "ab", "c");
        assertThat(ledger.isKnown()).isFalse();
        find(ledger, 0, "a", "bc");
        assertThat(ledger.isKnown()).isFalse();
        find(ledger, 0, "ab", "c");
        assertThat(ledger.isKnown()).isTrue();
    }

    @Test
    void conditionIsThatOfTheKeysLastChangeAlsoAfterItHasGrown() {
        final LastChangeIndex ledger = new LastChangeIndex(1, 0, 10_000);
        for (int key = 0; key < 10_000; key++) {
            find(ledger, 0, Integer.toString(key));
            ledger.condition("v" + key);
            ledger.remember(key, 0);
        }
        for (int key = 0; key < 10_000; key++) {
            find(ledger, 0, Integer.toString(key));
            ledger.condition("v" + key);
            assertThat(ledger.hasSameCondition()).isTrue();
            ledger.condition("w" + key);
            assertThat(ledger.hasSameCondition()).isFalse();
        }
    }
}
