package io.github.nifistarrocks.emulator.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Readable substitutes for the values of BITMAP and HLL columns: {@code BITMAP:1,2,5}, {@code HLL:3f2a}. They are exact, which real HLLs are not. */
public final class Sketch {

    public static final String BITMAP = "BITMAP:";
    public static final String HLL = "HLL:";

    private Sketch() {}

    public static byte[] bitmap(final Long... values) {
        final String text = new TreeSet<>(Arrays.asList(values)).stream().map(Long::toUnsignedString).collect(Collectors.joining(","));
        return (BITMAP + text).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] hll(final String... values) {
        final String text = Arrays.stream(values).map(value -> Integer.toHexString(value.hashCode())).distinct().collect(Collectors.joining(","));
        return (HLL + text).getBytes(StandardCharsets.UTF_8);
    }

    /** The members with commas between; null for NULL. */
    public static String members(final byte[] sketch) {
        if (sketch == null) {
            return null;
        }
        final String text = new String(sketch, StandardCharsets.UTF_8);
        return text.substring(text.indexOf(':') + 1);
    }

    /** How many members there are; 0 for NULL. */
    public static long count(final byte[] sketch) {
        final String members = members(sketch);
        return members == null || members.isEmpty() ? 0 : members.split(",").length;
    }

    /** Computes the aggregations BITMAP_UNION and HLL_UNION. */
    public static byte[] union(final byte[] one, final byte[] other) {
        final String text = new String(one, StandardCharsets.UTF_8);
        return text.startsWith(BITMAP)
                ? (BITMAP + join(one, other, Long::parseUnsignedLong)).getBytes(StandardCharsets.UTF_8)
                : (HLL + join(one, other, Function.identity())).getBytes(StandardCharsets.UTF_8);
    }

    private static <T extends Comparable<T>> String join(final byte[] one, final byte[] other, final Function<String, T> order) {
        final SortedSet<T> all = new TreeSet<>();
        for (final byte[] sketch : new byte[][] {one, other}) {
            if (count(sketch) > 0) {
                Arrays.stream(members(sketch).split(",")).map(order).forEach(all::add);
            }
        }
        return all.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
