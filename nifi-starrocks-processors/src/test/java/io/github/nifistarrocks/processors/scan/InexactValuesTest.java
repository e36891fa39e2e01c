package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TimeZone;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Values that NiFi's own writers would change are refused or warned about, and none is changed in silence. */
class InexactValuesTest {

    private static final String MICROS = "2024-12-31 23:59:59.999999";
    private static final String MILLIS = "2024-12-31 23:59:59.999000";
    private static final String SECONDS = "2024-12-31 23:59:59";
    private static final Map<String, String> TO_THE_SECOND = Map.of("Timestamp Format", "yyyy-MM-dd HH:mm:ss");
    private static final OutputOptions REFUSING = new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE);
    private static final OutputOptions WARNING = new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.WARN);
    private static final TimeZone ZONE_BEFORE = TimeZone.getDefault();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void runInUtc() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(ZONE_BEFORE);
    }

    @Test
    void jsonWithoutAFormatWritesMilliseconds() {
        write(RecordWriters.json(Map.of()), MILLIS, SECONDS);

        assertThat(text()).isEqualTo("[{\"ts\":1735689599999},{\"ts\":1735689599000}]");
    }

    @Test
    void jsonWithoutAFormatRefusesMicrosecondsWithColumnAndRow() {
        assertThatThrownBy(() -> write(RecordWriters.json(Map.of()), SECONDS, MILLIS, MICROS))
                .hasMessageStartingWith(
                        "Column [ts] has in row 3 the DATETIME %s, whose fraction of a second the record writer would cut off".formatted(MICROS))
                .hasMessageContaining("Temporal Values to Text");
    }

    @Test
    void jsonWithAFormatOfSecondsRefusesMilliseconds() {
        assertThatThrownBy(() -> write(RecordWriters.json(TO_THE_SECOND), SECONDS, MILLIS)).hasMessageStartingWith("Column [ts] has in row 2");
    }

    @Test
    void jsonWithAFullFormatWritesMicroseconds() {
        write(RecordWriters.json(RecordWriters.FULL_FORMATS), MICROS);

        assertThat(text()).isEqualTo("[{\"ts\":\"%s\"}]".formatted(MICROS));
    }

    @Test
    void compressionDoesNotHideMicroseconds() {
        write(RecordWriters.json(Map.of("Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS", "compression-format", "gzip")), MICROS);

        assertThat(out.size()).isPositive();
    }

    @Test
    void csvWithoutAFormatRefusesMicroseconds() {
        assertThatThrownBy(() -> write(RecordWriters.csv(Map.of()), MICROS)).hasMessageStartingWith("Column [ts] has in row 1");
    }

    @Test
    void csvWithAFormatOfSecondsRefusesMicroseconds() {
        assertThatThrownBy(() -> write(RecordWriters.csv(TO_THE_SECOND), MICROS)).hasMessageStartingWith("Column [ts] has in row 1");
    }

    @Test
    void csvWithAFullFormatWritesMicroseconds() {
        write(RecordWriters.csv(RecordWriters.FULL_FORMATS), MICROS);

        assertThat(text()).contains(MICROS);
    }

    /** java.sql counts the milliseconds of the year 1500 by the Julian calendar, which no other program does. */
    @Test
    void anAncientTimeIsRefusedWhereTheWriterWritesMilliseconds() {
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(Map.of()), RecordWriters.csv(Map.of()), RecordWriters.avro(Map.of()))) {
            assertThatThrownBy(() -> write(writer, SECONDS, "1500-01-01 00:00:00")).hasMessageStartingWith("Column [ts] has in row 2")
                    .hasMessageContaining("milliseconds of another calendar");
        }
        out.reset();

        write(RecordWriters.json(RecordWriters.FULL_FORMATS), "1500-01-01 00:00:00");

        assertThat(text()).isEqualTo("[{\"ts\":\"1500-01-01 00:00:00.000000\"}]");
    }

    @Test
    void aTimeOfTheGregorianCalendarIsWrittenAsMilliseconds() {
        write(RecordWriters.json(Map.of()), "1600-01-01 00:00:00");

        assertThat(text()).isEqualTo("[{\"ts\":-11676096000000}]");
    }

    /** Its text has only the fields that it names, and their times have seconds. */
    @Test
    void freeFormTextRefusesMilliseconds() {
        assertThatThrownBy(() -> write(RecordWriters.freeForm("${ts}"), SECONDS, MILLIS)).hasMessageStartingWith("Column [ts] has in row 2");
    }

    /** The marks between the blocks of an Avro file are random. */
    @Test
    void avroRefusesMicrosecondsAndWritesMilliseconds() {
        write(RecordWriters.avro(Map.of()), SECONDS, MILLIS);

        assertThatThrownBy(() -> write(RecordWriters.avro(Map.of()), MICROS)).hasMessageStartingWith("Column [ts] has in row 1");
    }

    @Test
    void aFieldThatTheWriterDeclaresAsDateRefusesATimeOfDay() {
        final String schema = row("{\"type\": \"int\", \"logicalType\": \"date\"}");
        for (final RecordSetWriterFactory writer : writersOf(schema)) {
            write(writer, "2024-12-31 00:00:00");

            assertThatThrownBy(() -> write(writer, "2024-12-31 00:00:00", "2024-12-31 00:00:01")).hasMessageStartingWith(
                    "Column [ts] has in row 2 the DATETIME 2024-12-31 00:00:01, whose date or time of day the record writer would cut off");
        }
    }

    @Test
    void aFieldThatTheWriterDeclaresAsTimeRefusesEveryDate() {
        final String schema = row("{\"type\": \"int\", \"logicalType\": \"time-millis\"}");
        for (final RecordSetWriterFactory writer : writersOf(schema)) {
            assertThatThrownBy(() -> write(writer, SECONDS)).hasMessageStartingWith("Column [ts] has in row 1").hasMessageContaining("date or time of day");
        }
    }

    private static String row(final String type) {
        return "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"ts\", \"type\": %s}]}".formatted(type);
    }

    private static List<RecordSetWriterFactory> writersOf(final String schema) {
        final Map<String, String> declared = Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema);
        final Map<String, String> formatted = Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema, "Date Format", "yyyy-MM-dd",
                "Time Format", "HH:mm:ss.SSSSSS");
        return List.of(RecordWriters.json(declared), RecordWriters.json(formatted), RecordWriters.csv(formatted), RecordWriters.avro(declared));
    }

    static Stream<Arguments> formats() {
        return Stream.of(
                Arguments.of("yyyy-MM-dd", "2024-12-31 00:00:00", "2024-12-31 00:00:01"),
                Arguments.of("yyyy-MM-dd HH", "2024-12-31 13:00:00", "2024-12-31 13:01:00"),
                Arguments.of("yyyy-MM-dd HH:mm", "2024-12-31 13:14:00", "2024-12-31 13:14:15"),
                Arguments.of("yyyy-MM-dd hh:mm:ss a", "2024-12-31 13:14:15", "2024-12-31 13:14:15.500000"),
                Arguments.of("uuuu-DDD HH:mm:ss", "2024-12-31 13:14:15", "2024-12-31 13:14:15.500000"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aFormatRefusesTheTimesOfWhichItDropsAPart(final String format, final String kept, final String cut) {
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(Map.of("Timestamp Format", format)),
                RecordWriters.csv(Map.of("Timestamp Format", format)))) {
            write(writer, kept);

            assertThatThrownBy(() -> write(writer, kept, cut)).hasMessageStartingWith("Column [ts] has in row 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HH:mm:ss.SSSSSS", "yyyy-MM HH:mm:ss", "yy-MM-dd HH:mm:ss", "yyyy-MM-dd hh:mm:ss", "MM-dd HH:mm:ss", "yyyy-MM-dd HH:ss"})
    void aFormatWithoutAPartOfTheDateOrWithHalfADayRefusesEveryTime(final String format) {
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(Map.of("Timestamp Format", format)),
                RecordWriters.csv(Map.of("Timestamp Format", format)))) {
            assertThatThrownBy(() -> write(writer, "2024-12-01 00:00:00")).hasMessageStartingWith("Column [ts] has in row 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM", "yy-MM-dd", "MM-dd"})
    void aFormatOfDatesRefusesThemWithoutAllTheirParts(final String format) {
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(Map.of("Date Format", format)),
                RecordWriters.csv(Map.of("Date Format", format)))) {
            assertThatThrownBy(() -> writeDate(writer, "2024-12-01")).hasMessageStartingWith("Column [d] has in row 1 the DATE 2024-12-01, of which");
        }
    }

    @Test
    void aValueWithTwoFaultsCountsOnce() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));

        final Optional<String> warning = write(RecordWriters.json(Map.of()), new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.WARN),
                "2024-03-10 02:30:00.000001");

        assertThat(warning).hasValueSatisfying(message -> assertThat(message).startsWith("Column [ts] has 1 values"));
    }

    /** NiFi's writers write the default of the schema for NULL. */
    @Test
    void nullIsNotWrittenAsTheDefaultOfTheSchema() {
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"n\", \"type\": [\"int\", \"null\"], \"default\": 5}]}";
        final Map<String, String> declared = Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema);
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(declared), RecordWriters.csv(declared), RecordWriters.avro(declared))) {
            writeNumbers(writer, InexactValues.REFUSE, 1, 5);

            assertThatThrownBy(() -> writeNumbers(writer, InexactValues.REFUSE, 1, null))
                    .hasMessageStartingWith("Column [n] has in row 2 NULL, for which the record writer writes the default");
        }
        out.reset();

        assertThat(writeNumbers(RecordWriters.json(declared), InexactValues.WARN, 1, null))
                .hasValueSatisfying(message -> assertThat(message).contains("[n] has 1"));
        assertThat(text()).isEqualTo("[{\"n\":1},{\"n\":5}]");
    }

    @Test
    void nullIsWrittenWhereTheDefaultIsNull() {
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"n\", \"type\": [\"null\", \"int\"], \"default\": null}]}";

        writeNumbers(RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)), InexactValues.REFUSE, 1, null);

        assertThat(text()).isEqualTo("[{\"n\":1},{\"n\":null}]");
    }

    private Optional<String> writeNumbers(final RecordSetWriterFactory writer, final InexactValues inexact, final Integer... numbers) {
        return write(writer, new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, inexact),
                new VectorBatches(10).add("n", PrimitiveType.INT, new ArrowType.Int(32, true), Arrays.asList(numbers)));
    }

    /** Without tags around arrays, all elements are written side by side. */
    @Test
    void xmlRefusesAnArrayInAnArrayUnlessArraysHaveTags() {
        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "array_array_int"))
                .hasMessageStartingWith("Column [c] has in row 1 an array in an array, whose elements")
                .hasMessageContaining("[[1,2],[],null,[null]]");

        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of("Wrap Elements of Arrays", "use-property-for-elements", "Array Tag Name", "e")),
                InexactValues.REFUSE, "array_array_int")).hasMessageStartingWith("Column [c[]] has in row 1 an array or map that is empty or has NULL");
        writeRecording(RecordWriters.json(Map.of()), InexactValues.REFUSE, "array_array_int");
        writeRecording(RecordWriters.csv(Map.of()), InexactValues.REFUSE, "array_array_int");
    }

    @Test
    void xmlRefusesKeysOfMapsThatAreNoNames() {
        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "map_int_string"))
                .hasMessageStartingWith("Column [c] has in row 1 the key [1], which is not a name of an XML element");
    }

    /** An empty array has no element, an empty map the element that NULL has, and NULL in an array an empty element. */
    @Test
    void xmlRefusesArraysAndMapsThatAreEmptyOrHaveNull() {
        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "array_int"))
                .hasMessageStartingWith("Column [c] has in row 2 an array or map that is empty or has NULL, which XML does not represent: []. Declare");
        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "array_double"))
                .hasMessageStartingWith("Column [c] has in row 1 an array or map that is empty or has NULL, which XML does not represent: [0.1,1.0E300,null]");
        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "map_string_int"))
                .hasMessageStartingWith("Column [c] has in row 2 an array or map that is empty or has NULL, which XML does not represent: {}");
    }

    @Test
    void xmlThatSuppressesNullRefusesItInMaps() {
        assertThatThrownBy(() -> writeRecording(RecordWriters.xml(Map.of("Suppress Null Values", "always-suppress")), InexactValues.REFUSE, "map_string_int"))
                .hasMessageStartingWith(
                        "Column [c] has in row 1 an array or map that is empty or has NULL, which XML does not represent: {\"a\":1,\"b\":null}");
    }

    @Test
    void xmlThatSuppressesNullRefusesARowAndAStructOfWhichItWouldWriteNothing() {
        final RecordSetWriterFactory writer = RecordWriters.xml(Map.of("Suppress Null Values", "always-suppress"));

        assertThatThrownBy(() -> writeText(writer, InexactValues.REFUSE, "a", null)).hasMessageStartingWith("Column [v] has in row 2 NULL, as all fields");
        assertThatThrownBy(() -> writeRecording(writer, InexactValues.REFUSE, "struct_flat")).hasMessageStartingWith("Column [c] has in row 2 NULL, as all");
    }

    @Test
    void xmlRefusesAnEmptyVarbinary() {
        final VectorBatches bytes = new VectorBatches(10).add("b", PrimitiveType.VARBINARY, ArrowType.Binary.INSTANCE, List.of(new byte[] {1}, new byte[0]));

        assertThatThrownBy(() -> write(RecordWriters.xml(Map.of()), REFUSING, bytes)).hasMessageStartingWith("Column [b] has in row 2 an empty VARBINARY");
    }

    @Test
    void xmlRefusesEmptyTextUnlessItSuppressesNull() {
        assertThatThrownBy(() -> writeText(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "a", ""))
                .hasMessageStartingWith("Column [v] has in row 2 the text [], which the record writer would write as it writes NULL");

        writeText(RecordWriters.xml(Map.of("Suppress Null Values", "always-suppress")), InexactValues.REFUSE, "");
    }

    @Test
    void aNestedColumnThatXmlDeclaresAsStringIsExact() throws Exception {
        final Map<String, String> declared = Map.of("Schema Access Strategy", "schema-text-property", "Schema Text",
                "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"c\", \"type\": [\"null\", \"string\"]}]}");

        writeRecording(RecordWriters.xml(declared), InexactValues.REFUSE, "array_string");

        final Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(out.toByteArray()));
        assertThat(document.getElementsByTagName("c").item(0).getTextContent()).isEqualTo("[\"a\",\"\",\"ä€\",null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "1a", "a/b", "a<b", "-a", "a:b", "ä!"})
    void xmlRefusesAColumnWhoseNameIsNotAName(final String name) {
        try (VectorBatches batches = new VectorBatches(10).addText(name, PrimitiveType.VARCHAR, List.of("x"))) {
            assertThatThrownBy(() -> write(RecordWriters.xml(Map.of()), WARNING, batches))
                    .hasMessageStartingWith("Column [%s] has a name that an XML element cannot have".formatted(name));
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void xmlWritesAColumnUnderANameOfWhichItsOwnIsAnAlias() {
        final Map<String, String> declared = Map.of("Schema Access Strategy", "schema-text-property", "Schema Text",
                "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"a_b\", \"type\": \"string\", \"aliases\": [\"a b\"]}]}");

        write(RecordWriters.xml(declared), REFUSING, new VectorBatches(10).addText("a b", PrimitiveType.VARCHAR, List.of("x")));

        assertThat(text()).contains("<a_b>x</a_b>");
    }

    @Test
    void csvRefusesTextThatItsCharacterSetDoesNotHave() {
        final RecordSetWriterFactory writer = RecordWriters.csv(Map.of("Character Set", "windows-1252"));
        writeText(writer, InexactValues.REFUSE, "plain?", "\u00E9\u20AC");

        assertThatThrownBy(() -> writeText(writer, InexactValues.REFUSE, "\u00E9", "a\u65E5?")).hasMessageStartingWith(
                "Column [v] has in row 2 text with a character that the record writer would replace by a question mark: [a\u65E5?]");
        writeText(RecordWriters.csv(Map.of("Character Set", "UTF-16")), InexactValues.REFUSE, "a\u65E5?\uD83D\uDE00");
        writeText(RecordWriters.xml(Map.of("Character Set", "ISO-8859-1")), InexactValues.REFUSE, "a\u65E5?\uD83D\uDE00");
    }

    @Test
    void csvRefusesEmptyTextThatItWritesAsNull() {
        assertThatThrownBy(() -> writeText(RecordWriters.csv(Map.of()), InexactValues.REFUSE, "a", ""))
                .hasMessage("Column [v] has in row 2 the text [], which the record writer would write as it writes NULL. Set its Null String, or for XML its "
                        + "Suppress Null Values");
    }

    @Test
    void csvRefusesAnEmptyVarbinaryThatItWritesAsNull() {
        try (VectorBatches bytes = new VectorBatches(10).add("b", PrimitiveType.VARBINARY, ArrowType.Binary.INSTANCE, List.of(new byte[] {1}, new byte[0]))) {
            assertThatThrownBy(() -> write(RecordWriters.csv(Map.of()), REFUSING, bytes)).hasMessageStartingWith("Column [b] has in row 2 the text []");
        }
    }

    @Test
    void csvWithANullStringWritesEmptyTextAndRefusesTheNullString() {
        final RecordSetWriterFactory writer = RecordWriters.csv(Map.of("Null String", "<null>"));
        writeText(writer, InexactValues.REFUSE, "", "null", "<Null>");

        assertThatThrownBy(() -> writeText(writer, InexactValues.REFUSE, "", "<null>")).hasMessageStartingWith("Column [v] has in row 2 the text [<null>]");
    }

    @Test
    void csvRefusesAJsonThatIsItsNullString() {
        final VectorBatches json = new VectorBatches(10).addText("j", PrimitiveType.JSON, List.of("{}", "null"));

        assertThatThrownBy(() -> write(RecordWriters.csv(Map.of("Null String", "null")), REFUSING, json)).hasMessageStartingWith("Column [j] has in row 2");
    }

    @Test
    void emptyTextOfAColumnThatIsNotNullIsWritten() {
        write(RecordWriters.csv(Map.of()), REFUSING, new VectorBatches(10).add(new PlannedColumn("v", new VarcharType(OptionalInt.empty()), false),
                PrimitiveType.VARCHAR, ArrowType.Utf8.INSTANCE, List.of("")));

        assertThat(text()).isEqualToIgnoringNewLines("v\"\"");
    }

    @Test
    void otherFormatsDistinguishEmptyTextFromNull() {
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(Map.of()), RecordWriters.avro(Map.of()))) {
            writeText(writer, InexactValues.REFUSE, "", "null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0001b", "a\u0000", "line\r\nline", "a\uFFFEb", "\u001F"})
    void xmlRefusesTextWithControlCharacters(final String text) {
        assertThatThrownBy(() -> writeText(RecordWriters.xml(Map.of()), InexactValues.REFUSE, "a\tb\nc", text))
                .hasMessageStartingWith("Column [v] has in row 2 text with a control character or carriage return, which XML does not represent");

        writeText(RecordWriters.json(Map.of()), InexactValues.REFUSE, text);
    }

    @Test
    void otherTextIsReadFromXmlAsItIs() throws Exception {
        final String text = "a\tb\nc <&>\"' \uD83D\uDE80 ä";
        writeText(RecordWriters.xml(Map.of()), InexactValues.REFUSE, text);

        final Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(out.toByteArray()));
        assertThat(document.getElementsByTagName("v").item(0).getTextContent()).isEqualTo(text);
    }

    @Test
    void aFieldThatTheWriterDeclaresAsLongRefusesMicroseconds() {
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"ts\", \"type\": \"long\"}]}";

        assertThatThrownBy(() -> write(RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema, "Timestamp Format",
                "yyyy-MM-dd HH:mm:ss.SSSSSS")), MICROS)).hasMessageStartingWith("Column [ts] has in row 1");
    }

    @Test
    void textIsExactWithEveryWriter() {
        for (final RecordSetWriterFactory writer : List.of(RecordWriters.json(Map.of()), RecordWriters.csv(Map.of()), RecordWriters.avro(Map.of()))) {
            out.reset();
            write(writer, new OutputOptions(TemporalValues.TEXT, JsonColumns.TEXT, InexactValues.REFUSE), "0000-01-01 00:00:00", MICROS);
            assertThat(text()).contains("0000-01-01 00:00:00", MICROS);
        }
    }

    @Test
    void textIsExactForATimeThatTheZoneSkips() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));

        write(RecordWriters.json(Map.of()), new OutputOptions(TemporalValues.TEXT, JsonColumns.TEXT, InexactValues.REFUSE), "2024-03-10 02:30:00");

        assertThat(text()).isEqualTo("[{\"ts\":\"2024-03-10 02:30:00\"}]");
    }

    @Test
    void aWarningCountsTheValuesOfAColumnAndHasTheFirst() {
        final Optional<String> warning = write(RecordWriters.json(Map.of()), new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.WARN),
                SECONDS, MICROS,
                MICROS);

        assertThat(text()).isEqualTo("[{\"ts\":1735689599000},{\"ts\":1735689599999},{\"ts\":1735689599999}]");
        assertThat(warning)
                .hasValueSatisfying(message -> assertThat(message).startsWith("Column [ts] has 2 values that are not written exactly: row 2 has the "));
    }

    @Test
    void exactValuesHaveNoWarning() {
        assertThat(write(RecordWriters.json(Map.of()), new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.WARN), SECONDS)).isEmpty();
    }

    @Test
    void aWarningLetsTheWriterShiftATime() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));

        final Optional<String> warning = write(RecordWriters.json(RecordWriters.FULL_FORMATS),
                new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.WARN), "2024-03-10 02:30:00");

        assertThat(text()).isEqualTo("[{\"ts\":\"2024-03-10 03:30:00.000000\"}]");
        assertThat(warning).isPresent();
    }

    @Test
    void aWarningReplacesBytesThatAreNotUtf8() {
        final Optional<String> warning = writeRecording(RecordWriters.json(Map.of()), InexactValues.WARN, "varchar_invalid_utf8");

        assertThat(text()).startsWith("[{\"c\":\"\uFFFD\"},{\"c\":\"a\uFFFDb\"}");
        assertThat(warning).hasValueSatisfying(message -> assertThat(message).startsWith("Column [c] has 6 values").contains("row 1 has bytes"));
    }

    @Test
    void textThatCsvWouldTrimIsRefused() {
        assertThatThrownBy(() -> writeText(RecordWriters.csv(Map.of()), InexactValues.REFUSE, "a b", "x "))
                .hasMessage(
                        "Column [v] has in row 2 text with blanks at its beginning or end, which the record writer would remove: [x ]. Set its Trim Fields to "
                                + "false");
    }

    @Test
    void textWithBlanksIsExactInCsvThatIsNotTrimmedAndInOtherFormats() {
        writeText(RecordWriters.csv(Map.of("Trim Fields", "false")), InexactValues.REFUSE, " x\t");
        assertThat(text()).isEqualTo("v\n\" x\t\"\n");
        out.reset();

        writeText(RecordWriters.json(Map.of()), InexactValues.REFUSE, " x ");
        assertThat(text()).isEqualTo("[{\"v\":\" x \"}]");
    }

    @Test
    void trimmedTextIsWarnedAbout() {
        assertThat(writeText(RecordWriters.csv(Map.of()), InexactValues.WARN, " x")).hasValueSatisfying(message -> assertThat(message).contains("[v] has 1"));
        assertThat(text()).isEqualToIgnoringNewLines("v\nx\n");
    }

    static Stream<Arguments> numbers() {
        final ArrowType bigint = new ArrowType.Int(64, true);
        final ArrowType real = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
        final String decimal = "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 1}";
        return Stream.of(
                Arguments.of(PrimitiveType.BIGINT, bigint, List.of(1L, 9_007_199_254_740_993L), "\"double\""),
                Arguments.of(PrimitiveType.BIGINT, bigint, List.of(1L, 1L << 31), "\"int\""),
                Arguments.of(PrimitiveType.DOUBLE, real, List.of(1.0, 1.5), "\"long\""),
                Arguments.of(PrimitiveType.DOUBLE, real, List.of(1.0, Double.NaN), "\"long\""),
                Arguments.of(PrimitiveType.DOUBLE, real, List.of(1.0, 0.123456789), "\"float\""),
                Arguments.of(PrimitiveType.DECIMAL64, new ArrowType.Decimal(10, 2, 128), List.of(new BigDecimal("1.50"), new BigDecimal("1.25")), decimal));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberThatTheTypeOfTheWriterDoesNotRepresentIsRefused(final PrimitiveType type, final ArrowType arrow, final List<Object> numbers,
            final String declared) {
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"n\", \"type\": %s}]}".formatted(declared);
        final RecordSetWriterFactory writer = RecordWriters.avro(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema));

        assertThatThrownBy(() -> write(writer, new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE),
                new VectorBatches(10).add("n", type, arrow, numbers))).hasMessageStartingWith("Column [n] has in row 2 the number ");
    }

    @Test
    void aPartOfANestedColumnIsNamed() {
        final RecordedBatches.Recording recording = RecordedBatches.of("array_struct_array");
        try (RecordedBatches.Source source = recording.open()) {
            assertThatThrownBy(() -> new RecordOutput(recording.columns(), source, context(RecordWriters.json(TO_THE_SECOND)),
                    new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE)).process(out))
                    .hasMessageStartingWith("Column [c[].s.d] has in row 1");
        }
    }

    @Test
    void theYearZeroIsNotWrittenAsTheYearOne() {
        final Map<String, String> eras = Map.of("Date Format", "yyyy-MM-dd");
        assertThatThrownBy(() -> writeDate(RecordWriters.csv(eras), "0000-02-29")).hasMessageContaining("whose year the format [yyyy-MM-dd]");
        out.reset();

        writeDate(RecordWriters.csv(Map.of("Date Format", "uuuu-MM-dd")), "0000-02-29");

        assertThat(text()).isEqualToIgnoringNewLines("d\n0000-02-29\n");
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Optional<String> writeRecording(final RecordSetWriterFactory writer, final InexactValues inexact, final String recording) {
        final RecordedBatches.Recording recorded = RecordedBatches.of(recording);
        try (RecordedBatches.Source source = recorded.open()) {
            final RecordOutput output = new RecordOutput(recorded.columns(), source, context(writer),
                    new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, inexact));
            output.process(out);
            return output.warning();
        }
    }

    private void write(final RecordSetWriterFactory writer, final String... times) {
        write(writer, new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE), times);
    }

    private Optional<String> write(final RecordSetWriterFactory writer, final OutputOptions options, final String... times) {
        return write(writer, options, new VectorBatches(10).addText("ts", PrimitiveType.DATETIME, List.of(times)));
    }

    private Optional<String> writeText(final RecordSetWriterFactory writer, final InexactValues inexact, final String... values) {
        return write(writer, new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, inexact),
                new VectorBatches(10).addText("v", PrimitiveType.VARCHAR, Arrays.asList(values)));
    }

    private void writeDate(final RecordSetWriterFactory writer, final String date) {
        write(writer, new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE),
                new VectorBatches(10).addText("d", PrimitiveType.DATE, List.of(date)));
    }

    private Optional<String> write(final RecordSetWriterFactory writer, final OutputOptions options, final VectorBatches batches) {
        try (batches) {
            final RecordOutput output = new RecordOutput(batches.planned(), batches, context(writer), options);
            output.process(out);
            return output.warning();
        }
    }

    private static WriterContext context(final RecordSetWriterFactory writer) {
        return new WriterContext(writer, new MockFlowFile(1), new MockComponentLog("scan", InexactValuesTest.class));
    }
}
