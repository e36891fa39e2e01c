package io.github.nifistarrocks.processors.scan;

import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.client.scan.ScanColumn;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.scan.row.ArrowColumnTypes;
import io.github.nifistarrocks.processors.scan.row.ScannedColumn;
import io.github.nifistarrocks.processors.type.ScanTypes;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The columns of a scan, in the order of the columns of the plan. All FlowFiles of a plan have the same schema, because it is the same with and without
 * rows.
 *
 * @param columns one per record field
 * @param recordSchema the fields
 */
record ScanSchema(List<ScannedColumn> columns, RecordSchema recordSchema) {

    /**
     * For a scan without batches.
     *
     * @param types of the record fields
     */
    static ScanSchema of(final List<PlannedColumn> planned, final ScanTypes types) {
        final List<ScannedColumn> columns = new ArrayList<>();
        final List<RecordField> fields = new ArrayList<>();
        for (final PlannedColumn column : planned) {
            final ScannedColumn scanned = new ScannedColumn(column.name(), column.type(), ScannedColumn.NO_VECTOR);
            columns.add(scanned);
            fields.add(field(column, scanned, types));
        }
        return new ScanSchema(columns, new SimpleRecordSchema(fields));
    }

    /**
     * @param planned columns of the plan
     * @param scanned columns as the BE names them, in the order of the vectors
     * @param arrow schema of the batches
     * @param types of the record fields
     * @throws UnreadableColumnException when a planned column is not in the scan or has a type that cannot be read
     */
    static ScanSchema of(final List<PlannedColumn> planned, final List<ScanColumn> scanned, final Schema arrow, final ScanTypes types) {
        final List<ScannedColumn> columns = new ArrayList<>();
        final List<RecordField> fields = new ArrayList<>();
        for (final PlannedColumn column : planned) {
            final int vector = position(column.name(), scanned, arrow);
            final ColumnType reported = reported(column, scanned.get(vector).type());
            final ScannedColumn read = new ScannedColumn(column.name(), ArrowColumnTypes.of(column.name(), arrow.getFields().get(vector), reported), vector);
            columns.add(read);
            fields.add(field(column, read, types));
        }
        return new ScanSchema(columns, new SimpleRecordSchema(fields));
    }

    /** Batches are mapped by position. The names of the BE give the order, which differs from the select list before StarRocks 3.1. */
    private static int position(final String name, final List<ScanColumn> scanned, final Schema arrow) {
        for (int i = 0; i < scanned.size() && i < arrow.getFields().size(); i++) {
            if (scanned.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new UnreadableColumnException(name, "is not among the columns that the BE sends: %s. The table may have been altered. Create a new plan"
                .formatted(scanned.stream().map(ScanColumn::name).toList()));
    }

    /** The type of the plan is used for nested types, of which the BE reports no parts, and for a type number that the client does not know. */
    private static ColumnType reported(final PlannedColumn column, final PrimitiveType type) {
        return type == PrimitiveType.INVALID_TYPE ? column.type() : type.columnType();
    }

    private static RecordField field(final PlannedColumn column, final ScannedColumn scanned, final ScanTypes types) {
        final DataType type = types.dataType(scanned.type())
                .orElseThrow(() -> UnreadableColumnException.ofType(column.name(), scanned.type().toString()));
        return new RecordField(column.name(), type, column.nullable());
    }
}
