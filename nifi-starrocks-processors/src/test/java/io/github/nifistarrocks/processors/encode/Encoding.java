package io.github.nifistarrocks.processors.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** Tables, records and rows of the tests of this package. */
public final class Encoding {

    public static final ZoneId UTC = ZoneId.of("UTC");
    public static final TableId TABLE = new TableId("demo", "t");
    private static final OptionalInt NONE = OptionalInt.empty();

    private Encoding() {}

    public static TableSchema table(final TableColumn... columns) {
        return new TableSchema(TABLE, TableSchema.Keys.PRIMARY, List.of(columns));
    }

    public static TableColumn key(final String name, final String type) {
        return new TableColumn(name, type, NONE, NONE, NONE, false, true);
    }

    public static TableColumn notNull(final String name, final String type) {
        return new TableColumn(name, type, NONE, NONE, NONE, false, false);
    }

    public static TableColumn column(final String name, final String type) {
        return new TableColumn(name, type, NONE, NONE, NONE, true, false);
    }

    public static TableColumn varchar(final String name, final int length) {
        return new TableColumn(name, "VARCHAR", OptionalInt.of(length), NONE, NONE, true, false);
    }

    public static TableColumn decimal(final String name, final int precision, final int scale) {
        return new TableColumn(name, "DECIMAL", NONE, OptionalInt.of(precision), OptionalInt.of(scale), true, false);
    }

    public static TableColumn nested(final String name, final String type, final TableColumn... children) {
        return new TableColumn(name, type, NONE, NONE, NONE, true, false, false, Optional.empty(), false, List.of(children));
    }

    public static RecordField field(final String name, final RecordFieldType type) {
        return new RecordField(name, type.getDataType());
    }

    public static RecordSchema schema(final RecordField... fields) {
        return new SimpleRecordSchema(Arrays.asList(fields));
    }

    public static Record row(final RecordSchema schema, final Object... values) {
        final Map<String, Object> byName = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            byName.put(schema.getField(i).getFieldName(), values[i]);
        }
        return new MapRecord(schema, byName);
    }

    /** One field [f] of one type and value. */
    public static Record row(final DataType type, final Object value) {
        return row(schema(new RecordField("f", type)), value);
    }

    public static String encode(final ColumnPlan plan, final boolean deleted, final Record row) throws IOException, InvalidRecordException {
        final RowEncoder encoder = new RowEncoder(plan, UTC, true);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final RowWriter rows = encoder.writer(out);
        encoder.encode(row, deleted, null, 7, rows);
        rows.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** @param column nothing when the server does not tell */
    public static String encode(final Record row, final Optional<TableColumn> column, final LoadFormat format) throws IOException, InvalidRecordException {
        return encode(ColumnPlan.of(row.getSchema().getFields(), ColumnRules.NONE, column.map(Encoding::table), format, AddedColumns.NONE), false, row);
    }
}
