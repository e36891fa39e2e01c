package io.github.nifistarrocks.processors.value;

/** A number that may count the time since 1970. Its size tells the unit: the limits lie between the years 1973 and 5138 of one unit and the next. */
enum EpochNumber {

    SECONDS("seconds", 100_000_000_000L, "from_unixtime(x)"),
    MILLISECONDS("milliseconds", 100_000_000_000_000L, "from_unixtime_ms(x), which StarRocks has since 3.3 and which drops the fraction of a second"),
    MICROSECONDS("microseconds", 100_000_000_000_000_000L, "microseconds_add(from_unixtime(x DIV 1000000), x % 1000000)"),
    NANOSECONDS("nanoseconds", Long.MAX_VALUE, "microseconds_add(from_unixtime(x DIV 1000000000), x DIV 1000 % 1000000)");

    private final String unit;
    private final long limit;
    private final String expression;

    EpochNumber(final String unit, final long limit, final String expression) {
        this.unit = unit;
        this.limit = limit;
        this.expression = expression;
    }

    private static EpochNumber of(final long number) {
        final long size = Math.abs(number);
        for (final EpochNumber candidate : values()) {
            if (size < candidate.limit) {
                return candidate;
            }
        }
        return NANOSECONDS;
    }

    /**
     * How the number becomes a date, as a sentence.
     *
     * @param digits of the number, perhaps with a fraction
     */
    static String advice(final String digits) {
        try {
            final EpochNumber epoch = of(Long.parseLong(digits));
            return "If it counts %s since 1970, let an expression convert it: %s".formatted(epoch.unit, epoch.expression);
        } catch (NumberFormatException e) {
            return "Let an expression convert it";
        }
    }
}
