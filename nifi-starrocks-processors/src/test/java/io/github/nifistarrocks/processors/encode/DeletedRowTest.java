package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.nifistarrocks.processors.encode.Encoding.column;
import static io.github.nifistarrocks.processors.encode.Encoding.field;
import static io.github.nifistarrocks.processors.encode.Encoding.key;
import static io.github.nifistarrocks.processors.encode.Encoding.notNull;
import static io.github.nifistarrocks.processors.encode.Encoding.schema;
import static io.github.nifistarrocks.processors.encode.Encoding.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeletedRowTest {

    private static final RecordSchema SCHEMA = schema(field("id", RecordFieldType.INT), field("v", RecordFieldType.INT));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
            value = {"BOOLEAN | false | false", "TINYINT | 0 | 0", "SMALLINT | 0 | 0", "INT | 0 | 0", "BIGINT | 0 | 0",
                    "LARGEINT | 0 | 0", "FLOAT | 0 | 0", "DOUBLE | 0 | 0", "DECIMAL | \"0\" | 0", "DATE | \"1970-01-01\" | 1970-01-01",
                    "DATETIME | \"1970-01-01 00:00:00\" | 1970-01-01 00:00:00", "CHAR | \"\" | ~~", "VARCHAR | \"\" | ~~", "STRING | \"\" | ~~",
                    "VARBINARY | \"\" | ~~",
                    "JSON | {} | {}", "ARRAY | [] | []", "MAP | {} | {}", "STRUCT | {} | -", "BITMAP | 0 | 0", "PERCENTILE | 0 | 0", "HLL | \"\" | ~~"})
    void notNullColumnIsFilled(final String type, final String json, final String csv) throws IOException, InvalidRecordException {
        final TableSchema table = table(key("id", "INT"), notNull("v", type));
        final String source = switch (type) {
            case "VARBINARY", "BITMAP", "HLL", "PERCENTILE" -> "__src_v";
            default -> "v";
        };

        assertThat(encode(table, LoadFormat.JSON, true, 1, null)).isEqualTo("{\"id\":1,\"%s\":%s,\"__op\":1}\n".formatted(source, json));
        if (!"-".equals(csv)) {
            assertThat(encode(table, LoadFormat.CSV, true, 1, null)).isEqualTo("1\u001f\u0001%s\u001f\u00011\u0017".formatted(csv));
        }
    }

    @Test
    void valueThatIsThereIsKept() throws IOException, InvalidRecordException {
        assertThat(encode(table(key("id", "INT"), notNull("v", "INT")), LoadFormat.JSON, true, 1, 5)).isEqualTo("{\"id\":1,\"v\":5,\"__op\":1}\n");
    }

    @Test
    void nullableColumnStaysNull() throws IOException, InvalidRecordException {
        assertThat(encode(table(key("id", "INT"), column("v", "INT")), LoadFormat.JSON, true, 1, null)).isEqualTo("{\"id\":1,\"v\":null,\"__op\":1}\n");
    }

    @Test
    void rowThatIsNotDeletedIsNotFilled() throws IOException, InvalidRecordException {
        assertThat(encode(table(key("id", "INT"), notNull("v", "INT")), LoadFormat.JSON, false, 1, null)).isEqualTo("{\"id\":1,\"v\":null,\"__op\":0}\n");
    }

    @Test
    void keyMustHaveAValue() {
        assertThatThrownBy(() -> encode(table(key("id", "INT"), column("v", "INT")), LoadFormat.CSV, true, null, 5)).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 7 deletes a row, but its field [id] for key column `id` has no value, so the row is not known");
    }

    private static String encode(final TableSchema table, final LoadFormat format, final boolean deleted, final Object id, final Object value)
            throws IOException, InvalidRecordException {
        final Record row = Encoding.row(SCHEMA, id, value);
        final RecordFieldType type = table.columns().get(1).type() == ColumnType.ScalarType.HLL ? RecordFieldType.STRING : RecordFieldType.INT;
        final ColumnPlan plan = ColumnPlan.builder(ColumnRules.NONE, format).table(table)
                .add(new AddedColumns(true, Optional.empty(), Optional.empty(), false))
                .plan(schema(field("id", RecordFieldType.INT), field("v", type)).getFields());
        return Encoding.encode(RowEncoder.strict(plan, Encoding.UTC), deleted ? LoadRow.delete(row, 7, Instant.EPOCH) : LoadRow.upsert(row, 7));
    }
}
