package io.github.nifistarrocks.processors.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.client.scan.ScanColumn;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The columns of a scan, in the order of the plan's columns. It is the same whether it comes from the plan alone, for a scan without rows, or from the
 * plan and what a BE sends, so that all FlowFiles of a plan have one schema.
 *
 * @param columns one per record field
 * @param recordSchema the fields
 */
record ScanSchema(List<Column> columns, RecordSchema recordSchema) {

    private static final int WIDEST_DECIMAL = 38;
    private static final int DECIMAL_SCALE = 9;

    /**
     * @param name field name
     * @param kind how it is read
     * @param vector position in the batches; -1 when there are none
     */
    record Column(String name, ColumnKind kind, int vector) {}

    /** For a scan that has sent no batch. */
    static ScanSchema of(final List<PlannedColumn> planned) {
        final List<Column> columns = new ArrayList<>();
        final List<RecordField> fields = new ArrayList<>();
        for (final PlannedColumn column : planned) {
            final ColumnKind kind = ColumnKind.declared(column.type()).orElseThrow(() -> unsupported(column.name(), column.type()));
            columns.add(new Column(column.name(), kind, -1));
            fields.add(new RecordField(column.name(), declaredType(kind, column), column.nullable()));
        }
        return new ScanSchema(columns, new SimpleRecordSchema(fields));
    }

    /**
     * @param planned columns of the plan
     * @param scanned columns as the BE names them, in the order of the vectors
     * @param arrow schema of the batches
     * @throws UnreadableColumnException when a planned column is not in the scan or is of a type that cannot be read
     */
    static ScanSchema of(final List<PlannedColumn> planned, final List<ScanColumn> scanned, final Schema arrow) {
        final List<Column> columns = new ArrayList<>();
        final List<RecordField> fields = new ArrayList<>();
        for (final PlannedColumn column : planned) {
            final int vector = position(column.name(), scanned, arrow);
            final PrimitiveType type = scanned.get(vector).type();
            final Field field = arrow.getFields().get(vector);
            final Optional<ColumnKind> declared = ColumnKind.declared(column.type());
            final ColumnKind kind = ColumnKind.scanned(field.getType(), type, declared)
                    .orElseThrow(() -> unsupported(column.name(), typeName(column, type, field)));
            columns.add(new Column(column.name(), kind, vector));
            fields.add(new RecordField(column.name(), scannedType(kind, field.getType()), column.nullable()));
        }
        return new ScanSchema(columns, new SimpleRecordSchema(fields));
    }

    /** Batches are mapped by position; the names of the BE only tell the order, which was not the select list's before StarRocks 3.1. */
    private static int position(final String name, final List<ScanColumn> scanned, final Schema arrow) {
        for (int i = 0; i < scanned.size() && i < arrow.getFields().size(); i++) {
            if (scanned.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new UnreadableColumnException(name, "is not among the columns that the BE sends: %s. The table may have been altered: fetch a new plan"
                .formatted(scanned.stream().map(ScanColumn::name).toList()));
    }

    private static DataType declaredType(final ColumnKind kind, final PlannedColumn column) {
        return kind == ColumnKind.DECIMAL
                ? RecordFieldType.DECIMAL.getDecimalDataType(column.precision().orElse(WIDEST_DECIMAL), column.scale().orElse(DECIMAL_SCALE))
                : kind.dataType();
    }

    private static DataType scannedType(final ColumnKind kind, final ArrowType type) {
        return type instanceof ArrowType.Decimal decimal
                ? RecordFieldType.DECIMAL.getDecimalDataType(decimal.getPrecision(), decimal.getScale())
                : kind.dataType();
    }

    private static String typeName(final PlannedColumn column, final PrimitiveType type, final Field field) {
        if (type != PrimitiveType.INVALID_TYPE) {
            return type.name();
        }
        return "UNKNOWN".equals(column.type()) ? field.getType().toString() : column.type();
    }

    private static UnreadableColumnException unsupported(final String name, final String type) {
        return new UnreadableColumnException(name, "is of type %s, which cannot be read. Leave it out of Columns of FetchStarRocksTablets".formatted(type));
    }
}
