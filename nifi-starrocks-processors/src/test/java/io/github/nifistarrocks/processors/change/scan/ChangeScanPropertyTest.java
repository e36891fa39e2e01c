package io.github.nifistarrocks.processors.change.scan;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.table.TargetTable;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

import static org.assertj.core.api.Assertions.assertThat;

/** The loads of a scan, one after the other, give the same table as the changes one after the other. */
final class ChangeScanPropertyTest {

    private static final String CONDITION = "c";
    private static final Set<String> COLUMNS = Set.of("a", "b", CONDITION);

    private static final List<TargetTable> TABLES = List.of(ChangeScans.table("t", TableSchema.Keys.PRIMARY, "INT"),
            ChangeScans.table("other", TableSchema.Keys.PRIMARY, "INT"));

    /**
     * @param row to which table and key it belongs
     * @param columns that it has beside the key
     * @param ownSchema whether its schema has only these columns
     */
    record Step(boolean delete, Row row, Set<String> columns, boolean ownSchema) {}

    /** @param table number of the table */
    record Row(int table, int id) {}

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
    void loadsMakeTheTableInWhateverOrderTheirRowsArrive(@ForAll final Mode mode, @ForAll("uniformSteps") final List<Step> steps) throws Exception {
        final ChangeScans changes = changes(mode, steps);

        final ChangeScan scan = changes.scan();

        assertThat(loaded(mode, changes, scan, true)).isEqualTo(applied(mode, changes, steps.size()));
    }

    @Property(tries = 500)
    void loadsMakeTheTableWhenAllChangesAreKept(@ForAll final Mode mode, @ForAll("uniformSteps") final List<Step> steps) throws Exception {
        final ChangeScans changes = changes(mode, steps).keepAll();

        final ChangeScan scan = changes.scan();

        assertThat(scan.superseded()).isZero();
        assertThat(loaded(mode, changes, scan, false)).isEqualTo(applied(mode, changes, steps.size()));
    }

    @Property(tries = 2000)
    void groupsAreThoseOfTheReferenceHoweverManyKeysAreHeld(@ForAll final Mode mode, @ForAll("steps") final List<Step> steps,
            @ForAll final boolean keepAll, @ForAll final boolean conditional) throws Exception {
        final ChangeScans changes = changes(mode, steps);
        if (keepAll) {
            changes.keepAll();
        }
        if (conditional) {
            changes.mergeCondition(CONDITION);
        }
        final ReferenceScan reference = new ReferenceScan(changes);

        for (final int maxKeys : List.of(1, 2, 5, 1_000)) {
            final ChangeScan scan = changes.maxKeys(maxKeys).memory(maxKeys == 1 ? 0 : 1 << 20).scan();

            assertThat(changes.readings()).isEqualTo(1);
            assertGroups(scan, changes, reference);
        }
    }

    private static void assertGroups(final ChangeScan scan, final ChangeScans changes, final ReferenceScan reference) {
        final List<Integer> loads = changes.loads(scan);
        final Map<Integer, ReferenceScan.Group> groups = new TreeMap<>();
        for (int ordinal = 0; ordinal < changes.size(); ordinal++) {
            final Optional<ReferenceScan.Group> expected = reference.groups().get(ordinal);
            assertThat(loads.get(ordinal) >= 0).as("change %d is loaded", ordinal).isEqualTo(expected.isPresent());
            if (expected.isPresent()) {
                assertThat(groups.computeIfAbsent(loads.get(ordinal), load -> expected.get())).as("group of change %d", ordinal).isEqualTo(expected.get());
            }
        }
        assertThat(groups.values()).doesNotHaveDuplicates().hasSameSizeAs(scan.groups());
        groups.forEach((load, group) -> {
            assertThat(scan.groups().get(load).table().id()).isEqualTo(group.table());
            assertThat(scan.groups().get(load).coverage()).isEqualTo(group.coverage(changes.isPartialUpdate()));
            assertThat(scan.groups().get(load).changes()).isEqualTo(Collections.frequency(loads, load));
        });
        for (final TargetTable table : TABLES) {
            assertThat(groups.values().stream().filter(group -> group.table().equals(table.id())).map(ReferenceScan.Group::rank)).isSorted();
        }
        assertThat(scan.superseded()).isEqualTo(Collections.frequency(loads, -1));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return steps(Arbitraries.integers().between(0, 2).map(dice -> dice == 0));
    }

    /** All changes have one schema. */
    @Provide
    Arbitrary<List<Step>> uniformSteps() {
        return steps(Arbitraries.just(false));
    }

    private static Arbitrary<List<Step>> steps(final Arbitrary<Boolean> ownSchemas) {
        final Arbitrary<Set<String>> some = Arbitraries.of(COLUMNS).set();
        final Arbitrary<Row> rows = Combinators.combine(Arbitraries.of(0, 0, 1), Arbitraries.integers().between(0, 6)).as(Row::new);
        return Combinators.combine(Arbitraries.integers().between(0, 3).map(dice -> dice == 0), rows,
                Arbitraries.oneOf(some, Arbitraries.just(COLUMNS)), ownSchemas).as(Step::new).list().ofMinSize(1).ofMaxSize(40);
    }

    private static ChangeScans changes(final Mode mode, final List<Step> steps) {
        final ChangeScans changes = mode.begin();
        for (int i = 0; i < steps.size(); i++) {
            final Step step = steps.get(i);
            final int value = i;
            final Object[] values = step.columns.stream().flatMap(name -> List.<Object>of(name, name.equals(CONDITION) ? value % 3 : value).stream()).toArray();
            final RecordSchema schema = step.ownSchema
                    ? ChangeScans.schema(Stream.concat(Stream.of("id"), step.columns.stream()).toArray(String[]::new))
                    : ChangeScans.SCHEMA;
            changes.into(TABLES.get(step.row.table));
            if (step.delete) {
                changes.delete(schema, step.row.id, values);
            } else {
                changes.upsert(schema, step.row.id, values);
            }
        }
        return changes;
    }

    /** The table after the changes one by one. */
    private static Map<List<Object>, Map<String, Object>> applied(final Mode mode, final ChangeScans changes, final int size) {
        final Map<List<Object>, Map<String, Object>> table = new HashMap<>();
        for (int ordinal = 0; ordinal < size; ordinal++) {
            final Change change = changes.change(ordinal);
            final List<Object> id = List.of(changes.tableOf(ordinal), change.row().getValue("id"));
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
    private static Map<List<Object>, Map<String, Object>> loaded(final Mode mode, final ChangeScans changes, final ChangeScan scan, final boolean backwards) {
        final Map<List<Object>, Map<String, Object>> table = new HashMap<>();
        final List<Integer> loads = changes.loads(scan);
        for (int load = 0; load < scan.groups().size(); load++) {
            final RowGroup group = scan.groups().get(load);
            for (int i = 0; i < loads.size(); i++) {
                final int ordinal = backwards ? loads.size() - 1 - i : i;
                if (loads.get(ordinal) == load) {
                    load(mode, group, changes.change(ordinal), table);
                }
            }
        }
        return table;
    }

    private static void load(final Mode mode, final RowGroup group, final Change change, final Map<List<Object>, Map<String, Object>> table) {
        final Coverage coverage = group.coverage();
        final List<String> columns = group.fields().stream().map(RecordField::getFieldName).toList();
        final List<Object> id = List.of(group.table().id(), change.row().getValue("id"));
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
