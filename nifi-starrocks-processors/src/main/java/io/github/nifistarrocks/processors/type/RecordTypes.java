package io.github.nifistarrocks.processors.type;

import java.util.Optional;

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
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/** Maps StarRocks' types to the types of NiFi's record fields. */
public final class RecordTypes {

    private static final int DEFAULT_PRECISION = 38;
    private static final int DEFAULT_SCALE = 9;

    private RecordTypes() {}

    /** Type of the record field of a scanned column; empty for a type that cannot be scanned. */
    public static Optional<DataType> scannedType(final ColumnType type) {
        return switch (type) {
            case ScalarType scalar -> scannedScalar(scalar).map(RecordFieldType::getDataType);
            case DecimalType decimal -> Optional.of(RecordFieldType.DECIMAL.getDecimalDataType(decimal.precision().orElse(DEFAULT_PRECISION),
                    decimal.scale().orElse(DEFAULT_SCALE)));
            case CharType ignored -> Optional.of(RecordFieldType.STRING.getDataType());
            case VarcharType ignored -> Optional.of(RecordFieldType.STRING.getDataType());
            case VarbinaryType ignored -> Optional.of(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType()));
            case ArrayType ignored -> Optional.empty();
            case MapType ignored -> Optional.empty();
            case StructType ignored -> Optional.empty();
            case UnknownType ignored -> Optional.empty();
        };
    }

    private static Optional<RecordFieldType> scannedScalar(final ScalarType type) {
        return switch (type) {
            case BOOLEAN -> Optional.of(RecordFieldType.BOOLEAN);
            case TINYINT -> Optional.of(RecordFieldType.BYTE);
            case SMALLINT -> Optional.of(RecordFieldType.SHORT);
            case INT -> Optional.of(RecordFieldType.INT);
            case BIGINT -> Optional.of(RecordFieldType.LONG);
            case LARGEINT -> Optional.of(RecordFieldType.BIGINT);
            case FLOAT -> Optional.of(RecordFieldType.FLOAT);
            case DOUBLE -> Optional.of(RecordFieldType.DOUBLE);
            case DATE -> Optional.of(RecordFieldType.DATE);
            case DATETIME -> Optional.of(RecordFieldType.TIMESTAMP);
            case JSON -> Optional.of(RecordFieldType.STRING);
            case HLL, BITMAP, PERCENTILE -> Optional.empty();
        };
    }
}
