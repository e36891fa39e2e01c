package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.scan.column.WallClock;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Dates and times that NiFi's writers write, in difficult time zones of the JVM. */
class WallClockTest {

    private static final DateTimeFormatter WITH_MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final String GAP = "2024-03-10 02:30:00";
    private static final TimeZone ZONE_BEFORE = TimeZone.getDefault();

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(ZONE_BEFORE);
    }

    @ParameterizedTest
    @CsvSource({"America/New_York", "Asia/Kolkata", "Europe/Paris", "America/Sao_Paulo", "Pacific/Apia", "UTC"})
    void ordinaryTimesArePrintedAsTheyAre(final String zone) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        final String time = "2024-07-01 12:34:56.000007";

        assertThat(json("ts", PrimitiveType.DATETIME, time)).isEqualTo("[{\"ts\":\"%s\"}]".formatted(time));
        assertThat(csv("ts", PrimitiveType.DATETIME, time)).isEqualTo("ts\n%s\n".formatted(time));
    }

    @Test
    void aTimeThatComesTwiceIsPrintedAsItIs() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));

        assertThat(json("ts", PrimitiveType.DATETIME, "2024-11-03 01:30:00")).contains("2024-11-03 01:30:00.000000");
    }

    @Test
    void aTimeThatTheZoneSkipsIsRefusedWhereJsonWouldShiftIt() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));

        assertThatThrownBy(() -> json("ts", PrimitiveType.DATETIME, GAP)).hasMessageContaining("[ts]").hasMessageContaining(GAP)
                .hasMessageContaining("Set Temporal Values to Text");
    }

    @Test
    void aTimeThatTheZoneSkipsIsExactInCsv() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));

        assertThat(csv("ts", PrimitiveType.DATETIME, GAP)).isEqualTo("ts\n%s.000000\n".formatted(GAP));
    }

    @Test
    void aTimeThatTheZoneSkipsIsExactInAColumnThatJsonDeclaresAsString() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        final RecordSetWriterFactory writer = RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property",
                "Schema Text", "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"ts\", \"type\": \"string\"}]}"));

        assertThat(print(writer, "ts", PrimitiveType.DATETIME, GAP)).isEqualTo("[{\"ts\":\"%s\"}]".formatted(GAP));
    }

    @ParameterizedTest
    @CsvSource({"America/Sao_Paulo, 2018-11-04", "Asia/Beirut, 2022-03-27", "Europe/Paris, 1950-01-01", "UTC, 9999-12-31"})
    void aDayWithoutAMidnightIsPrintedAsItIs(final String zone, final String date) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));

        assertThat(json("d", PrimitiveType.DATE, date)).isEqualTo("[{\"d\":\"%s\"}]".formatted(date));
    }

    @Test
    void aDayThatTheZoneSkippedIsExactInCsvAndRefusedInJson() {
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));

        assertThat(csv("d", PrimitiveType.DATE, "2011-12-30")).isEqualTo("d\n2011-12-30\n");
        assertThatThrownBy(() -> json("d", PrimitiveType.DATE, "2011-12-30")).hasMessageContaining("2011-12-30");
    }

    /** java.sql.Date counts days before October 1582 by another calendar than java.time. */
    @Test
    void anAncientDayIsExactInCsvAndNeverAnotherDayInJson() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));

        assertThat(csv("d", PrimitiveType.DATE, "0001-01-01")).isEqualTo("d\n0001-01-01\n");
        assertThatThrownBy(() -> json("d", PrimitiveType.DATE, "0001-01-01")).hasMessageContaining("0001-01-01");
    }

    @Test
    void anAncientTimeIsPrintedAsItIs() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));

        assertThat(json("ts", PrimitiveType.DATETIME, "0001-01-01 00:00:00")).contains("0001-01-01 00:00:00.000000");
    }

    @Property(tries = 300)
    void jsonPrintsEveryTimeThatIsNotRefusedAsItIs(@ForAll("zones") final String zone, @ForAll("times") final LocalDateTime time) {
        final String text = WITH_MICROS.format(time);
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            Assume.that(new WallClock(TimeZone.getDefault().toZoneId()).keeps(time));
            assertThat(json("ts", PrimitiveType.DATETIME, text)).isEqualTo("[{\"ts\":\"%s\"}]".formatted(text));
        } finally {
            TimeZone.setDefault(ZONE_BEFORE);
        }
    }

    @Property(tries = 300)
    void jsonPrintsEveryDateThatIsNotRefusedAsItIs(@ForAll("zones") final String zone, @ForAll("times") final LocalDateTime time) {
        final LocalDate date = time.toLocalDate();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            Assume.that(new WallClock(TimeZone.getDefault().toZoneId()).keeps(date));
            assertThat(json("d", PrimitiveType.DATE, date.toString())).isEqualTo("[{\"d\":\"%s\"}]".formatted(date));
        } finally {
            TimeZone.setDefault(ZONE_BEFORE);
        }
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of("UTC", "America/New_York", "Europe/Paris", "Asia/Shanghai", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia",
                "Africa/Monrovia", "Australia/Lord_Howe", "Africa/Casablanca");
    }

    /** Years 0 to 9999, all that StarRocks has. */
    @Provide
    Arbitrary<LocalDateTime> times() {
        final Arbitrary<Long> seconds = Arbitraries.longs().between(-62_167_219_200L, 253_402_300_799L);
        return Combinators.combine(seconds, Arbitraries.integers().between(0, 999_999))
                .as((second, micros) -> LocalDateTime.ofEpochSecond(second, micros * 1000, ZoneOffset.UTC));
    }

    private static String json(final String column, final PrimitiveType type, final String value) {
        return print(Writers.JSON, column, type, value);
    }

    private static String csv(final String column, final PrimitiveType type, final String value) {
        return print(Writers.CSV, column, type, value).replace("\r\n", "\n");
    }

    private static String print(final RecordSetWriterFactory writer, final String column, final PrimitiveType type, final String value) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (VectorBatches batches = new VectorBatches(1).addText(column, type, List.of(value))) {
            new RecordOutput(batches.planned(), batches, new WriterContext(writer, new MockFlowFile(1), new MockComponentLog("scan", WallClockTest.class)),
                    new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE)).process(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final class Writers {
        private static final RecordSetWriterFactory JSON = RecordWriters.json(RecordWriters.FULL_FORMATS);
        private static final RecordSetWriterFactory CSV = RecordWriters.csv(RecordWriters.FULL_FORMATS);
    }
}
