package io.github.nifistarrocks.processors.change.scan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.nifi.serialization.record.RecordField;

/** The sets of fields that are present in changes, by numbers. */
final class FieldSets {

    /** All fields of a whole row. */
    static final int WHOLE = 0;
    /** A delete among partial updates, whose fields do not matter. */
    static final int DELETE = 1;

    private final List<Set<String>> sets = new ArrayList<>(List.of(Set.of(), Set.of()));
    private final Map<Set<String>, Integer> numbers = new HashMap<>();

    int numberOf(final Set<String> fields) {
        return numbers.computeIfAbsent(fields, set -> {
            sets.add(set);
            return sets.size() - 1;
        });
    }

    /** Whether a change sets all columns again that an earlier one of the same key has set. */
    boolean covers(final int earlier, final int later) {
        if (later == DELETE) {
            return true;
        }
        if (earlier == DELETE) {
            return false;
        }
        return later == WHOLE || earlier != WHOLE && sets.get(later).containsAll(sets.get(earlier));
    }

    /** The fields of a table that are in a set. */
    List<RecordField> select(final Collection<RecordField> fields, final int set) {
        return set == WHOLE || set == DELETE
                ? List.copyOf(fields)
                : fields.stream().filter(field -> sets.get(set).contains(field.getFieldName())).toList();
    }
}
