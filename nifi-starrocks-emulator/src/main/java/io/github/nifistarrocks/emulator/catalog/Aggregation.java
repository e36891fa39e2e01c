package io.github.nifistarrocks.emulator.catalog;

import java.util.Arrays;
import java.util.Optional;

/** How a value column of an AGGREGATE KEY table combines its value with a new one, by the names of StarRocks. */
public enum Aggregation {

    SUM, MIN, MAX, REPLACE, REPLACE_IF_NOT_NULL, HLL_UNION, BITMAP_UNION;

    public static Optional<Aggregation> named(final String nameIgnoringCase) {
        return Arrays.stream(values()).filter(function -> function.name().equalsIgnoreCase(nameIgnoringCase)).findFirst();
    }
}
