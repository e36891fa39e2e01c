package io.github.nifistarrocks.processors.change.scan;

import java.io.InputStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.row.OpenRecords;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** Surveys of changes that a test tells, each of which is a record. */
final class ChangeScans {

    static final RecordSchema SCHEMA = schema("id", "a", "b", "c");
    private static final String DELETED = "deleted";
    private static final OptionalInt NONE = OptionalInt.empty();

    private final List<Record> changes = new ArrayList<>();
    private final Map<Integer, TargetTable> tables = new HashMap<>();
    private TargetTable table = table("t", TableSchema.Keys.PRIMARY, "INT");
    private boolean toldFieldsCount = true;
    private boolean singleRowsPartial;
    private boolean alwaysPartial;
    private boolean softDeletes;
    private boolean keepLast = true;
    private List<String> keyColumns = List.of();
    private Optional<String> mergeCondition = Optional.empty();
    private int mostKeys = 1_000;
    private int readings;

    static RecordSchema schema(final String... names) {
        return new SimpleRecordSchema(List.of(names).stream().map(name -> new RecordField(name, RecordFieldType.STRING.getDataType())).toList());
    }

    static TargetTable table(final String name, final TableSchema.Keys keys, final String keyType) {
        return TargetTable.known(new TableSchema(new TableId("db", name), keys, List.of(new TableColumn("id", keyType, NONE, NONE, NONE, false, true),
                column("a"), column("b"), column("c"))));
    }

    private static TableColumn column(final String name) {
        return new TableColumn(name, "INT", NONE, NONE, NONE, true, false);
    }

    static TargetTable unknown() {
        return TargetTable.unknown(new TableId("db", "t"), new StarRocksException(StarRocksException.Kind.DENIED, "not told"));
    }

    ChangeScans table(final TargetTable target) {
        table = target;
        return this;
    }

    ChangeScans wholeRows() {
        toldFieldsCount = false;
        return this;
    }

    /** Rows that do not tell all columns are partial updates, among others whose missing columns are NULL. */
    ChangeScans singleRowsPartial() {
        toldFieldsCount = false;
        singleRowsPartial = true;
        return this;
    }

    ChangeScans alwaysPartial() {
        alwaysPartial = true;
        return this;
    }

    ChangeScans softDeletes() {
        softDeletes = true;
        return this;
    }

    ChangeScans keepAll() {
        keepLast = false;
        return this;
    }

    ChangeScans keys(final String... names) {
        keyColumns = List.of(names);
        return this;
    }

    ChangeScans mergeCondition(final String column) {
        mergeCondition = Optional.of(column);
        return this;
    }

    ChangeScans mostKeys(final int most) {
        mostKeys = most;
        return this;
    }

    /** @param told pairs of a column and its value */
    ChangeScans upsert(final Object id, final Object... told) {
        return add(false, SCHEMA, id, told);
    }

    ChangeScans upsert(final RecordSchema schema, final Object id, final Object... told) {
        return add(false, schema, id, told);
    }

    ChangeScans delete(final Object id, final Object... told) {
        return add(true, SCHEMA, id, told);
    }

    /** From now on changes go to this table. */
    ChangeScans into(final TargetTable target) {
        tables.put(changes.size(), target);
        return this;
    }

    private ChangeScans add(final boolean deleted, final RecordSchema schema, final Object id, final Object... told) {
        final Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        IntStream.range(0, told.length / 2).forEach(pair -> values.put((String) told[pair * 2], told[pair * 2 + 1]));
        values.put(DELETED, deleted);
        changes.add(new MapRecord(schema, values, false, false));
        return this;
    }

    ChangeScan survey() throws Exception {
        final TreeMap<Long, TargetTable> targets = new TreeMap<>(Map.of(0L, table));
        tables.forEach((from, target) -> targets.put((long) from, target));
        readings = 0;
        return ChangeScan.of(() -> {
            readings++;
            return new OpenRecords(InputStream.nullInputStream(), reader(), false);
        }, new RowRules((record, number, known, sink) -> {
            sink.accept(change(record));
            return false;
        }, DeleteHandling.HARD, (record, number) -> targets.floorEntry(number - 1).getValue(), Optional.empty()),
                new ChangeScanRules(toldFieldsCount, singleRowsPartial, alwaysPartial, softDeletes, keepLast, keyColumns, mergeCondition, field -> field,
                        ZoneOffset.UTC),
                mostKeys, new CallScope());
    }

    /** How often the last survey has read the records. */
    int readings() {
        return readings;
    }

    Change change(final int ordinal) {
        return change(changes.get(ordinal));
    }

    private Change change(final Record record) {
        final Map<String, Object> values = new HashMap<>(record.toMap());
        final boolean deleted = (boolean) values.remove(DELETED);
        return new Change(deleted ? Operation.DELETE : Operation.UPSERT, new MapRecord(record.getSchema(), values), Optional.empty(),
                singleRowsPartial && values.size() < record.getSchema().getFieldCount());
    }

    /** The group of each change: a number from 0 in the order of the loads, or -1 for one that is overtaken. */
    List<Integer> loads(final ChangeScan survey) {
        final List<Integer> numbers = survey.groups().stream().map(RowGroup::number).toList();
        return IntStream.range(0, changes.size()).mapToObj(ordinal -> numbers.indexOf(survey.groupOf(ordinal))).toList();
    }

    List<Integer> loads() throws Exception {
        return loads(survey());
    }

    /** The columns of each load. */
    static List<Set<String>> columns(final ChangeScan survey) {
        return survey.groups().stream().map(group -> Set.copyOf(group.fields().stream().map(RecordField::getFieldName).toList())).toList();
    }

    private RecordReader reader() {
        final var rest = List.copyOf(changes).iterator();
        return new RecordReader() {
            @Override
            public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields) {
                return rest.hasNext() ? rest.next() : null;
            }

            @Override
            public RecordSchema getSchema() {
                return SCHEMA;
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
    }
}
