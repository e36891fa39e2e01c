package io.github.nifistarrocks.emulator.catalog;

import java.util.Arrays;
import java.util.Optional;

/** How the value columns of an AGGREGATE KEY table take a further value, by the names of StarRocks. */
public enum Aggregation {
    SUM, MIN, MAX, REPLACE, REPLACE_IF_NOT_NULL, HLL_UNION, BITMAP_UNION;

    public static Optional<Aggregation> named(String nameIgnoringCase) {
        return Arrays.stream(values()).filter(function -> function.name().equalsIgnoreCase(nameIgnoringCase)).findFirst();
    }
}
