package io.github.nifistarrocks.processors.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnTypes;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
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

    private Encoding() {}

    public static TableSchema table(final TableColumn... columns) {
        return new TableSchema(TABLE, TableSchema.Keys.PRIMARY, List.of(columns));
    }

    public static TableColumn key(final String name, final String type) {
        return new TableColumn(name, ColumnTypes.of(type), false, true, false);
    }

    public static TableColumn notNull(final String name, final String type) {
        return new TableColumn(name, ColumnTypes.of(type), false, false, false);
    }

    public static TableColumn column(final String name, final String type) {
        return column(name, ColumnTypes.of(type));
    }

    public static TableColumn column(final String name, final ColumnType type) {
        return new TableColumn(name, type, true, false, false);
    }

    public static TableColumn varchar(final String name, final int length) {
        return column(name, new ColumnType.VarcharType(OptionalInt.of(length)));
    }

    public static TableColumn decimal(final String name, final int precision, final int scale) {
        return column(name, new ColumnType.DecimalType(OptionalInt.of(precision), OptionalInt.of(scale)));
    }

    /** @param parts element of an ARRAY, key and value of a MAP, fields of a STRUCT */
    public static TableColumn nested(final String name, final String type, final TableColumn... parts) {
        return column(name, ColumnTypes.of(type, new ColumnTypes.Parameters(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                Stream.of(parts).map(part -> new ColumnType.StructField(part.name(), part.type())).toList())));
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

    /** A plan of rows with the fields of a record. */
    public static ColumnPlan plan(final RecordSchema schema, final LoadFormat format, final TableColumn... columns) throws InvalidRecordException {
        return ColumnPlan.builder(ColumnRules.NONE, format).table(table(columns)).plan(schema.getFields());
    }

    /** A plan without a table. */
    public static ColumnPlan plan(final RecordSchema schema, final LoadFormat format) throws InvalidRecordException {
        return ColumnPlan.builder(ColumnRules.NONE, format).plan(schema.getFields());
    }

    public static LoadRow row(final Record record) {
        return LoadRow.upsert(record, 7);
    }

    public static String encode(final ColumnPlan plan, final Record record) throws IOException, InvalidRecordException {
        return encode(RowEncoder.strict(plan, UTC), row(record));
    }

    public static String encode(final RowEncoder encoder, final LoadRow row) throws IOException, InvalidRecordException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final RowWriter rows = encoder.writer(out);
        encoder.encode(row, rows);
        rows.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    public static String encode(final Record row, final TableColumn column, final LoadFormat format) throws IOException, InvalidRecordException {
        return encode(plan(row.getSchema(), format, column), row);
    }

    /** The server does not report the column. */
    public static String encode(final Record row, final LoadFormat format) throws IOException, InvalidRecordException {
        return encode(plan(row.getSchema(), format), row);
    }
}
