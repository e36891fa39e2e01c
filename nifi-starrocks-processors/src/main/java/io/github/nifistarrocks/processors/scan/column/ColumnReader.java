package io.github.nifistarrocks.processors.scan.column;

import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
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

/** Reads the values of one column of one batch. A value is decoded only when it is requested; NULL is null, as in NiFi's records. */
@FunctionalInterface
public interface ColumnReader {

    /** The value for a writer that converts it by the type of the field. */
    Object value(int row);

    /** The value for a writer that accepts java.time types. */
    default Object exactValue(final int row) {
        return value(row);
    }

    /**
     * Text for a writer that requests text.
     *
     * @param format pattern of dates and timestamps; null for milliseconds since 1970
     */
    default String formatted(final int row, final String format) {
        return text(row);
    }

    /**
     * The value of a field of type string: the text of StarRocks for numbers without exponent, dates, times and text; {@code true} or {@code false};
     * FLOAT and DOUBLE as Java writes them; base64 for bytes.
     */
    default String text(final int row) {
        return DataTypeUtils.toString(value(row), (String) null);
    }

    /** @throws UnreadableColumnException when the type of the vector is not that of the column */
    static ColumnReader of(final ScannedColumn column, final FieldVector vector, final WallClock clock) {
        return switch (column.type()) {
            case ScalarType scalar -> switch (scalar) {
                case BOOLEAN -> typed(BitVector.class, vector, column)::getObject;
                case TINYINT -> typed(TinyIntVector.class, vector, column)::getObject;
                case SMALLINT -> typed(SmallIntVector.class, vector, column)::getObject;
                case INT -> typed(IntVector.class, vector, column)::getObject;
                case BIGINT -> typed(BigIntVector.class, vector, column)::getObject;
                case LARGEINT -> new LargeIntReader(column.name(), typed(VarCharVector.class, vector, column));
                case FLOAT -> typed(Float4Vector.class, vector, column)::getObject;
                case DOUBLE -> typed(Float8Vector.class, vector, column)::getObject;
                case DATE -> new DateReader(column.name(), typed(VarCharVector.class, vector, column), clock);
                case DATETIME -> new DateTimeReader(column.name(), typed(VarCharVector.class, vector, column), clock);
                case JSON -> new TextReader(typed(VarCharVector.class, vector, column));
                case HLL, BITMAP, PERCENTILE -> throw UnreadableColumnException.ofType(column.name(), column.type().name());
            };
            case DecimalType ignored -> new DecimalReader(
                    vector instanceof Decimal256Vector wide ? wide::getObject : typed(DecimalVector.class, vector, column)::getObject);
            case CharType ignored -> new TextReader(typed(VarCharVector.class, vector, column));
            case VarcharType ignored -> new TextReader(typed(VarCharVector.class, vector, column));
            case VarbinaryType ignored -> new BinaryReader(typed(VarBinaryVector.class, vector, column));
            case ArrayType array -> throw UnreadableColumnException.ofType(column.name(), array.name());
            case MapType map -> throw UnreadableColumnException.ofType(column.name(), map.name());
            case StructType struct -> throw UnreadableColumnException.ofType(column.name(), struct.name());
            case UnknownType unknown -> throw UnreadableColumnException.ofType(column.name(), unknown.name());
        };
    }

    private static <V extends FieldVector> V typed(final Class<V> type, final FieldVector vector, final ScannedColumn column) {
        if (!type.isInstance(vector)) {
            throw new UnreadableColumnException(column.name(), "changed its type to %s within a scan".formatted(vector.getField().getType()));
        }
        return type.cast(vector);
    }
}
