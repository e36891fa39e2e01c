package io.github.nifistarrocks.processors.scan;

import java.util.Optional;

import io.github.nifistarrocks.client.scan.PrimitiveType;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/** The types of StarRocks that become record fields, each with one form in Arrow and one in NiFi. */
enum ColumnKind {
    BOOLEAN(RecordFieldType.BOOLEAN.getDataType()),
    TINYINT(RecordFieldType.BYTE.getDataType()),
    SMALLINT(RecordFieldType.SHORT.getDataType()),
    INT(RecordFieldType.INT.getDataType()),
    BIGINT(RecordFieldType.LONG.getDataType()),
    LARGEINT(RecordFieldType.BIGINT.getDataType()),
    FLOAT(RecordFieldType.FLOAT.getDataType()),
    DOUBLE(RecordFieldType.DOUBLE.getDataType()),
    /** The data type's precision and scale are the column's own. */
    DECIMAL(RecordFieldType.DECIMAL.getDecimalDataType(38, 9)),
    DATE(RecordFieldType.DATE.getDataType()),
    DATETIME(RecordFieldType.TIMESTAMP.getDataType()),
    /** CHAR, VARCHAR and JSON. */
    TEXT(RecordFieldType.STRING.getDataType()),
    BINARY(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType()));

    private final DataType dataType;

    ColumnKind(final DataType dataType) {
        this.dataType = dataType;
    }

    DataType dataType() {
        return dataType;
    }

    /**
     * @param type upper-case StarRocks type name without arguments
     * @return empty for a type that cannot be read, or that the FE does not tell
     */
    static Optional<ColumnKind> declared(final String type) {
        return switch (type) {
            case "BOOLEAN" -> Optional.of(BOOLEAN);
            case "TINYINT" -> Optional.of(TINYINT);
            case "SMALLINT" -> Optional.of(SMALLINT);
            case "INT" -> Optional.of(INT);
            case "BIGINT" -> Optional.of(BIGINT);
            case "LARGEINT" -> Optional.of(LARGEINT);
            case "FLOAT" -> Optional.of(FLOAT);
            case "DOUBLE" -> Optional.of(DOUBLE);
            case "DECIMAL" -> Optional.of(DECIMAL);
            case "DATE" -> Optional.of(DATE);
            case "DATETIME" -> Optional.of(DATETIME);
            case "CHAR", "VARCHAR", "STRING", "JSON" -> Optional.of(TEXT);
            case "BINARY", "VARBINARY" -> Optional.of(BINARY);
            default -> Optional.empty();
        };
    }

    /**
     * Decides by the Arrow type; the BE's own type only tells apart what Arrow carries as text.
     *
     * @param declared the kind that the FE told of, for a type number that this client does not know
     * @return empty for a type that cannot be read
     */
    static Optional<ColumnKind> scanned(final ArrowType arrow, final PrimitiveType type, final Optional<ColumnKind> declared) {
        return switch (arrow) {
            case ArrowType.Bool ignored -> Optional.of(BOOLEAN);
            case ArrowType.Int number when number.getIsSigned() -> integer(number.getBitWidth());
            case ArrowType.FloatingPoint number when number.getPrecision() == FloatingPointPrecision.SINGLE -> Optional.of(FLOAT);
            case ArrowType.FloatingPoint number when number.getPrecision() == FloatingPointPrecision.DOUBLE -> Optional.of(DOUBLE);
            case ArrowType.Decimal number when number.getBitWidth() >= 128 -> Optional.of(DECIMAL);
            case ArrowType.Utf8 ignored -> text(type, declared);
            case ArrowType.Binary ignored -> Optional.of(BINARY);
            default -> Optional.empty();
        };
    }

    private static Optional<ColumnKind> integer(final int bits) {
        return switch (bits) {
            case 8 -> Optional.of(TINYINT);
            case 16 -> Optional.of(SMALLINT);
            case 32 -> Optional.of(INT);
            case 64 -> Optional.of(BIGINT);
            default -> Optional.empty();
        };
    }

    private static Optional<ColumnKind> text(final PrimitiveType type, final Optional<ColumnKind> declared) {
        return switch (type) {
            case DATE -> Optional.of(DATE);
            case DATETIME -> Optional.of(DATETIME);
            case LARGEINT -> Optional.of(LARGEINT);
            case CHAR, VARCHAR, JSON -> Optional.of(TEXT);
            case INVALID_TYPE -> declared;
            default -> Optional.empty();
        };
    }
}
