package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Columns of every type with extreme values, and as many random ones as are wanted. */
final class TypedColumns {

    /** What a load has to escape, and what it must not. */
    static final List<String> TEXTS = List.of("", " ", "  both ends  ", "\\", "\\n", "\\\\N", "N", "null", "NULL", "\"", "\"\"", "\"a\"\"b\"", "\"open", "^",
            "^\"^",
            "a,b\tc|d;e", "\u0001", "x\u0001\u0002y", "\n", "\r", "\r\n", "line\nline\r\nline", "'", "`", "$.a", "{\"a\":1}", "[1,2]", "[", "äöü ß €", "日本語",
            "\uD83D\uDE00", "a\uD83D\uDE00\uD834\uDD1Eb", "\u007f\u0080\u00a0", "\u2028\u2029", "\uFEFF", "\uFFFD\uFFFF", "\u001f", "1", "-1e5", "true",
            "2024-02-29", "__op", "#", "--", "/*", "%s", "${x}");
    /** Text that CHAR cuts off. */
    private static final List<String> NULS = List.of("\u0000", "a\u0000b", "\u0000\u0000\n");
    /** Text of the values that are of other record types. */
    private static final List<String> WORDS = List.of("a", "\u00e9", "true", "false", "-128", "32767", "-2147483648", "9223372036854775807", "0.5", "12.50",
            "10000000000.0", "1180591620717411303424", "2024-02-29", "12:30:00", "23:59:59.123", "2024-07-01 23:00:00.000001", "2024-07-01 23:00:00",
            "c0a80101-0000-4000-8000-000000000001", "RED", "[1,null,2]", "{\"a\":1}", "Af8=");

    private final Random random;
    private final int randoms;

    TypedColumns(final long seed, final int randoms) {
        this.random = new Random(seed);
        this.randoms = randoms;
    }

    List<TypedColumn> all() {
        return Stream.of(numbers(), texts(), times(), nested(), sketches()).flatMap(List::stream).toList();
    }

    private List<TypedColumn> numbers() {
        final List<TypedColumn> columns = new ArrayList<>();
        columns.add(new TypedColumn("BOOLEAN", List.of(true, false)));
        columns.add(whole("TINYINT", 8));
        columns.add(whole("SMALLINT", 16));
        columns.add(whole("INT", 32));
        columns.add(whole("BIGINT", 64));
        columns.add(whole("LARGEINT", 128));
        columns.add(column("FLOAT", List.of(0f, -0f, 1f, -1f, 0.1f, 16777217f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL / 3, Float.MIN_NORMAL,
                Float.MAX_VALUE, -Float.MAX_VALUE, 1e-38f, 3.3333333f), some -> Float.intBitsToFloat(finite(some.nextInt(), 0x7f800000))));
        columns.add(column("DOUBLE",
                List.of(0d, -0d, 1d, -1d, 0.1, 9007199254740993d, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL / 3, Double.MIN_NORMAL,
                        Double.MAX_VALUE, -Double.MAX_VALUE, 1e23, 2.2250738585072011e-308, 4.35, 1e15, 123456789.125),
                some -> Double.longBitsToDouble(finite(some
                        .nextLong(), 0x7ff0000000000000L))));
        columns.add(decimal(9, 2));
        columns.add(decimal(18, 18));
        columns.add(decimal(18, 4));
        columns.add(decimal(38, 0));
        columns.add(decimal(38, 10));
        columns.add(decimal(76, 20));
        return columns;
    }

    private static int finite(final int bits, final int exponent) {
        return (bits & exponent) == exponent ? bits & ~0x00800000 : bits;
    }

    private static long finite(final long bits, final long exponent) {
        return (bits & exponent) == exponent ? bits & ~0x0010000000000000L : bits;
    }

