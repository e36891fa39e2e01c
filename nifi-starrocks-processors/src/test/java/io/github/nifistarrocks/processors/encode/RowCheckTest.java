package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.column.CsvTypes;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.nifistarrocks.processors.encode.Encoding.column;
import static io.github.nifistarrocks.processors.encode.Encoding.decimal;
import static io.github.nifistarrocks.processors.encode.Encoding.field;
import static io.github.nifistarrocks.processors.encode.Encoding.key;
import static io.github.nifistarrocks.processors.encode.Encoding.nested;
import static io.github.nifistarrocks.processors.encode.Encoding.notNull;
import static io.github.nifistarrocks.processors.encode.Encoding.schema;
import static io.github.nifistarrocks.processors.encode.Encoding.table;
import static io.github.nifistarrocks.processors.encode.Encoding.varchar;
import static org.assertj.core.api.Assertions.assertThat;

class RowCheckTest {

    private static final DataType STRING = RecordFieldType.STRING.getDataType();
    private static final DataType LONG = RecordFieldType.LONG.getDataType();
    private static final DataType BIGINT = RecordFieldType.BIGINT.getDataType();
    private static final DataType DOUBLE = RecordFieldType.DOUBLE.getDataType();
    private static final DataType DECIMAL = RecordFieldType.DECIMAL.getDecimalDataType(76, 10);
    private static final DataType TIMESTAMP = RecordFieldType.TIMESTAMP.getDataType();
    private static final DataType ARRAY = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType());
    private static final DataType BYTES = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
    private static final DataType MAP = RecordFieldType.MAP.getMapDataType(RecordFieldType.INT.getDataType());
    private static final TableColumn BINARY = column("c", new ColumnType.VarbinaryType(OptionalInt.of(2)));
    private static final TableColumn INTS = nested("c", "ARRAY", column("item", "TINYINT"));
    private static final TableColumn INT_MAP = nested("c", "MAP", column("key", "INT"), varchar("value", 2));
    private static final TableColumn STRUCT = nested("c", "STRUCT", column("x", "DATE"), column("y", "INT"));

    static Stream<Arguments> fine() {
        return Stream.of(
                Arguments.of(column("c", "BOOLEAN"), STRING, "TRUE"),
                Arguments.of(column("c", "BOOLEAN"), LONG, 1L),
                Arguments.of(column("c", "BOOLEAN"), STRING, " 0.0"),
                Arguments.of(column("c", "INT"), STRING, "1.0"),
                Arguments.of(column("c", "TINYINT"), LONG, -128L),
                Arguments.of(column("c", "SMALLINT"), LONG, 32767L),
                Arguments.of(column("c", "INT"), LONG, -2147483648L),
                Arguments.of(column("c", "INT"), STRING, " +42 "),
                Arguments.of(column("c", "INT"), DOUBLE, 3.0),
                Arguments.of(column("c", "INT"), DECIMAL, new BigDecimal("1E+3")),
                Arguments.of(column("c", "INT"), RecordFieldType.BOOLEAN.getDataType(), true),
                Arguments.of(column("c", "BIGINT"), LONG, Long.MIN_VALUE),
                Arguments.of(column("c", "LARGEINT"), BIGINT, BigInteger.TWO.pow(127).negate()),
                Arguments.of(column("c", "LARGEINT"), LONG, Long.MAX_VALUE),
                Arguments.of(column("c", "BITMAP"), BIGINT, BigInteger.TWO.pow(64).subtract(BigInteger.ONE)),
                Arguments.of(column("c", "FLOAT"), DOUBLE, (double) Float.MAX_VALUE),
                Arguments.of(column("c", "DOUBLE"), DOUBLE, -Double.MAX_VALUE),
                Arguments.of(column("c", "DOUBLE"), STRING, "1e5"),
                Arguments.of(decimal("c", 5, 2), DECIMAL, new BigDecimal("999.990")),
                Arguments.of(decimal("c", 5, 2), DECIMAL, new BigDecimal("1E+2")),
                Arguments.of(decimal("c", 5, 2), STRING, "-0.10"),
                Arguments.of(decimal("c", 5, 5), DECIMAL, BigDecimal.ZERO.setScale(30)),
                Arguments.of(decimal("c", 76, 0), DECIMAL, BigDecimal.TEN.pow(76).subtract(BigDecimal.ONE)),
                Arguments.of(column("c", "DATE"), RecordFieldType.DATE.getDataType(), Date.valueOf("9999-12-31")),
                Arguments.of(column("c", "DATE"), STRING, "2024-02-29"),
                Arguments.of(column("c", "DATE"), LONG, 20240229L),
                Arguments.of(column("c", "DATETIME"), STRING, "2024-01-02T03:04"),
                Arguments.of(column("c", "DATETIME"), STRING, "2024-01-02T03:04:05Z"),
                Arguments.of(column("c", "DATETIME"), LONG, 20240102030405L),
                Arguments.of(column("c", "DATETIME"), TIMESTAMP, Timestamp.valueOf("0001-01-01 00:00:00")),
                Arguments.of(varchar("c", 4), STRING, "\u00e9\u00e9"),
                Arguments.of(varchar("c", 4), STRING, "\ud83d\ude00"),
                Arguments.of(varchar("c", 4), LONG, 1234L),
                Arguments.of(BINARY, BYTES, new Object[] {(byte) 1, (byte) 2}),
                Arguments.of(column("c", "JSON"), STRING, "{\"a\":[1]}"),
                Arguments.of(column("c", "JSON"), MAP, Map.of("a", 1)),
                Arguments.of(INTS, ARRAY, new Object[] {1, null, -128}),
                Arguments.of(INTS, BYTES, new byte[] {1}),
                Arguments.of(INTS, STRING, "[1]"),
                Arguments.of(nested("c", "ARRAY"), ARRAY, new Object[] {"anything"}),
                Arguments.of(INT_MAP, MAP, Map.of("1", "ab")),
                Arguments.of(STRUCT, MAP, Map.of("x", "2024-01-01", "other", 1)),
                Arguments.of(column("c", "UNKNOWN"), STRING, "anything"));
    }

    @ParameterizedTest
    @MethodSource
    void fine(final TableColumn column, final DataType type, final Object value) throws InvalidRecordException {
        assertThat(check(column, type, value)).isEmpty();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(column("c", "BOOLEAN"), STRING, "yes", "[yes], but column `c` BOOLEAN accepts true, false, 1 and 0"),
                Arguments.of(column("c", "BOOLEAN"), LONG, 5L, "[5], but column `c` BOOLEAN accepts true, false, 1 and 0"),
                Arguments.of(column("c", "TINYINT"), LONG, 128L, "[128], but column `c` TINYINT accepts -128 to 127"),
                Arguments.of(column("c", "SMALLINT"), LONG, -32769L, "[-32769], but column `c` SMALLINT accepts -32768 to 32767"),
                Arguments.of(column("c", "INT"), LONG, 1L << 31, "[2147483648], but column `c` INT accepts -2147483648 to 2147483647"),
                Arguments.of(column("c", "INT"), STRING, "many", "[many], but column `c` INT accepts whole numbers from -2147483648 to 2147483647"),
                Arguments.of(column("c", "INT"), DOUBLE, 1.5, "[1.5], but column `c` INT accepts whole numbers from -2147483648 to 2147483647"),
                Arguments.of(column("c", "INT"), TIMESTAMP, Timestamp.valueOf("2024-01-01 00:00:00"), "`c` INT accepts whole numbers"),
                Arguments.of(column("c", "BIGINT"), BIGINT, BigInteger.TWO.pow(63),
                        "[9223372036854775808], but column `c` BIGINT accepts -9223372036854775808 to 9223372036854775807"),
                Arguments.of(column("c", "LARGEINT"), BIGINT, BigInteger.TWO.pow(127), "`c` LARGEINT accepts -170141183460469231731687303715884105728 to 170"),
                Arguments.of(column("c", "BITMAP"), LONG, -1L, "[-1], but column `c` BITMAP accepts 0 to 18446744073709551615"),
                Arguments.of(column("c", "FLOAT"), DOUBLE, 1e39, "[1.0E39], but column `c` FLOAT accepts numbers from -3.4028235E38 to 3.4028235E38, no NaN"),
                Arguments.of(column("c", "DOUBLE"), DOUBLE, Double.NaN, "[NaN], but column `c` DOUBLE accepts numbers from"),
                Arguments.of(column("c", "DOUBLE"), STRING, "1e309", "[1e309], but column `c` DOUBLE accepts numbers from"),
                Arguments.of(decimal("c", 5, 2), DECIMAL, new BigDecimal("1000"),
                        "[1000], but column `c` DECIMAL(5,2) accepts numbers with at most 3 digits before and 2 after the decimal point"),
                Arguments.of(decimal("c", 5, 2), DECIMAL, new BigDecimal("0.125"), "[0.125], but column `c` DECIMAL(5,2) accepts"),
                Arguments.of(decimal("c", 5, 2), DECIMAL, new BigDecimal("1E+999999999"), "[1E+999999999], but column `c` DECIMAL(5,2) accepts"),
                Arguments.of(decimal("c", 5, 2), STRING, "1,5", "[1,5], but column `c` DECIMAL(5,2) accepts"),
                Arguments.of(column("c", "DATE"), STRING, "2023-02-29", "[2023-02-29], but column `c` DATE accepts dates from 0000-01-01 to 9999-12-31"),
                Arguments.of(column("c", "DATE"), RecordFieldType.TIME.getDataType(), Time.valueOf("12:00:00"), "[12:00:00], but column `c` DATE accepts"),
                Arguments.of(column("c", "DATETIME"), TIMESTAMP, LocalDateTime.of(10000, 1, 1, 0, 0),
                        "`c` DATETIME accepts yyyy-MM-dd HH:mm:ss with up to 6 digits of fraction and no zone, years 0000 to 9999"),
                Arguments.of(column("c", "DATETIME"), STRING, "2024-01-02 03:04:05 CET",
                        "column `c` DATETIME does not accept it: [2024-01-02 03:04:05 CET] cannot be"),
                Arguments.of(column("c", "DATETIME"), STRING, "1711011200000", "StarRocks could convert it to another date"),
                Arguments.of(column("c", "DATE"), STRING, "2024-01-02 00:00:01", "`c` DATE accepts dates without a time; use a DATETIME column"),
                Arguments.of(column("c", "DATE"), TIMESTAMP, Timestamp.valueOf("2024-01-02 03:00:00"), "`c` DATE accepts dates without a time"),
                Arguments.of(column("c", "DATETIME"), STRING, "2024-01-02 03:04:05.1234567", "`c` DATETIME accepts at most 6 digits of fraction"),
                Arguments.of(column("c", "FLOAT"), STRING, "1e-60", "`c` FLOAT accepts numbers from"),
                Arguments.of(column("c", "JSON"), BIGINT, BigInteger.TWO.pow(64), "`c` JSON does not accept it: A JSON column changes the digits"),
                Arguments.of(nested("c", "ARRAY", decimal("item", 5, 2)), STRING, "[1.005]", "An element of it holds [1.005], but DECIMAL(5,2) accepts"),
                Arguments.of(column("c", "DATE"), LONG, 20103L, "20103 cannot be loaded into a column of type DATE: only the numbers yyyyMMdd"),
                Arguments.of(varchar("c", 3), STRING, "\u00e9\u00e9", "[\u00e9\u00e9], but column `c` VARCHAR(3) accepts at most 3 bytes, and these are 4"),
                Arguments.of(varchar("c", 9), STRING, "a\ud83d", "`c` VARCHAR(9) accepts valid UTF-8, and this text has an unpaired surrogate"),
                Arguments.of(BINARY, BYTES, new Object[] {(byte) 1, (byte) 2, (byte) 3},
                        "[3 bytes], but column `c` VARBINARY(2) accepts at most 2 bytes, and these are 3"),
                Arguments.of(column("c", "JSON"), STRING, "{'a'}", "[{'a'}], but column `c` JSON does not accept it: The text is not JSON"),
                Arguments.of(column("c", "JSON"), STRING, "{} {}", "`c` JSON does not accept it: The text continues after the JSON value"),
                Arguments.of(column("c", "JSON"), STRING, " ", "`c` JSON does not accept it: The text is empty, which is not JSON"),
                Arguments.of(column("c", "JSON"), STRING, "\"\ud83d\"",
                        "`c` JSON does not accept it: The text contains an unpaired surrogate, which is not valid UTF-8"),
                Arguments.of(column("c", "JSON"), ARRAY, new Object[] {Double.NaN}, "`c` JSON does not accept it: NaN cannot be loaded"),
                Arguments.of(INTS, ARRAY, new Object[] {1, 128},
                        "[[1,128]], but column `c` ARRAY does not accept it: An element of it holds [128], but TINYINT accepts -128 to 127"),
                Arguments.of(INTS, STRING, "{}", "`c` ARRAY does not accept it: The text is not a JSON array"),
                Arguments.of(INTS, LONG, 1L,
                        "[1], but column `c` ARRAY does not accept it: A value of class java.lang.Long cannot be loaded into a column of type ARRAY, which accepts an array"),
                Arguments.of(INT_MAP, MAP, Map.of("a", "b"), "`c` MAP does not accept it: A key of it holds [a], which is not a valid INT"),
                Arguments.of(INT_MAP, MAP, Map.of("1", "abc"),
                        "`c` MAP does not accept it: A value of it holds [abc], but VARCHAR(2) accepts at most 2 bytes, and these are 3"),
                Arguments.of(STRUCT, MAP, Map.of("x", "soon"), "`c` STRUCT does not accept it: Field [x] of it holds [soon], but DATE accepts dates from"),
                Arguments.of(STRUCT, ARRAY, new Object[0], "into a column of type STRUCT, which accepts a record or a map"));
    }

    @ParameterizedTest
    @MethodSource
    void violations(final TableColumn column, final DataType type, final Object value, final String message) throws InvalidRecordException {
        assertThat(message(column, type, value)).startsWith("Field [c] holds [").contains(message);
    }

    @Test
    void valueInTheMessageIsBounded() throws InvalidRecordException {
        final RowCheck.Violation violation = check(varchar("c", 10), STRING, "x".repeat(1000)).orElseThrow();

        assertThat(violation.value()).hasSize(200).startsWith("xxx");
        assertThat(violation.field()).isEqualTo("c");
        assertThat(violation.rule()).isEqualTo("column `c` VARCHAR(10) accepts at most 10 bytes, and these are 1000");
    }

    @Test
    void valueInTheMessageIsUtf8WhateverTheFieldHolds() throws InvalidRecordException {
        assertThat(check(varchar("c", 9), STRING, "a\ud83d").orElseThrow().value()).isEqualTo("a?");
        assertThat(check(varchar("c", 9), STRING, "\ud83d\ude00".repeat(150)).orElseThrow().value()).endsWith("?\u2026");
    }

    @Test
    void emptyTextForADateIsNull() throws InvalidRecordException {
        final DataType date = RecordFieldType.DATE.getDataType();

        assertThat(check(column("c", "DATE"), date, "")).isEmpty();
        assertThat(message(notNull("c", "DATE"), date, "")).isEqualTo("Field [c] holds [], but column `c` DATE accepts no NULL");
    }

    @Test
    void nullViolatesNotNull() throws InvalidRecordException {
        assertThat(message(notNull("c", "INT"), LONG, null)).isEqualTo("Field [c] holds [NULL], but column `c` INT accepts no NULL");
        assertThat(check(column("c", "INT"), LONG, null)).isEmpty();
    }

    @Test
    void deletedRowNeedsOnlyItsKey() throws InvalidRecordException {
        final TableSchema table = table(key("id", "INT"), notNull("v", "INT"));
        final RecordSchema schema = schema(field("id", RecordFieldType.INT), field("v", RecordFieldType.INT));
        final RowCheck check = new RowCheck(Encoding.plan(schema, LoadFormat.JSON, table.columns().toArray(TableColumn[]::new)), table, Encoding.UTC);

        assertThat(check.check(LoadRow.delete(Encoding.row(schema, 1, null), 7, Instant.EPOCH))).isEmpty();
        assertThat(check.check(LoadRow.delete(Encoding.row(schema, null, 1), 7, Instant.EPOCH)).orElseThrow().field()).isEqualTo("id");
        assertThat(check.check(Encoding.row(Encoding.row(schema, 1, null))).orElseThrow().field()).isEqualTo("v");
    }

    @Test
    void planMadeWithoutTheTableIsCheckedAsWell() throws InvalidRecordException {
        final RecordSchema schema = schema(field("C", RecordFieldType.INT), field("d", RecordFieldType.INT));
        final RowCheck check = new RowCheck(Encoding.plan(schema, LoadFormat.JSON), table(column("c", "TINYINT")), Encoding.UTC);

        assertThat(check.check(Encoding.row(Encoding.row(schema, 300, 5))).orElseThrow().message())
                .isEqualTo("Field [C] holds [300], but column `c` TINYINT accepts -128 to 127");
    }

    @Test
    void valuesThatExpressionsUseAreNotChecked() throws InvalidRecordException {
        final TableSchema table = table(column("c", "TINYINT"));
        final RecordSchema schema = schema(field("c", RecordFieldType.INT));
        final ColumnPlan plan = ColumnPlan.builder(new ColumnRules(Map.of(), Map.of("c", "c % 100"), UnknownFields.FAIL, MissingColumns.FAIL), LoadFormat.JSON)
                .table(table).plan(schema.getFields());

        assertThat(new RowCheck(plan, table, Encoding.UTC).check(Encoding.row(Encoding.row(schema, 300)))).isEmpty();
    }

    @Test
    void textThatMeansNullInCsvViolatesOnlyThere() throws InvalidRecordException {
        final Record row = Encoding.row(schema(field("c", RecordFieldType.STRING)), "\\N");
        final TableSchema table = table(varchar("c", 10));

        assertThat(new RowCheck(Encoding.plan(row.getSchema(), LoadFormat.CSV, varchar("c", 10)), table, Encoding.UTC).check(Encoding.row(row)).orElseThrow()
                .message())
                .isEqualTo("Field [c] holds [\\N], but column `c` VARCHAR(10) does not accept the text \\N from CSV, where it means NULL");
        assertThat(new RowCheck(Encoding.plan(row.getSchema(), LoadFormat.JSON, varchar("c", 10)), table, Encoding.UTC).check(Encoding.row(row))).isEmpty();
    }

    /** What passes the check can be written. */
    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void whatIsFineIsWritten(final LoadFormat format) throws Exception {
        for (final Arguments arguments : (Iterable<Arguments>) fine().filter(arguments -> ((TableColumn) arguments.get()[0]).type() != ScalarType.BITMAP
                && !(CsvTypes.unsupported(((TableColumn) arguments.get()[0]).type()).isPresent() && format == LoadFormat.CSV))::iterator) {
            final Object[] parts = arguments.get();
            final Record row = Encoding.row(schema(new RecordField("c", (DataType) parts[1])), parts[2]);

            assertThat(Encoding.encode(row, (TableColumn) parts[0], format)).as(Arrays.toString(parts)).endsWith(switch (format) {
                case JSON -> "\n";
                case CSV -> "\u0017";
            });
        }
    }

    @Property(tries = 500)
    void everyTextFitsExactlyWhenItsUtf8Does(@ForAll final String text) throws InvalidRecordException {
        final long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        final boolean valid = StandardCharsets.UTF_8.newEncoder().canEncode(text);

        assertThat(check(varchar("c", (int) bytes), STRING, text).isEmpty()).isEqualTo(valid);
        if (bytes > 0) {
            assertThat(check(varchar("c", (int) bytes - 1), STRING, text)).isPresent();
        }
    }

    @Property(tries = 500)
    void everyLongFitsTheTypesThatHoldIt(@ForAll final long number) throws InvalidRecordException {
        for (final Map.Entry<String, Integer> type : Map.of("TINYINT", 8, "SMALLINT", 16, "INT", 32, "BIGINT", 64, "LARGEINT", 128).entrySet()) {
            final boolean fits = BigInteger.valueOf(number).bitLength() < type.getValue();

            for (final Object value : List.of(number, Long.toString(number), BigInteger.valueOf(number), BigDecimal.valueOf(number))) {
                assertThat(check(column("c", type.getKey()), LONG, value).isEmpty()).as("%s %s", type, value).isEqualTo(fits);
            }
        }
    }

    @Property(tries = 500)
    void decimalThatFitsIsOneThatKeepsItsDigits(@ForAll final BigDecimal number) throws InvalidRecordException {
        final boolean kept = number.setScale(3, RoundingMode.HALF_UP).compareTo(number) == 0 && number.abs().compareTo(BigDecimal.TEN.pow(7)) < 0;

        assertThat(check(decimal("c", 10, 3), DECIMAL, number).isEmpty()).isEqualTo(kept);
    }

    private static String message(final TableColumn column, final DataType type, final Object value) throws InvalidRecordException {
        return check(column, type, value).orElseThrow().message();
    }

    private static Optional<RowCheck.Violation> check(final TableColumn column, final DataType type, final Object value) throws InvalidRecordException {
        final Record row = Encoding.row(schema(new RecordField("c", type)), value);
        final ColumnPlan plan = column.type() == ScalarType.BITMAP
                ? Encoding.plan(row.getSchema(), LoadFormat.JSON)
                : Encoding.plan(row.getSchema(), LoadFormat.JSON, column);
        return new RowCheck(plan, table(column), Encoding.UTC).check(Encoding.row(row));
    }
}
