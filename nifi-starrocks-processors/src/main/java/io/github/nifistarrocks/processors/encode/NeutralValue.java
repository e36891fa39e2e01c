package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.schema.TableColumn;

/** Writes a neutral value into a NOT NULL column of a row that is to be deleted: the server does not keep it, but may check it. */
@FunctionalInterface
interface NeutralValue {

    void write(RowWriter row) throws IOException;

    static NeutralValue of(final TableColumn column) {
        if (column.nullable()) {
            return RowWriter::writeNull;
        }
        return switch (column.type()) {
            case "BOOLEAN" -> row -> row.writeBoolean(false);
            case "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "FLOAT", "DOUBLE", "BITMAP", "PERCENTILE" -> row -> row.writeLong(0);
            case "DECIMAL" -> row -> row.writeDecimal(BigDecimal.ZERO);
            case "DATE" -> row -> row.writeDate(LocalDate.EPOCH);
            case "DATETIME" -> row -> row.writeDateTime(LocalDate.EPOCH.atStartOfDay());
            case "JSON", "MAP", "STRUCT" -> row -> row.writeJson("{}");
            case "ARRAY" -> row -> row.writeJson("[]");
            default -> row -> row.writeString("");
        };
    }
}