    private TypedColumn whole(final String ddl, final int bits) {
        final BigInteger max = BigInteger.TWO.pow(bits - 1).subtract(BigInteger.ONE);
        return column(ddl,
                List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.negate(), BigInteger.TEN, BigInteger.valueOf(100), max, max.not(), max.subtract(
                        BigInteger.ONE)),
                some -> new BigInteger(bits, some).subtract(max.add(BigInteger.ONE)));
    }

    private TypedColumn decimal(final int precision, final int scale) {
        final BigInteger max = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
        final List<Object> values = new ArrayList<>();
        for (final BigInteger unscaled : List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.negate(), max, max.negate(), BigInteger.valueOf(5),
                BigInteger.valueOf(1250))) {
            values.add(new BigDecimal(unscaled, scale));
        }
        if (precision > scale) {
            values.add(BigDecimal.ONE.setScale(scale, RoundingMode.UNNECESSARY));
            values.add(BigDecimal.TEN.pow(precision - scale - 1).negate().setScale(scale, RoundingMode.UNNECESSARY));
        }
        return column("DECIMAL(%d,%d)".formatted(precision, scale), values, some -> new BigDecimal(new BigInteger(1 + some.nextInt(max.bitLength() - 1), some),
                scale));
    }

    private List<TypedColumn> texts() {
        final List<Object> words = new ArrayList<>(WORDS);
        words.addAll(TEXTS);
        final List<Object> longer = new ArrayList<>(words);
        longer.addAll(NULS);
        final List<Object> chars = new ArrayList<>(words);
        chars.add("c".repeat(252) + "\u20ac");
        final List<Object> strings = new ArrayList<>(longer);
        strings.add("x" + "\uD83D\uDE00".repeat(16383));
        final List<Object> binaries = new ArrayList<>(Arrays.asList(new byte[0], new byte[] {0}, new byte[] {-1}, allBytes(), new byte[] {'a', 'b', 'c', 'd'},
                new byte[] {'"', '\n', 1, '\\', 'N'}, new byte[4096]));
        return List.of(column("CHAR(255)", chars, some -> text(some, false)), column("VARCHAR(200)", longer, some -> text(some, true)),
                column("STRING", strings,
                        some -> text(some, true)),
                new TypedColumn("VARCHAR(1048576)", List.of("v".repeat(1_048_576), "\u00e9".repeat(524_288))),
                column("VARBINARY(4096)", binaries, TypedColumns::bytes),
                column("JSON", documents(), some -> document(some, 4)));
    }

    private static byte[] allBytes() {
        final byte[] bytes = new byte[256];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
        return bytes;
    }

    private static byte[] bytes(final Random some) {
        final byte[] bytes = new byte[some.nextInt(40)];
        some.nextBytes(bytes);
        return bytes;
    }

    private static String text(final Random some, final boolean nul) {
        final StringBuilder text = new StringBuilder();
        while (text.length() < some.nextInt(20)) {
            switch (some.nextInt(4)) {
                case 0 -> text.append(TEXTS.get(some.nextInt(TEXTS.size())));
                case 1 -> text.append((char) Math.max(nul ? 0 : 1, some.nextInt(0x80)));
                case 2 -> text.append((char) some.nextInt(0xd800));
                default -> text.appendCodePoint(0x10000 + some.nextInt(0x100000));
            }
        }
        // The separators of CSV are refused (RowWriterTest).
        return text.toString().replace("\u001f\u0001", "").replace("\u0017", "");
    }

    private static List<Object> documents() {
        final List<Object> documents = new ArrayList<>();
        Stream.of("{}", "[]", "0", "-1", "9223372036854775807", "1.5", "-0.25", "1e-7", "true", "false", "\"\"", "\"text\"", "[null]", "{\"a\":null}",
                "{\"\":\"\"}",
                "{\"a b\":{\"c\\\"d\":[1,[2,[3]],{}]}}", "[\"\\u0000\\u0001\\n\\\\N\",\"\uD83D\uDE00\"]", "{\"n\":[0.1,100,1e300,-9223372036854775808]}").map(
                        TypedColumn::json)
                .forEach(documents::add);
        documents.add(TypedColumn.json("[".repeat(60) + "]".repeat(60)));
        documents.add(TypedColumn.json("{\"k\":".repeat(50) + "1" + "}".repeat(50)));
        TEXTS.forEach(text -> documents.add(TypedColumn.MAPPER.createObjectNode().put(text, text)));
        return documents;
    }

    private static JsonNode document(final Random some, final int depth) {
        return switch (some.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> TypedColumn.json(Long.toString(some.nextLong()));
            case 1 -> TypedColumn.json(Double.toString(some.nextGaussian()));
            case 2 -> TypedColumn.MAPPER.getNodeFactory().textNode(text(some, true));
            case 3 -> TypedColumn.json(Boolean.toString(some.nextBoolean()));
            case 4 -> {
                final ArrayNode array = TypedColumn.MAPPER.createArrayNode();
                IntStream.range(0, some.nextInt(4)).forEach(i -> array.add(document(some, depth - 1)));
                yield array;
            }
            default -> {
                final ObjectNode object = TypedColumn.MAPPER.createObjectNode();
                IntStream.range(0, some.nextInt(4)).forEach(i -> object.set(text(some, true), document(some, depth - 1)));
                yield object;
            }
        };
    }

    private List<TypedColumn> times() {
        return List.of(column("DATE", List.of(LocalDate.of(1, 1, 1), LocalDate.of(1582, 10, 4), LocalDate.of(1582, 10, 15), LocalDate.of(1900, 2, 28),
                LocalDate.EPOCH, LocalDate.of(1969, 12, 31), LocalDate.of(2000, 2, 29), LocalDate.of(2024, 2, 29), LocalDate.of(2024, 3, 31),
                LocalDate.of(2038, 1,
                        19),
                LocalDate.of(9999, 12, 31), LocalDate.of(0, 1, 1)), some -> LocalDate.ofEpochDay(-719162 + some.nextInt(3652059))),
                column("DATETIME", List.of(LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
                        LocalDateTime.of(1970, 1, 1,
                                0, 0, 0, 1000),
                        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000), LocalDateTime.of(1582, 10, 4, 12, 0), LocalDateTime.of(1582, 10,
                                15, 0, 0),
                        LocalDateTime.of(2024, 2, 29, 0, 0), LocalDateTime.of(2024, 3, 31, 2, 30, 0, 120_000_000), LocalDateTime.of(2024, 10, 27, 2, 30),
                        LocalDateTime.of(2024, 3, 10, 2, 30, 59, 100_000), LocalDateTime.of(2016, 12, 31, 23, 59, 59), LocalDateTime.of(2038, 1, 19, 3, 14, 8)),
                        some -> LocalDate.ofEpochDay(-719162 + some.nextInt(3652059)).atStartOfDay().plusNanos(1000 * some.nextLong(86_400_000_000L))));
    }

    private List<TypedColumn> nested() {
        return List.of(nested("ARRAY<INT>", "[]", "[1]", "[null]", "[2147483647,-2147483648,null,0]"), nested("ARRAY<ARRAY<INT>>", "[]", "[[]]",
                "[[1,2],[],null,[null]]"), texts("ARRAY<VARCHAR(200)>", TypedColumn.MAPPER.createArrayNode()::add),
                nested("ARRAY<BOOLEAN>", "[true,false,null]"),
                nested("ARRAY<DOUBLE>", "[0.1,-2.5,null,1.0E300]"), nested("ARRAY<DECIMAL(38,10)>",
                        "[\"1234567890123456789012345678.0123456789\",null,\"-0.0000000001\"]"),
                nested("ARRAY<LARGEINT>", "[\"-170141183460469231731687303715884105728\",\"0\"]"),
                nested("ARRAY<DATE>", "[\"2024-02-29\",null,\"9999-12-31\"]"),
                nested("ARRAY<DATETIME>", "[\"2024-02-29 23:59:59.000001\",null,\"1970-01-01 00:00:00\"]"), nested("ARRAY<ARRAY<ARRAY<VARCHAR(20)>>>",
                        "[[[\"a,]\\\"\",null],[]],null,[]]"),
                nested("MAP<VARCHAR(40),INT>", "{}", "{\"a\":1}", "{\"\":null,\"a,b:\\\"c\\\"}\":-1,\"日本\":2147483647}"), nested("MAP<INT,VARCHAR(40)>", "{}",
                        "{\"1\":\"a\",\"-2\":null,\"3\":\"x,{:\\\"}\\n\"}"),
                nested("MAP<VARCHAR(40),DECIMAL(18,4)>", "{\"p\":\"12.5000\",\"q\":null}"),
                nested("MAP<VARCHAR(40),ARRAY<INT>>", "{\"a\":[1,2],\"b\":[],\"c\":null}"),
                nested("STRUCT<a INT, b VARCHAR(40)>", "{\"a\":1,\"b\":\"x\"}", "{\"a\":null,\"b\":null}", "{\"a\":-5,\"b\":\"\\\"\\n\\u0001\"}"), nested(
                        "STRUCT<a ARRAY<STRUCT<d DATE, n DECIMAL(9,2)>>, m MAP<VARCHAR(20),BOOLEAN>, t DATETIME>",
                        "{\"a\":[{\"d\":\"2024-02-29\",\"n\":\"1.25\"},null],\"m\":{\"x\":true,\"y\":null},\"t\":\"2024-02-29 10:00:00.5\"}".replace("00.5",
                                "00.500000"),
                        "{\"a\":[],\"m\":{},\"t\":null}"),
                nested("ARRAY<STRUCT<k INT, v ARRAY<VARCHAR(20)>>>", "[{\"k\":1,\"v\":[\"a\",null]},null,{\"k\":null,\"v\":[]}]"));
    }

    private static TypedColumn nested(final String ddl, final String... values) {
        return new TypedColumn(ddl, Stream.of(values).map(value -> (Object) TypedColumn.json(value)).toList());
    }

    private static TypedColumn texts(final String ddl, final Function<String, ArrayNode> adder) {
        TEXTS.forEach(adder::apply);
        final ArrayNode all = adder.apply("\\N");
        return new TypedColumn(ddl, List.of(all, TypedColumn.json("[null,\"\"]"), TypedColumn.json("[\"null\",null]")));
    }

    private List<TypedColumn> sketches() {
        return List.of(column("BITMAP",
                List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.valueOf(4_294_967_296L), BigInteger.TWO.pow(63), BigInteger.TWO.pow(64)
                        .subtract(BigInteger.ONE)),
                some -> new BigInteger(64, some)),
                column("HLL", List.of("", "a", "1", "0.5", "a\"b\n", "\uD83D\uDE00",
                        "c0a80101-0000-4000-8000-000000000001", "2024-02-29"), some -> text(some, true)));
    }

    private TypedColumn column(final String ddl, final List<?> extremes, final Function<Random, Object> draw) {
        return new TypedColumn(ddl,
                Stream.concat(extremes.stream(), Stream.generate(() -> draw.apply(random)).filter(value -> !"\\N".equals(value)).limit(randoms))
                        .map(Object.class::cast).toList());
    }
}
