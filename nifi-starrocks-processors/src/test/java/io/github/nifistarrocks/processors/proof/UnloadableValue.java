package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Time;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * A value that a column cannot hold.
 *
 * @param finder what detects it when records are not checked first
 * @param value null for NULL
 */
record UnloadableValue(String ddl, DataType type, Object value, Finder finder, Set<LoadFormat> formats) {

    /** What detects the value. */
    enum Finder {
        /** The processor, while it writes the record. */
        ENCODER,
        /** StarRocks in strict mode, which reports no record number, and a column instead of a field. */
        SERVER,
        /** StarRocks only, because the FE does not report the limits for the check. */
        SERVER_ALONE,
        /** The check only: StarRocks rounds the value, truncates it, or replaces it by NULL. */
        CHECK
    }

    private static final Set<LoadFormat> BOTH = EnumSet.allOf(LoadFormat.class);
    private static final Set<LoadFormat> JSON = EnumSet.of(LoadFormat.JSON);
    private static final Set<LoadFormat> CSV = EnumSet.of(LoadFormat.CSV);
    private static final DataType STRING = RecordFieldType.STRING.getDataType();
    private static final DataType LONG = RecordFieldType.LONG.getDataType();
    private static final DataType DOUBLE = RecordFieldType.DOUBLE.getDataType();
    private static final DataType BIGINT = RecordFieldType.BIGINT.getDataType();
    private static final DataType DECIMAL = RecordFieldType.DECIMAL.getDecimalDataType(76, 20);
    private static final DataType BYTES = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
    private static final DataType ARRAY = RecordFieldType.ARRAY.getArrayDataType(STRING);
    private static final DataType MAP = RecordFieldType.MAP.getMapDataType(STRING);
    private static final String HIGH_HALF = "a\uD83D";
    private static final String LOW_HALF = "\uDE00b";

    static List<UnloadableValue> all() {
        final List<UnloadableValue> values = new ArrayList<>();
        addNumbers(values);
        addTexts(values);
        addTimes(values);
        addTimesOfDates(values);
        addNested(values);
        return values;
    }

