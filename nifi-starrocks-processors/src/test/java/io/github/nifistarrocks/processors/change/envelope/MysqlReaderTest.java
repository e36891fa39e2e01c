package io.github.nifistarrocks.processors.change.envelope;

import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What CaptureChangeMySQL writes. */
final class MysqlReaderTest {

    private static String event(final String type, final String columns) {
        return """
                {"type":"%s","timestamp":1754300000000,"binlog_filename":"mysql-bin.000003","binlog_position":1234,"database":"shop",\
                "table_name":"customers","table_id":108,"columns":[%s]}""".formatted(type, columns);
    }

    private static String column(final String name, final int sqlType, final String values) {
        return "{\"id\":1,\"name\":\"%s\",\"column_type\":%d,%s}".formatted(name, sqlType, values);
    }

    private static Reading mysql() {
        return Reading.of(OperationSource.MYSQL);
    }

    @Test
    void insertUpdateAndDelete() throws Exception {
        final Reading reading = mysql().table("id BIGINT key", "name VARCHAR").json(
                event("insert", column("id", 4, "\"value\":1") + "," + column("name", 12, "\"value\":\"Anna\"")),
                event("update", column("id", 4, "\"last_value\":1,\"value\":1") + "," + column("name", 12, "\"last_value\":\"Anna\",\"value\":null")),
                event("delete", column("id", 4, "\"value\":1") + "," + column("name", 12, "\"value\":null")));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=Anna}", "UPSERT {id=1, name=null}", "DELETE {id=1, name=null}");
        assertThat(reading.changes).extracting(change -> change.time().orElseThrow()).containsOnly(Instant.ofEpochMilli(1754300000000L));
        assertThat(reading.changes.getFirst().row().getSchema()).isSameAs(reading.changes.getLast().row().getSchema());
        assertThat(reading.changes.getFirst().row().getSchema().getDataType("id")).contains(RecordFieldType.LONG.getDataType());
    }

    @Test
    void updateThatChangesTheKeyDeletesTheOldRowFirst() throws Exception {
        final Reading reading = mysql().table("id BIGINT key", "name VARCHAR").json(
                event("update", column("id", 4, "\"last_value\":1,\"value\":2") + "," + column("name", 12, "\"last_value\":\"a\",\"value\":\"b\"")));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, name=a}", "UPSERT {id=2, name=b}");
    }

    @Test
    void transactionInOneFlowFileHasOnlyItsRows() throws Exception {
        final Reading reading = mysql().table("id BIGINT key").json("[{\"type\":\"begin\",\"timestamp\":5,\"database\":\"shop\"},"
                + event("insert", column("id", 4, "\"value\":1")) + ",{\"type\":\"ddl\",\"timestamp\":5,\"query\":\"alter table a\"},"
                + "{\"type\":\"commit\",\"timestamp\":null,\"database\":null}]");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1}");
        assertThat(reading.ignored).isEqualTo(3);
    }

    @Test
    void columnWithoutANameIsAnErrorThatSaysWhatToDo() {
        assertThatThrownBy(() -> mysql().json(event("insert", "{\"id\":1,\"value\":1}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage(
                        "Record 1 has a column without a name. Set a driver and credentials in CaptureChangeMySQL that can read the table definition");
    }

    @Test
    void rowEventWithoutColumnsIsAnError() {
        assertThatThrownBy(() -> mysql().json("{\"type\":\"insert\",\"columns\":[]}")).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 1 changes a row but its field [columns] has no column");
    }

    @Test
    void deletionMustHaveItsKey() {
        assertThatThrownBy(() -> mysql().table("id INT key").json(event("delete", column("name", 12, "\"value\":\"a\""))))
                .isInstanceOf(InvalidRecordException.class).hasMessageStartingWith("Record 1 deletes a row but has no value for the key column [id]");
    }

    @Test
    void textOfADateHasTheDigitsOfTheDatabase() throws Exception {
        final String seen = column("seen", 93, "\"value\":\"Tue Aug 04 10:00:00 UTC 2026\"");
        assertThat(mysql().table("seen DATETIME").json(event("insert", seen)).value("seen")).isEqualTo(LocalDateTime.of(2026, 8, 4, 10, 0));
        assertThat(mysql().json(event("insert", seen)).value("seen")).isEqualTo(LocalDateTime.of(2026, 8, 4, 10, 0));
        assertThat(mysql().table("seen DATE").json(event("insert", seen)).value("seen")).isEqualTo(LocalDate.of(2026, 8, 4));
        assertThat(mysql().table("seen VARCHAR").json(event("insert", column("seen", 12, "\"value\":\"Tue Aug 04 10:00:00 UTC 2026\""))).value("seen"))
                .isEqualTo("Tue Aug 04 10:00:00 UTC 2026");
    }

    @Test
    void textOfADateInTheMachinesZoneIsTurnedBack() throws Exception {
        final LocalDateTime inDatabase = LocalDateTime.of(2026, 8, 4, 10, 0);
        final Date asTheBinlogClientHasIt = Date.from(inDatabase.toInstant(ZoneOffset.UTC));
        assertThat(mysql().table("seen DATETIME").json(event("insert", column("seen", 93, "\"value\":\"%s\"".formatted(asTheBinlogClientHasIt)))).value("seen"))
                .as("zone %s", ZoneId.systemDefault()).isEqualTo(inDatabase);
        assertThat(mysql().table("seen DATETIME").json(event("insert", column("seen", 93, "\"value\":\"Tue Aug 04 12:00:00 CEST 2026\""))).value("seen"))
                .isEqualTo(inDatabase);
    }

    @Test
    void textOfADateInAnUnknownZoneIsAnError() {
        assertThatThrownBy(() -> mysql().table("seen DATETIME").json(event("insert", column("seen", 93, "\"value\":\"Tue Aug 04 12:00:00 QQQ 2026\""))))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage(
                        "Column [seen] of record 1 cannot be decoded: [Tue Aug 04 12:00:00 QQQ 2026] is not a date or time in a known zone");
    }

    @Test
    void textsOfDateAndTimeColumnsAreDatesAndTimes() throws Exception {
        final String day = new java.sql.Date(Date.from(LocalDate.of(2026, 8, 4).atStartOfDay().toInstant(ZoneOffset.UTC)).getTime()).toString();
        final String time = new java.sql.Time(10 * 3_600_000L).toString();
        assertThat(mysql().table("d DATE").json(event("insert", column("d", 91, "\"value\":\"%s\"".formatted(day)))).value("d"))
                .isEqualTo(LocalDate.of(2026, 8, 4));
        assertThat(mysql().table("t VARCHAR").json(event("insert", column("t", 92, "\"value\":\"%s\"".formatted(time)))).value("t")).isEqualTo("10:00:00");
        assertThatThrownBy(() -> mysql().json(event("insert", column("d", 91, "\"value\":\"2026-02-30\"")))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("[2026-02-30] is not a date");
    }

    @Test
    void decimalWhoseDigitsTheReaderHasRoundedIsAnError() throws Exception {
        final String amount = column("amount", 3, "\"value\":1234567890123456.7891");
        assertThatThrownBy(() -> mysql().table("amount DECIMAL(20,4)").json(event("insert", amount))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("Column [amount] of record 1 cannot be decoded").hasMessageContaining("has more digits than the Record Reader keeps");
        assertThat(mysql().table("amount DECIMAL(20,4)").json(event("insert", column("amount", 3, "\"value\":12345678901.2345"))).value("amount"))
                .isEqualTo(12345678901.2345);
        assertThat(mysql().table("amount DECIMAL(38,20)").json(event("insert", column("amount", 3, "\"value\":1.5"))).value("amount")).isEqualTo(1.5);
        assertThat(mysql().table("amount DECIMAL(10,2)").json(event("insert", column("amount", 3, "\"value\":0.30000000000000004"))).value("amount"))
                .isEqualTo(0.30000000000000004);
        assertThat(mysql().table("amount DECIMAL(20,4)").json(event("insert", column("amount", 3, "\"value\":\"1234567890123456.7891\""))).value("amount"))
                .isEqualTo("1234567890123456.7891");
        assertThat(mysql().table("amount DOUBLE").json(event("insert", amount)).value("amount")).isEqualTo(1234567890123456.7891);
    }

    @Test
    void textOfATimestampIsAnInstant() throws Exception {
        assertThat(mysql().table("seen DATETIME").json(event("insert", column("seen", 93, "\"value\":\"2026-08-04 10:00:00.0\""))).value("seen"))
                .isEqualTo(Timestamp.valueOf("2026-08-04 10:00:00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "BOOLEAN"})
    void bitsAreANumber(final String type) throws Exception {
        assertThat(mysql().table("flags " + type).json(event("insert", column("flags", -7, "\"value\":\"{0, 2}\""))).value("flags"))
                .isEqualTo(BigInteger.valueOf(5));
        assertThat(mysql().table("flags " + type).json(event("insert", column("flags", -7, "\"value\":\"{}\""))).value("flags")).isEqualTo(BigInteger.ZERO);
    }

    @Test
    void bitsOfATextColumnAreText() throws Exception {
        assertThat(mysql().table("flags VARCHAR").json(event("insert", column("flags", -7, "\"value\":\"{0, 2}\""))).value("flags")).isEqualTo("{0, 2}");
    }

    @Test
    void valuesOfManyTypesInOneArrayKeepTheirClass() throws Exception {
        final Reading reading = mysql().table("id BIGINT key", "code VARCHAR", "price DOUBLE", "n INT").json(event("insert", column("id", -5,
                "\"value\":3000000000") + "," + column("code", 12, "\"value\":\"0012\"") + "," + column("price", 8, "\"value\":1.5") + ","
                + column("n", 4, "\"value\":null")));
        assertThat(reading.texts()).containsExactly("UPSERT {id=3000000000, code=0012, price=1.5, n=null}");
        assertThat(reading.value("code")).isEqualTo("0012");
    }

    @Test
    void updateThatTellsOnlySomeColumnsTellsOnlyThose() throws Exception {
        final Reading reading = mysql().table("id BIGINT key", "name VARCHAR").json(event("update", column("id", 4, "\"last_value\":1,\"value\":1")));
        assertThat(reading.changes.getFirst().row().getRawFieldNames()).containsExactly("id");
    }
}
