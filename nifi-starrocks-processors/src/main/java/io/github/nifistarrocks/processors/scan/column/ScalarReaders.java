package io.github.nifistarrocks.processors.scan.column;

import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.scan.writer.WrittenPrecision;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/** Creates readers of columns and parts without parts. All methods throw {@link UnreadableColumnException} when the vector has another type. */
public final class ScalarReaders {

    private final String column;
    private final FieldVector vector;
    private final ReadContext context;

    /** @param column its path */
    public ScalarReaders(final String column, final FieldVector vector, final ReadContext context) {
        this.column = column;
        this.vector = vector;
        this.context = context;
    }

    /** @param precision of the record writer for the column, if it is a DATE or DATETIME */
    public ColumnReader scalar(final ScalarType type, final WrittenPrecision precision) {
        return switch (type) {
            case BOOLEAN -> typed(BitVector.class)::getObject;
            case TINYINT -> typed(TinyIntVector.class)::getObject;
            case SMALLINT -> typed(SmallIntVector.class)::getObject;
            case INT -> typed(IntVector.class)::getObject;
            case BIGINT -> typed(BigIntVector.class)::getObject;
            case LARGEINT -> new LargeIntReader(column, text(), context);
            case FLOAT -> typed(Float4Vector.class)::getObject;
            case DOUBLE -> typed(Float8Vector.class)::getObject;
            case DATE -> new DateReader(temporal(), text(), precision, context);
            case DATETIME -> new DateTimeReader(temporal(), text(), precision, context);
            case JSON -> text();
            case HLL, BITMAP, PERCENTILE -> throw UnreadableColumnException.ofType(column, type.name());
        };
    }

    /** TINYINT as {@link Short}. */
    public ColumnReader tinyIntAsShort() {
        final TinyIntVector numbers = typed(TinyIntVector.class);
        return row -> numbers.isNull(row) ? null : (short) numbers.get(row);
    }

    public ColumnReader decimal() {
        return new DecimalReader(vector instanceof final Decimal256Vector wide ? wide::getObject : typed(DecimalVector.class)::getObject);
    }

    public TextReader text() {
        return new TextReader(column, typed(VarCharVector.class), false, context);
    }

    /** Text that is a field of its own. */
    public TextReader textField() {
        return new TextReader(column, typed(VarCharVector.class), true, context);
    }

    public ColumnReader binary() {
        return new BinaryReader(column, typed(VarBinaryVector.class), false, context);
    }

    /** Bytes that are a field of their own. */
    public ColumnReader binaryField() {
        return new BinaryReader(column, typed(VarBinaryVector.class), true, context);
    }

    private TemporalVector temporal() {
        return new TemporalVector(column, typed(VarCharVector.class), context);
    }

    private <V extends FieldVector> V typed(final Class<V> type) {
        if (!type.isInstance(vector)) {
            throw UnreadableColumnException.ofChange(column, vector.getField().getType());
        }
        return type.cast(vector);
    }
}