    private static void addNumbers(final List<UnloadableValue> values) {
        for (final double real : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (final String ddl : List.of("BOOLEAN", "TINYINT", "INT", "BIGINT", "LARGEINT", "FLOAT", "DOUBLE", "DECIMAL(38,10)", "JSON")) {
                values.add(new UnloadableValue(ddl, DOUBLE, real, Finder.ENCODER, BOTH));
                values.add(new UnloadableValue(ddl, RecordFieldType.FLOAT.getDataType(), (float) real, Finder.ENCODER, BOTH));
            }
            values.add(new UnloadableValue("DECIMAL(76,0)", DOUBLE, real, Finder.ENCODER, JSON));
            for (final String ddl : List.of("BOOLEAN", "FLOAT", "DOUBLE", "DECIMAL(38,10)")) {
                values.add(new UnloadableValue(ddl, STRING, " " + real, Finder.ENCODER, BOTH));
            }
            values.add(new UnloadableValue("ARRAY<DOUBLE>", RecordFieldType.ARRAY.getArrayDataType(DOUBLE), new Object[] {1.0, real}, Finder.ENCODER, BOTH));
            values.add(new UnloadableValue("MAP<VARCHAR(9),FLOAT>", RecordFieldType.MAP.getMapDataType(DOUBLE), Map.of("a", real), Finder.ENCODER, BOTH));
        }
        for (final Map.Entry<String, Integer> whole : Map.of("TINYINT", 8, "SMALLINT", 16, "INT", 32, "BIGINT", 64, "LARGEINT", 128).entrySet()) {
            final BigInteger above = BigInteger.TWO.pow(whole.getValue() - 1);
            for (final BigInteger outside : List.of(above, above.negate().subtract(BigInteger.ONE), above.pow(2))) {
                final Finder finder = whole.getValue() == 64 && outside.signum() < 0 ? Finder.ENCODER : Finder.SERVER;
                values.add(new UnloadableValue(whole.getKey(), BIGINT, outside, finder, BOTH));
                values.add(new UnloadableValue(whole.getKey(), STRING, outside.toString(), finder, BOTH));
                values.add(new UnloadableValue(whole.getKey(), DECIMAL, new BigDecimal(outside), finder, BOTH));
            }
            values.add(new UnloadableValue(whole.getKey(), DOUBLE, 1.5, Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(whole.getKey(), STRING, ".", Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(whole.getKey(), STRING, "abc", Finder.SERVER, BOTH));
            values.add(new UnloadableValue(whole.getKey(), STRING, "", Finder.SERVER, BOTH));
        }
        values.add(new UnloadableValue("BOOLEAN", LONG, 2L, Finder.CHECK, BOTH));
        values.add(new UnloadableValue("FLOAT", STRING, "1e-60", Finder.CHECK, BOTH));
        values.add(new UnloadableValue("DECIMAL(9,2)", STRING, ".", Finder.ENCODER, BOTH));
        for (final String ddl : List.of("DECIMAL(39,0)", "DECIMAL(76,10)", "ARRAY<DECIMAL(40,2)>", "STRUCT<a INT>", "ARRAY<STRUCT<a INT>>")) {
            values.add(new UnloadableValue(ddl, STRING, "[1]", Finder.SERVER_ALONE, CSV));
        }
        values.add(new UnloadableValue("BITMAP", LONG, -1L, Finder.CHECK, BOTH));
        values.add(new UnloadableValue("BITMAP", BIGINT, BigInteger.TWO.pow(64), Finder.CHECK, BOTH));
        values.add(new UnloadableValue("BOOLEAN", STRING, "yes", Finder.SERVER, BOTH));
        values.add(new UnloadableValue("FLOAT", DOUBLE, 3.5e38, Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("FLOAT", DOUBLE, -Double.MAX_VALUE, Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("DOUBLE", DECIMAL, new BigDecimal("1e309"), Finder.SERVER, BOTH));
        values.add(new UnloadableValue("DOUBLE", DECIMAL, new BigDecimal("1e20000"), Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("DECIMAL(9,2)", DECIMAL, new BigDecimal("10000000"), Finder.SERVER, BOTH));
        values.add(new UnloadableValue("DECIMAL(9,2)", DECIMAL, new BigDecimal("-9999999.999"), Finder.SERVER, BOTH));
        values.add(new UnloadableValue("DECIMAL(9,2)", DECIMAL, new BigDecimal("0.001"), Finder.CHECK, BOTH));
        values.add(new UnloadableValue("DECIMAL(18,18)", LONG, 1L, Finder.SERVER, BOTH));
        values.add(new UnloadableValue("DECIMAL(76,0)", DECIMAL, BigDecimal.TEN.pow(76), Finder.SERVER, JSON));
        values.add(new UnloadableValue("DECIMAL(38,0)", STRING, "1.2.3", Finder.SERVER, BOTH));
        values.add(new UnloadableValue("INT", ARRAY, new Object[] {"1"}, Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("INT NOT NULL", LONG, null, Finder.SERVER, BOTH));
        values.add(new UnloadableValue("INT", RecordFieldType.TIMESTAMP.getDataType(), Instant.EPOCH, Finder.ENCODER, BOTH));
    }

    private static void addTexts(final List<UnloadableValue> values) {
        for (final String half : List.of(HIGH_HALF, LOW_HALF, HIGH_HALF + "x" + LOW_HALF, "\uDE00\uD83D")) {
            for (final String ddl : List.of("CHAR(20)", "VARCHAR(20)", "STRING", "VARBINARY(20)", "HLL")) {
                values.add(new UnloadableValue(ddl, STRING, half, Finder.ENCODER, BOTH));
            }
            values.add(new UnloadableValue("JSON", STRING, "[\"" + half + "\"]", Finder.ENCODER, BOTH));
            values.add(new UnloadableValue("JSON", MAP, Map.of("k", half), Finder.ENCODER, BOTH));
            values.add(new UnloadableValue("VARCHAR(40)", ARRAY, new Object[] {half}, Finder.ENCODER, BOTH));
            values.add(new UnloadableValue("ARRAY<VARCHAR(20)>", ARRAY, new Object[] {"a", half}, Finder.ENCODER, BOTH));
            values.add(new UnloadableValue("MAP<VARCHAR(20),VARCHAR(20)>", MAP, Map.of("k", half), Finder.ENCODER, BOTH));
            values.add(new UnloadableValue("MAP<VARCHAR(20),VARCHAR(20)>", MAP, Map.of(half, "v"), Finder.ENCODER, BOTH));
        }
        for (final String ddl : List.of("CHAR(20)", "VARCHAR(20)", "STRING", "INT", "DATE", "JSON")) {
            values.add(new UnloadableValue(ddl, STRING, "\\N", Finder.ENCODER, CSV));
        }
        values.add(new UnloadableValue("CHAR(20)", STRING, "a\0b", Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("CHAR(20)", STRING, "\0", Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("CHAR(3)", STRING, "\u20aca", Finder.SERVER, BOTH));
        values.add(new UnloadableValue("VARCHAR(5)", STRING, "\u00e4\u00e4\u00e4", Finder.SERVER, BOTH));
        values.add(new UnloadableValue("STRING", STRING, "x".repeat(65534), Finder.SERVER, BOTH));
        values.add(new UnloadableValue("VARBINARY(3)", BYTES, new byte[4], Finder.SERVER_ALONE, BOTH));
        values.add(new UnloadableValue("VARCHAR(9) NOT NULL", STRING, null, Finder.SERVER, BOTH));
        for (final String text : List.of("", "{", "[1] 2", "{'a':1}", "abc", "[01]", "NaN", "18446744073709551616", "[-9223372036854775809]",
                "{\"a\":0.12345678901234567890}", "1e400", "[\"\\ud83d\"]")) {
            values.add(new UnloadableValue("JSON", STRING, text, Finder.ENCODER, BOTH));
        }
        for (final Object scalar : List.of("1", "true", "false", "-0.5", 1L, 0.5, true)) {
            values.add(new UnloadableValue("JSON", STRING, scalar, Finder.ENCODER, CSV));
        }
        values.add(new UnloadableValue("JSON", MAP, Map.of("a", BigInteger.TWO.pow(64)), Finder.ENCODER, BOTH));
    }

    private static void addTimes(final List<UnloadableValue> values) {
        for (final String ddl : List.of("DATE", "DATETIME")) {
            for (final String text : List.of("2024-02-30", "2023-02-29", "2024-13-01", "yesterday", "", "20240230")) {
                values.add(new UnloadableValue(ddl, STRING, text, Finder.SERVER, BOTH));
            }
            for (final String text : List.of("2024-07-01 25:00:00", "10000-01-01", "06/12/28", "061228", "1-2-3", "2024T01T02", "2024-01-02 03:04:05 CET",
                    "2024-01-02T03:04:05.6+99:99", "1711011200", "1711011200000", "2024-01-02_03", "2024-01-02 24:00:00")) {
                values.add(new UnloadableValue(ddl, STRING, text, Finder.ENCODER, BOTH));
            }
            values.add(new UnloadableValue(ddl, RecordFieldType.TIMESTAMP.getDataType(), LocalDateTime.of(2024, 1, 2, 0, 0, 0, 999), Finder.CHECK, BOTH));
            values.add(new UnloadableValue(ddl, STRING, "2024-01-02 00:00:00.0000001", Finder.CHECK, BOTH));
            values.add(new UnloadableValue(ddl, RecordFieldType.DATE.getDataType(), LocalDate.of(10_000, 1, 1), Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(ddl, RecordFieldType.DATE.getDataType(), LocalDate.of(-1, 1, 1), Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(ddl, RecordFieldType.TIMESTAMP.getDataType(), Instant.parse("+12000-01-01T00:00:00Z"), Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(ddl, RecordFieldType.TIME.getDataType(), Time.valueOf("12:30:00"), Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(ddl, RecordFieldType.BOOLEAN.getDataType(), true, Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(ddl, BYTES, new byte[] {1}, Finder.ENCODER, BOTH));
            values.add(new UnloadableValue(ddl + " NOT NULL", STRING, null, Finder.SERVER, BOTH));
        }
    }

    private static void addTimesOfDates(final List<UnloadableValue> values) {
        values.add(new UnloadableValue("DATE", STRING, "2024-01-02 03:04:05", Finder.CHECK, BOTH));
        values.add(new UnloadableValue("DATE", RecordFieldType.TIMESTAMP.getDataType(), LocalDateTime.of(2024, 1, 2, 3, 0), Finder.CHECK, BOTH));
    }

    private static void addNested(final List<UnloadableValue> values) {
        values.add(new UnloadableValue("ARRAY<INT>", LONG, 1L, Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<INT>", MAP, Map.of("a", "1"), Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<INT>", STRING, "{}", Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<INT>", STRING, "[1", Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<INT>", STRING, "[1, \"x\"]", Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<VARCHAR(3)>", ARRAY, new Object[] {"abcdef"}, Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("MAP<VARCHAR(3),INT>", MAP, Map.of("abcdef", "1"), Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<JSON>", RecordFieldType.ARRAY.getArrayDataType(LONG), new Object[] {1L}, Finder.ENCODER, CSV));
        values.add(new UnloadableValue("ARRAY<TINYINT>", RecordFieldType.ARRAY.getArrayDataType(LONG), new Object[] {1L, 128L}, Finder.ENCODER, BOTH));
        values.add(new UnloadableValue("ARRAY<DATE>", ARRAY, new Object[] {"2024-02-30"}, Finder.ENCODER, BOTH));
        values.add(
                new UnloadableValue("ARRAY<VARBINARY(9)>", RecordFieldType.ARRAY.getArrayDataType(BYTES), new Object[] {new byte[] {1}}, Finder.ENCODER, JSON));
        values.add(new UnloadableValue("MAP<VARCHAR(9),INT>", ARRAY, new Object[] {"1"}, Finder.ENCODER, BOTH));
        values.add(
                new UnloadableValue("MAP<VARCHAR(9),ARRAY<INT>>", RecordFieldType.MAP.getMapDataType(ARRAY), Map.of("a", Arrays.asList(1, 2)), Finder.ENCODER,
                        CSV));
        values.add(
                new UnloadableValue("MAP<VARCHAR(9),INT>", RecordFieldType.MAP.getMapDataType(MAP), Map.of("a", new HashMap<>(Map.of("b", 1))), Finder.ENCODER,
                        CSV));
        values.add(new UnloadableValue("STRUCT<a INT>", ARRAY, new Object[] {"1"}, Finder.ENCODER, JSON));
        values.add(new UnloadableValue("STRUCT<a INT>", MAP, Map.of("b", "1"), Finder.ENCODER, JSON));
        values.add(new UnloadableValue("STRUCT<a INT>", STRING, "{\"a\":1,\"A\":2}", Finder.ENCODER, JSON));
        values.add(new UnloadableValue("STRUCT<a INT>", LONG, 1L, Finder.ENCODER, JSON));
        values.add(new UnloadableValue("STRUCT<a TINYINT>", MAP, Map.of("a", 128), Finder.ENCODER, JSON));
    }
}
