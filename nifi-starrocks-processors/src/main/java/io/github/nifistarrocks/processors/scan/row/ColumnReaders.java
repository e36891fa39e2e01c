package io.github.nifistarrocks.processors.scan.row;

import java.util.List;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.NumberReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;
import io.github.nifistarrocks.processors.scan.column.ScalarReaders;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.type.ScanTypes;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/** Creates the readers of columns with all their parts. The parts of a vector are found by position. */
public final class ColumnReaders {

    /** From the smallest to the largest. */
    private static final List<RecordFieldType> WHOLE = List.of(RecordFieldType.BYTE, RecordFieldType.SHORT, RecordFieldType.INT, RecordFieldType.LONG,
            RecordFieldType.BIGINT);
    private static final List<RecordFieldType> REAL = List.of(RecordFieldType.FLOAT, RecordFieldType.DOUBLE, RecordFieldType.DECIMAL);

    private final ScanTypes types;
    private final JsonColumns jsonColumns;
    private final ReadContext context;

    /**
     * @param types of the record fields
     * @param jsonColumns form of JSON columns
     */
    public ColumnReaders(final ScanTypes types, final JsonColumns jsonColumns, final ReadContext context) {
        this.types = types;
        this.jsonColumns = jsonColumns;
        this.context = context;
    }

    /**
     * A column or a part of one.
     *
     * @param path for messages
     * @param type of its values
     * @param written its type in the schema of the record writer
     */
    record Part(String path, ColumnType type, DataType written) {}

    /**
     * The fields of the rows, without readers.
     *
     * @param writerSchema of the record writer
     */
    RecordFields fields(final RecordSchema schema, final RecordSchema writerSchema) {
        return new RecordFields("", schema, writerSchema, context);
    }

    /** @throws UnreadableColumnException when a vector does not have the type of its column */
    ColumnReader ofColumn(final Part column, final FieldVector vector) {
        final ScalarReaders scalars = new ScalarReaders(column.path(), vector, context);
        if (RecordTypes.isBinary(column.type())) {
            final ColumnReader bytes = scalars.binaryField();
            return column.written().getFieldType() == RecordFieldType.STRING ? new TextOf(column.path(), bytes, context) : bytes;
        }
        final boolean text = RecordTypes.isText(column.type()) || column.type() == ScalarType.JSON && !isParsed(column.written());
        return text ? scalars.textField() : of(column, vector);
    }

    private ColumnReader of(final Part part, final FieldVector vector) {
        final ColumnReader reader = mayChange(part)
                ? new NumberReader(part.path(), reader(part, vector), part.written(), context)
                : reader(part, vector);
        final boolean text = part.written().getFieldType() == RecordFieldType.STRING && !RecordTypes.isText(part.type());
        return text ? new TextOf(part.path(), reader, context) : reader;
    }

    /** Whether a record writer converts a number to a type that may not represent it. */
    private boolean mayChange(final Part part) {
        if (!RecordTypes.isNumber(part.type()) || !(WHOLE.contains(part.written().getFieldType()) || REAL.contains(part.written().getFieldType()))) {
            return false;
        }
        final DataType own = own(part.path(), part.type());
        final int from = WHOLE.indexOf(own.getFieldType());
        return !own.equals(part.written()) && (from < 0 || WHOLE.indexOf(part.written().getFieldType()) < from);
    }

    private ColumnReader reader(final Part part, final FieldVector vector) {
        final ScalarReaders scalars = new ScalarReaders(part.path(), vector, context);
        return switch (part.type()) {
            case ScalarType scalar -> scalar == ScalarType.JSON && isParsed(part.written())
                    ? new JsonReader(scalars.text(), part.written(), context)
                    : scalars.scalar(scalar, context.precision(part.written()));
            case DecimalType ignored -> scalars.decimal();
            case CharType ignored -> scalars.text();
            case VarcharType ignored -> scalars.text();
            case VarbinaryType ignored -> scalars.binary();
            case ArrayType array -> array(part, array, vector);
            case MapType map -> map(part, map, vector);
            case StructType struct -> struct(part, struct, vector);
            case UnknownType unknown -> throw UnreadableColumnException.ofType(part.path(), unknown.name());
        };
    }

    private boolean isParsed(final DataType written) {
        return jsonColumns == JsonColumns.PARSED && written.getFieldType() != RecordFieldType.STRING;
    }

    private ColumnReader array(final Part part, final ArrayType array, final FieldVector vector) {
        final ListVector list = typed(ListVector.class, part, vector);
        final String path = PartPath.element(part.path());
        final DataType written = part.written() instanceof final ArrayDataType declared ? declared.getElementType() : own(path, array.element());
        final FieldVector elements = list.getDataVector();
        final ColumnReader reader = array.element() == ScalarType.TINYINT && written.getFieldType() != RecordFieldType.STRING
                ? new ScalarReaders(path, elements, context).tinyIntAsShort()
                : of(new Part(path, array.element(), written), elements);
        return new ArrayReader(part.path(), list, new ArrayReader.Elements(array.element(), reader), context);
    }

    private ColumnReader map(final Part part, final MapType map, final FieldVector vector) {
        final ListVector list = typed(ListVector.class, part, vector);
        final StructVector entries = typed(StructVector.class, part, list.getDataVector());
        final String keyPath = PartPath.key(part.path());
        final String valuePath = PartPath.mapValue(part.path());
        final DataType written = part.written() instanceof final MapDataType declared ? declared.getValueType() : own(valuePath, map.value());
        final ColumnReader keys = of(new Part(keyPath, map.key(), own(keyPath, map.key())), child(entries, 0));
        final ColumnReader values = of(new Part(valuePath, map.value(), written), child(entries, 1));
        return new MapReader(part.path(), list, new MapReader.Entries(keys, map.value(), values), context);
    }

    private ColumnReader struct(final Part part, final StructType struct, final FieldVector vector) {
        final StructVector values = typed(StructVector.class, part, vector);
        final RecordSchema schema = ((RecordDataType) own(part.path(), struct)).getChildSchema();
        final RecordSchema written = part.written() instanceof final RecordDataType declared ? declared.getChildSchema() : schema;
        final RecordFields fields = new RecordFields(part.path(), schema, written, context);
        final List<StructField> parts = struct.fields();
        for (int i = 0; i < parts.size(); i++) {
            final String path = PartPath.field(part.path(), parts.get(i).name());
            fields.read(i, of(new Part(path, parts.get(i).type(), fields.written(i)), child(values, i)));
        }
        return new StructReader(values, parts, fields);
    }

    private static FieldVector child(final StructVector struct, final int position) {
        return (FieldVector) struct.getChildByOrdinal(position);
    }

    private DataType own(final String path, final ColumnType type) {
        return types.dataType(type).orElseThrow(() -> UnreadableColumnException.ofType(path, type.name()));
    }

    private static <V extends FieldVector> V typed(final Class<V> type, final Part part, final FieldVector vector) {
        if (!type.isInstance(vector)) {
            throw UnreadableColumnException.ofChange(part.path(), vector.getField().getType());
        }
        return type.cast(vector);
    }
}
