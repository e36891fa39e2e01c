package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The groups of changes that can be loaded together, by numbers, and the group of each change. */
final class ScanGroups {

    private final Map<GroupKey, Integer> numbers = new HashMap<>();
    private final List<GroupKey> keys = new ArrayList<>();
    private final long[] changes = new long[GroupIndex.MAX_GROUPS];
    private final GroupIndex index = new GroupIndex();

    /**
     * What the changes of a group have in common.
     *
     * @param table number of the table
     * @param rank position in the order of the table's loads
     * @param fieldSet number of the set of fields that are present
     */
    record GroupKey(int table, int rank, int fieldSet) {}

    /** @return number of the group, which may be new */
    int numberOf(final GroupKey key) throws InvalidRecordException {
        final Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        final int number = freeNumber();
        if (number == GroupIndex.MAX_GROUPS) {
            throw new InvalidRecordException("""
                    The FlowFile would need more than %d loads. Its rows fill too many different sets of columns or tables, or change single keys too often. \
                    Split it, for instance with PartitionRecord, or set Update Columns to Record Schema""".formatted(GroupIndex.MAX_GROUPS));
        }
        if (number == keys.size()) {
            keys.add(key);
        } else {
            numbers.remove(keys.set(number, key));
        }
        numbers.put(key, number);
        return number;
    }

    /** A new number while there are some, then that of a group whose changes are all superseded. */
    private int freeNumber() {
        int number = keys.size();
        if (number == GroupIndex.MAX_GROUPS) {
            number = 0;
            while (number < GroupIndex.MAX_GROUPS && changes[number] > 0) {
                number++;
            }
        }
        return number;
    }

    GroupKey key(final int number) {
        return keys.get(number);
    }

    boolean hasSeveral(final int table) {
        return keys.stream().filter(key -> key.table == table).count() > 1;
    }

    void add(final int ordinal, final int number) {
        index.set(ordinal, number);
        changes[number]++;
    }

    /** Removes a change from its group. */
    void supersede(final int ordinal, final int number) {
        index.set(ordinal, GroupIndex.SUPERSEDED);
        changes[number]--;
    }

    long changes(final int number) {
        return changes[number];
    }

    GroupIndex index() {
        return index;
    }

    /** Numbers of the groups with changes, in the order of their loads. */
    List<Integer> inLoadOrder() {
        return IntStream.range(0, keys.size()).filter(number -> changes[number] > 0).boxed()
                .sorted(Comparator.<Integer>comparingInt(number -> keys.get(number).table).thenComparingInt(number -> keys.get(number).rank)
                        .thenComparingInt(number -> number))
                .toList();
    }
}
