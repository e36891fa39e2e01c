package io.github.nifistarrocks.processors.change.decode;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/** What kinds of values StarRocks' types hold. */
public final class ColumnTypes {

    private ColumnTypes() {}

    static boolean isInteger(final String type) {
        return switch (type) {
            case "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT" -> true;
            default -> false;
        };
    }

    static boolean isNumber(final String type) {
        return switch (type) {
            case "FLOAT", "DOUBLE", "DECIMAL" -> true;
            default -> isInteger(type);
        };
    }

    static boolean isBinary(final String type) {
        return switch (type) {
            case "VARBINARY", "BINARY" -> true;
            default -> false;
        };
    }

    static boolean isText(final String type) {
        return switch (type) {
            case "CHAR", "VARCHAR", "STRING", "JSON" -> true;
            default -> false;
        };
    }

    /** Empty text when the column is not known. */
    static String name(final Optional<TableColumn> column) {
        return column.map(TableColumn::type).orElse("");
    }

    /** @return nothing for types that no NiFi type stands for */
    static Optional<DataType> dataType(final TableColumn column) {
        final RecordFieldType scalar = switch (column.type()) {
            case "BOOLEAN" -> RecordFieldType.BOOLEAN;
            case "TINYINT", "SMALLINT", "INT" -> RecordFieldType.INT;
            case "BIGINT" -> RecordFieldType.LONG;
            case "LARGEINT" -> RecordFieldType.BIGINT;
            case "FLOAT" -> RecordFieldType.FLOAT;
            case "DOUBLE" -> RecordFieldType.DOUBLE;
            case "DATE" -> RecordFieldType.DATE;
            case "DATETIME" -> RecordFieldType.TIMESTAMP;
            default -> isText(column.type()) ? RecordFieldType.STRING : null;
        };
        if (scalar != null) {
            return Optional.of(scalar.getDataType());
        }
        if ("DECIMAL".equals(column.type())) {
            return Optional.of(decimal(column));
        }
        return isBinary(column.type()) ? Optional.of(ValueDecoders.BYTES) : Optional.empty();
    }

    public static DataType decimal(final TableColumn column) {
        return column.precision().isPresent()
                ? ValueDecoders.decimalType(column.precision().getAsInt(), column.scale().orElse(0))
                : ValueDecoders.widestDecimal();
    }
}
