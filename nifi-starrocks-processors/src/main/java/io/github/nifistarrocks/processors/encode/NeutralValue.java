package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.time.LocalDate;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;

/** A neutral value for a NOT NULL column of a row that is deleted: the server does not keep it, but may check it. */
final class NeutralValue {

    private NeutralValue() {}

    static RowWriter.Content of(final TableColumn column) {
        return column.nullable() ? RowWriter::writeNull : ofType(column.type());
    }

    private static RowWriter.Content ofType(final ColumnType type) {
        return switch (type) {
            case ColumnType.ScalarType scalar -> switch (scalar) {
                case BOOLEAN -> row -> row.writeBoolean(false);
                case TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, BITMAP, PERCENTILE -> row -> row.writeLong(0);
                case DATE -> row -> row.writeDate(LocalDate.EPOCH);
                case DATETIME -> row -> row.writeDateTime(LocalDate.EPOCH.atStartOfDay());
                case JSON -> row -> row.writeJson("{}");
                case HLL -> row -> row.writeString("");
            };
            case ColumnType.DecimalType ignored -> row -> row.writeDecimal(BigDecimal.ZERO);
            case ColumnType.CharType ignored -> row -> row.writeString("");
            case ColumnType.VarcharType ignored -> row -> row.writeString("");
            case ColumnType.VarbinaryType ignored -> row -> row.writeString("");
            case ColumnType.ArrayType ignored -> row -> row.writeJson("[]");
            case ColumnType.MapType ignored -> row -> row.writeJson("{}");
            case ColumnType.StructType ignored -> row -> row.writeJson("{}");
            case ColumnType.UnknownType ignored -> row -> row.writeString("");
        };
    }
}
