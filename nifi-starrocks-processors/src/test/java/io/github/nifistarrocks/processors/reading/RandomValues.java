package io.github.nifistarrocks.processors.reading;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.TextNode;

/** JSON and texts in which readers see types: numbers of every length, texts that look like numbers, dates and Booleans, nested values. */
final class RandomValues {

    private static final List<String> TEXTS = List.of("0012", "00501", "1.50", "-0", "1e5", "TRUE", "true", "False", "null", "NaN", "Infinity", "2024-02-30",
            "2024-02-29", "29.02.2024", "20240101", "2024-01-01 10:00:00", "12:30:00", "1720000000000", "abc", "Grüße, \"日本\"", "{\"a\":1}", "[1,2]",
            "[\"01\",null]",
            "\"x\"", "a\\b", "9007199254740993", "12345678901234567890", "1234567.89", "0.1", "-7", "+5", ".5", "5.", "0x1F", "1_000", "1d", "5f", "x y");

    private final Random random;

    RandomValues(final long seed) {
        this.random = new Random(seed);
    }

    boolean chance(final int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T of(final List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    String json(final int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> number();
            case 2, 3 -> TextNode.valueOf(text()).toString();
            case 4 -> of(List.of("true", "false", "null"));
            case 5 -> Integer.toString(random.nextInt(10));
            case 6 -> IntStream.range(0, random.nextInt(4)).mapToObj(i -> json(depth - 1)).collect(Collectors.joining(",", "[", "]"));
            default ->
                IntStream.range(0, random.nextInt(4)).mapToObj(i -> "\"k%d\":%s".formatted(i, json(depth - 1))).collect(Collectors.joining(",", "{", "}"));
        };
    }

    /** A number in the spelling of JSON. */
    String number() {
        return switch (random.nextInt(7)) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> new BigInteger(random.nextInt(1, 126), random).toString();
            case 2 -> Double.toString(random.nextDouble() * 1000).replace("E", "e");
            case 3 -> new BigDecimal(new BigInteger(random.nextInt(1, 40), random), random.nextInt(8)).toPlainString();
            case 4 -> "-" + new BigDecimal(new BigInteger(random.nextInt(1, 30), random), random.nextInt(4)).toPlainString();
            case 5 -> new BigDecimal(new BigInteger(random.nextInt(40, 110), random), random.nextInt(30)).toPlainString();
            default ->
                of(List.of("1.0", "1.50", "-0.0", "1e2", "1.5E3", "100.00", "0.30000000000000004", "1234567.89", "16777217.0", "5.0000001", "1e-7", "0"));
        };
    }

    String text() {
        return chance(40) ? number() : of(TEXTS);
    }
}
