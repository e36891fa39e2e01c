package io.github.nifistarrocks.processors.change.scan;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnTypes;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules.MissingFields;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.row.OpenRecords;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** Scans of the changes of a test, each of which is a record. */
final class ChangeScans {

    static final RecordSchema SCHEMA = schema("id", "a", "b", "c");
    private static final String DELETED = "deleted";

    private final List<Record> changes = new ArrayList<>();
    private final Map<Integer, TargetTable> tables = new HashMap<>();
    private TargetTable table = table("t", TableSchema.Keys.PRIMARY, "INT");
    private MissingFields missingFields = MissingFields.KEEP;
    private boolean partialUpdate;
    private DeleteHandling deletes = DeleteHandling.HARD;
    private boolean keepLast = true;
    private List<String> keyColumns = List.of();
    private Optional<String> mergeCondition = Optional.empty();
    private int maxKeys = 1_000;
    private long memory = 1 << 20;
    private CallScope scope = new CallScope();
    private Runnable afterReading = () -> {};
    private int readings;
    private long spilled;

    static RecordSchema schema(final String... names) {
        return new SimpleRecordSchema(List.of(names).stream().map(name -> new RecordField(name, RecordFieldType.STRING.getDataType())).toList());
    }

    static TargetTable table(final String name, final TableSchema.Keys keys, final String keyType) {
        return TargetTable.known(new TableSchema(new TableId("db", name), keys, List.of(new TableColumn("id", ColumnTypes.of(keyType), false, true, false),
                column("a"), column("b"), column("c"))));
    }

    private static TableColumn column(final String name) {
        return new TableColumn(name, ScalarType.INT, true, false, false);
    }

    static TargetTable unknown() {
        return TargetTable.unknown(new TableId("db", "t"), new StarRocksException(StarRocksException.Kind.DENIED, "no privilege"));
    }

    ChangeScans table(final TargetTable target) {
        table = target;
        return this;
    }

    ChangeScans wholeRows() {
        missingFields = MissingFields.SET_NULL;
        return this;
    }

    /** Rows without all columns are partial updates, among others whose missing columns are NULL. */
    ChangeScans singleRowsPartial() {
        missingFields = MissingFields.KEEP_IF_PARTIAL;
        return this;
    }

    ChangeScans alwaysPartial() {
        partialUpdate = true;
        return this;
    }

    ChangeScans softDeletes() {
        deletes = DeleteHandling.SOFT;
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

    ChangeScans maxKeys(final int max) {
        maxKeys = max;
        return this;
    }

    /** @param bytes that are not written to a file */
    ChangeScans memory(final long bytes) {
        memory = bytes;
        return this;
    }

    ChangeScans afterReading(final Runnable action) {
        afterReading = action;
        return this;
    }

    ChangeScans scope(final CallScope used) {
        scope = used;
        return this;
    }

    /** @param values pairs of a column and its value */
    ChangeScans upsert(final Object id, final Object... values) {
        return add(false, SCHEMA, id, values);
    }

    ChangeScans upsert(final RecordSchema schema, final Object id, final Object... values) {
        return add(false, schema, id, values);
    }

    ChangeScans delete(final Object id, final Object... values) {
        return delete(SCHEMA, id, values);
    }

    ChangeScans delete(final RecordSchema schema, final Object id, final Object... values) {
        return add(true, schema, id, values);
    }

    /** From now on changes go to this table. */
    ChangeScans into(final TargetTable target) {
        tables.put(changes.size(), target);
        return this;
    }

    private ChangeScans add(final boolean deleted, final RecordSchema schema, final Object id, final Object... values) {
        final Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        IntStream.range(0, values.length / 2).forEach(pair -> row.put((String) values[pair * 2], values[pair * 2 + 1]));
        row.put(DELETED, deleted);
        changes.add(new MapRecord(schema, row, false, false));
        return this;
    }

    ChangeScan scan() throws Exception {
        final TreeMap<Long, TargetTable> targets = targets();
        readings = 0;
        final RecordContent content = () -> {
            readings++;
            return new OpenRecords(InputStream.nullInputStream(), reader());
        };
        final RowRules rowRules = new RowRules((source, sink) -> {
            sink.accept(change(source.record()));
            return false;
        }, deletes, (record, number) -> targets.floorEntry(number - 1).getValue(), UnknownFields.FAIL, Optional.empty());
        final ChangeScanRules rules = new ChangeScanRules(missingFields, partialUpdate, keepLast,
                new ChangeScanRules.Columns(keyColumns, mergeCondition, (field, isColumn) -> field, ZoneOffset.UTC));
        try (SpillFile file = new SpillFile(Path.of(System.getProperty("java.io.tmpdir")), memory)) {
            final ChangeScan scan = ChangeScan.of(new RowSource(content, rowRules, scope), rules, new ChangeScan.Memory(maxKeys, file));
            spilled = file.fileSize();
            return scan;
        }
    }

    /** Bytes that the last scan has written to its temporary file. */
    long spilled() {
        return spilled;
    }

    private TreeMap<Long, TargetTable> targets() {
        final TreeMap<Long, TargetTable> targets = new TreeMap<>(Map.of(0L, table));
        tables.forEach((from, target) -> targets.put((long) from, target));
        return targets;
    }

    /** How often the last scan has read the records. */
    int readings() {
        return readings;
    }

    int size() {
        return changes.size();
    }

    TableId tableOf(final int ordinal) {
        return targets().floorEntry((long) ordinal).getValue().id();
    }

    boolean keepsLast() {
        return keepLast;
    }

    boolean deletesAreSoft() {
        return deletes == DeleteHandling.SOFT;
    }

    boolean isPartialUpdate() {
        return partialUpdate;
    }

    boolean presenceDecides() {
        return missingFields == MissingFields.KEEP;
    }

    Optional<String> conditionColumn() {
        return mergeCondition;
    }

    Change change(final int ordinal) {
        return change(changes.get(ordinal));
    }

    private Change change(final Record record) {
        final Map<String, Object> values = new HashMap<>(record.toMap());
        final boolean deleted = (boolean) values.remove(DELETED);
        return new Change(deleted ? Operation.DELETE : Operation.UPSERT, new MapRecord(record.getSchema(), values), Optional.empty(),
                missingFields == MissingFields.KEEP_IF_PARTIAL && values.size() < record.getSchema().getFieldCount());
    }

    /** The group of each change: a number from 0 in the order of the loads, or -1 for one that is superseded. */
    List<Integer> loads(final ChangeScan scan) {
        final List<Integer> numbers = scan.groups().stream().map(RowGroup::number).toList();
        return IntStream.range(0, changes.size()).mapToObj(ordinal -> numbers.indexOf(scan.groupOf(ordinal))).toList();
    }

    List<Integer> loads() throws Exception {
        return loads(scan());
    }

    /** The columns of each load. */
    static List<Set<String>> columns(final ChangeScan scan) {
        return scan.groups().stream().map(group -> Set.copyOf(group.fields().stream().map(RecordField::getFieldName).toList())).toList();
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
                afterReading.run();
            }
        };
    }
}
