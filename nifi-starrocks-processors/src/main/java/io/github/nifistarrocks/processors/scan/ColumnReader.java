package io.github.nifistarrocks.processors.scan;

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
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** Reads the values of one column of one batch. Nothing is decoded before it is asked for. */
@FunctionalInterface
interface ColumnReader {

    /** The value for a writer that converts it by the field's type, or null. */
    Object value(int row);

    /** The value for a writer that takes java.time types as they are, or null. */
    default Object exactValue(final int row) {
        return value(row);
    }

    /**
     * Text for a writer that asks for text, or null.
     *
     * @param format pattern of dates and timestamps; null for milliseconds since 1970
     */
    default String formatted(final int row, final String format) {
        return text(row);
    }

    /** The value as text, in the form that StarRocks gives it, or null. */
    default String text(final int row) {
        return DataTypeUtils.toString(value(row), (String) null);
    }

    static ColumnReader of(final ScanSchema.Column column, final FieldVector vector, final WallClock clock) {
        return switch (column.kind()) {
            case BOOLEAN -> typed(BitVector.class, vector, column)::getObject;
            case TINYINT -> typed(TinyIntVector.class, vector, column)::getObject;
            case SMALLINT -> typed(SmallIntVector.class, vector, column)::getObject;
            case INT -> typed(IntVector.class, vector, column)::getObject;
            case BIGINT -> typed(BigIntVector.class, vector, column)::getObject;
            case FLOAT -> typed(Float4Vector.class, vector, column)::getObject;
            case DOUBLE -> typed(Float8Vector.class, vector, column)::getObject;
            case DECIMAL -> new DecimalReader(
                    vector instanceof Decimal256Vector wide ? wide::getObject : typed(DecimalVector.class, vector, column)::getObject);
            case LARGEINT -> new LargeIntReader(column.name(), typed(VarCharVector.class, vector, column));
            case DATE -> new DateReader(column.name(), typed(VarCharVector.class, vector, column), clock);
            case DATETIME -> new DateTimeReader(column.name(), typed(VarCharVector.class, vector, column), clock);
            case TEXT -> new TextReader(typed(VarCharVector.class, vector, column));
            case BINARY -> new BinaryReader(typed(VarBinaryVector.class, vector, column));
        };
    }

    private static <V extends FieldVector> V typed(final Class<V> type, final FieldVector vector, final ScanSchema.Column column) {
        if (!type.isInstance(vector)) {
            throw new UnreadableColumnException(column.name(), "changed its type to %s within a scan".formatted(vector.getField().getType()));
        }
        return type.cast(vector);
    }
}
