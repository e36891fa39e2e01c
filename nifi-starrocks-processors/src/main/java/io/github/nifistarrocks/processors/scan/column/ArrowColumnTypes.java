package io.github.nifistarrocks.processors.scan.column;

import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Determines the StarRocks type of a scanned column from its Arrow type. */
public final class ArrowColumnTypes {

    private ArrowColumnTypes() {}

    /**
     * @param arrow decides
     * @param reported StarRocks type of the column; it only distinguishes what Arrow carries as text
     * @return empty for a column that cannot be read
     */
    public static Optional<ColumnType> of(final ArrowType arrow, final ColumnType reported) {
        return switch (arrow) {
            case ArrowType.Bool ignored -> Optional.of(ScalarType.BOOLEAN);
            case ArrowType.Int number when number.getIsSigned() -> integer(number.getBitWidth());
            case ArrowType.FloatingPoint number when number.getPrecision() == FloatingPointPrecision.SINGLE -> Optional.of(ScalarType.FLOAT);
            case ArrowType.FloatingPoint number when number.getPrecision() == FloatingPointPrecision.DOUBLE -> Optional.of(ScalarType.DOUBLE);
            case ArrowType.Decimal number when number.getBitWidth() >= 128 ->
                Optional.of(new DecimalType(OptionalInt.of(number.getPrecision()), OptionalInt.of(number.getScale())));
            case ArrowType.Utf8 ignored -> text(reported);
            case ArrowType.Binary ignored -> Optional.of(new VarbinaryType(OptionalInt.empty()));
            default -> Optional.empty();
        };
    }

    private static Optional<ColumnType> integer(final int bits) {
        return switch (bits) {
            case Byte.SIZE -> Optional.of(ScalarType.TINYINT);
            case Short.SIZE -> Optional.of(ScalarType.SMALLINT);
            case Integer.SIZE -> Optional.of(ScalarType.INT);
            case Long.SIZE -> Optional.of(ScalarType.BIGINT);
            default -> Optional.empty();
        };
    }

    private static Optional<ColumnType> text(final ColumnType reported) {
        return switch (reported) {
            case ScalarType scalar -> switch (scalar) {
                case DATE, DATETIME, LARGEINT, JSON -> Optional.of(scalar);
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, HLL, BITMAP, PERCENTILE -> Optional.empty();
            };
            case CharType text -> Optional.of(text);
            case VarcharType text -> Optional.of(text);
            case DecimalType ignored -> Optional.empty();
            case VarbinaryType ignored -> Optional.empty();
            case ArrayType ignored -> Optional.empty();
            case MapType ignored -> Optional.empty();
            case StructType ignored -> Optional.empty();
            case UnknownType ignored -> Optional.empty();
        };
    }
}
