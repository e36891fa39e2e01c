package io.github.nifistarrocks.emulator.plan;

import java.util.Optional;

/**
 * A range of values that are comparable with each other; an absent end is open.
 *
 * @param low smallest value, or the one below it
 * @param lowIncluded whether {@code low} itself is in the range
 * @param high largest value, or the one above it
 * @param highIncluded whether {@code high} itself is in the range
 */
record ValueRange(Optional<Object> low, boolean lowIncluded, Optional<Object> high, boolean highIncluded) {
    static ValueRange atLeast(Object value) {
        return new ValueRange(Optional.of(value), true, Optional.empty(), false);
    }

    static ValueRange atMost(Object value) {
        return new ValueRange(Optional.empty(), false, Optional.of(value), true);
    }

    /** @param forward whether the column stands left of the operator */
    static Optional<ValueRange> of(String operator, Object value, boolean forward) {
        return switch (operator) {
            case "=" -> Optional.of(new ValueRange(Optional.of(value), true, Optional.of(value), true));
            case "<" -> Optional.of(forward ? below(value, false) : above(value, false));
            case "<=" -> Optional.of(forward ? below(value, true) : above(value, true));
            case ">" -> Optional.of(forward ? above(value, false) : below(value, false));
            case ">=" -> Optional.of(forward ? above(value, true) : below(value, true));
            default -> Optional.empty();
        };
    }

    /** Whether a value can be in both ranges. */
    boolean meets(ValueRange other) {
        return startsBeforeEndOf(other) && other.startsBeforeEndOf(this);
    }

    private boolean startsBeforeEndOf(ValueRange other) {
        if (low.isEmpty() || other.high.isEmpty()) {
            return true;
        }
        int order = compare(low.get(), other.high.get());
        return order < 0 || order == 0 && lowIncluded && other.highIncluded;
    }

    private static ValueRange above(Object value, boolean included) {
        return new ValueRange(Optional.of(value), included, Optional.empty(), false);
    }

    private static ValueRange below(Object value, boolean included) {
        return new ValueRange(Optional.empty(), false, Optional.of(value), included);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }
}
