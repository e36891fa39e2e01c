package io.github.nifistarrocks.processors.change.scan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.nifi.serialization.record.RecordField;

import static org.assertj.core.api.Assertions.assertThat;

/** The loads of a scan, one after the other, give the same table as the changes one after the other. */
final class ChangeScanPropertyTest {

    private static final Set<String> COLUMNS = Set.of("a", "b", "c");

    /** @param columns that it has beside the key */
    record Step(boolean delete, int id, Set<String> columns) {}

    /** How the scan is configured. */
    enum Mode {
        ENVELOPE, SOFT_DELETES, FIELDS_PRESENT, WHOLE_ROWS;

        ChangeScans begin() {
            final ChangeScans changes = new ChangeScans();
            return switch (this) {
                case ENVELOPE -> changes;
                case SOFT_DELETES -> changes.softDeletes();
                case FIELDS_PRESENT -> changes.alwaysPartial();
                case WHOLE_ROWS -> changes.wholeRows();
            };
        }
    }

    @Property(tries = 1000)
    void loadsMakeTheTableInWhateverOrderTheirRowsArrive(@ForAll final Mode mode, @ForAll("steps") final List<Step> steps) throws Exception {
        final ChangeScans changes = changes(mode, steps);

        final ChangeScan scan = changes.scan();

        assertThat(loaded(mode, changes, scan, true)).isEqualTo(applied(mode, changes, steps.size()));
    }

    @Property(tries = 500)
    void loadsMakeTheTableWhenAllChangesAreKept(@ForAll final Mode mode, @ForAll("steps") final List<Step> steps) throws Exception {
        final ChangeScans changes = changes(mode, steps).keepAll();

        final ChangeScan scan = changes.scan();

        assertThat(scan.superseded()).isZero();
        assertThat(loaded(mode, changes, scan, false)).isEqualTo(applied(mode, changes, steps.size()));
    }

    @Property(tries = 500)
    void slicesFindWhatOneReadingFinds(@ForAll final Mode mode, @ForAll("steps") final List<Step> steps) throws Exception {
        final ChangeScans changes = changes(mode, steps);

        final ChangeScan whole = changes.scan();
        final ChangeScan sliced = changes.maxKeys(2).scan();

        assertThat(texts(changes, sliced, steps.size())).isEqualTo(texts(changes, whole, steps.size()));
        assertThat(sliced.superseded()).isEqualTo(whole.superseded());
        assertThat(loaded(mode, changes, sliced, true)).isEqualTo(applied(mode, changes, steps.size()));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        final Arbitrary<Set<String>> some = Arbitraries.of(COLUMNS).set();
        return Combinators.combine(Arbitraries.integers().between(0, 3).map(dice -> dice == 0), Arbitraries.integers().between(0, 6),
                Arbitraries.oneOf(some, Arbitraries.just(COLUMNS))).as(Step::new).list().ofMinSize(1).ofMaxSize(40);
    }

    private static ChangeScans changes(final Mode mode, final List<Step> steps) {
        final ChangeScans changes = mode.begin();
        for (int i = 0; i < steps.size(); i++) {
            final Step step = steps.get(i);
            final int value = i;
            final Object[] values = step.columns.stream().flatMap(name -> List.<Object>of(name, value).stream()).toArray();
            if (step.delete) {
                changes.delete(step.id, values);
            } else {
                changes.upsert(step.id, values);
            }
        }
        return changes;
    }

    /** What is known of each change: its columns and how much of a row they are, or that it is superseded. */
    private static List<String> texts(final ChangeScans changes, final ChangeScan scan, final int size) {
        final List<Integer> loads = changes.loads(scan);
        return IntStream.range(0, size).mapToObj(ordinal -> loads.get(ordinal) < 0
                ? "superseded"
                : ChangeScans.columns(scan).get(loads.get(ordinal)).stream().sorted().toList() + " " + scan.groups().get(loads.get(ordinal)).coverage())
                .toList();
    }

    /** The table after the changes one by one. */
    private static Map<Object, Map<String, Object>> applied(final Mode mode, final ChangeScans changes, final int size) {
        final Map<Object, Map<String, Object>> table = new TreeMap<>();
        for (int ordinal = 0; ordinal < size; ordinal++) {
            final Change change = changes.change(ordinal);
            final Object id = change.row().getValue("id");
            if (change.operation() == Operation.DELETE && mode != Mode.SOFT_DELETES) {
                table.remove(id);
            } else {
                final Map<String, Object> row = mode == Mode.WHOLE_ROWS ? new HashMap<>() : table.getOrDefault(id, new HashMap<>());
                row.putAll(change.row().toMap());
                row.put("deleted", change.operation() == Operation.DELETE);
                table.put(id, row);
            }
        }
        return table;
    }

    /** The table that StarRocks has after the loads. Rows of one load may arrive backwards. */
    private static Map<Object, Map<String, Object>> loaded(final Mode mode, final ChangeScans changes, final ChangeScan scan, final boolean backwards) {
        final Map<Object, Map<String, Object>> table = new TreeMap<>();
        final List<Integer> loads = changes.loads(scan);
        for (int load = 0; load < scan.groups().size(); load++) {
            final RowGroup group = scan.groups().get(load);
            final List<String> columns = group.fields().stream().map(RecordField::getFieldName).toList();
            for (int i = 0; i < loads.size(); i++) {
                final int ordinal = backwards ? loads.size() - 1 - i : i;
                if (loads.get(ordinal) == load) {
                    load(mode, group.coverage(), columns, changes.change(ordinal), table);
                }
            }
        }
        return table;
    }

    private static void load(final Mode mode, final Coverage coverage, final List<String> columns, final Change change,
            final Map<Object, Map<String, Object>> table) {
        final Object id = change.row().getValue("id");
        if (change.operation() == Operation.DELETE && mode != Mode.SOFT_DELETES) {
            assertThat(coverage).isNotEqualTo(Coverage.PARTIAL);
            table.remove(id);
            return;
        }
        assertThat(coverage).isNotEqualTo(Coverage.DELETES);
        final Map<String, Object> row = coverage == Coverage.WHOLE ? new HashMap<>() : table.getOrDefault(id, new HashMap<>());
        assertThat(columns).containsAll(change.row().getRawFieldNames());
        if (coverage == Coverage.PARTIAL && mode != Mode.WHOLE_ROWS) {
            assertThat(change.row().getRawFieldNames()).containsAll(columns);
        }
        row.putAll(change.row().toMap());
        row.put("deleted", change.operation() == Operation.DELETE);
        table.put(id, row);
    }
}
