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

    static ValueRange atLeast(final Object value) {
        return new ValueRange(Optional.of(value), true, Optional.empty(), false);
    }

    static ValueRange atMost(final Object value) {
        return new ValueRange(Optional.empty(), false, Optional.of(value), true);
    }

    /** The values of a column to the left of a comparison with a constant; empty when it does not limit them to one range. */
    static Optional<ValueRange> of(final String operator, final Object constant) {
        return switch (operator) {
            case "=" -> Optional.of(new ValueRange(Optional.of(constant), true, Optional.of(constant), true));
            case "<" -> Optional.of(lessThan(constant));
            case "<=" -> Optional.of(atMost(constant));
            case ">" -> Optional.of(greaterThan(constant));
            case ">=" -> Optional.of(atLeast(constant));
            default -> Optional.empty();
        };
    }

    /** The same for a column to the right. */
    static Optional<ValueRange> ofMirrored(final String operator, final Object constant) {
        return of(operator.replace('<', '^').replace('>', '<').replace('^', '>'), constant);
    }

    /** Whether a value can be in both ranges. */
    boolean meets(final ValueRange other) {
        return startsBeforeEndOf(other) && other.startsBeforeEndOf(this);
    }

    private boolean startsBeforeEndOf(final ValueRange other) {
        if (low.isEmpty() || other.high.isEmpty()) {
            return true;
        }
        final int order = compare(low.get(), other.high.get());
        return order < 0 || order == 0 && lowIncluded && other.highIncluded;
    }

    private static ValueRange greaterThan(final Object value) {
        return new ValueRange(Optional.of(value), false, Optional.empty(), false);
    }

    private static ValueRange lessThan(final Object value) {
        return new ValueRange(Optional.empty(), false, Optional.of(value), false);
    }

    @SuppressWarnings("unchecked")
    private static int compare(final Object one, final Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }
}
