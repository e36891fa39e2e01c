package io.github.nifistarrocks.client.load;

import java.util.HashMap;
import java.util.Map;

/**
 * What the server measured of a load.
 *
 * @param rows counts of rows
 * @param loadBytes bytes of the body as the server counted them
 * @param timesMillis durations in milliseconds by their names, for instance {@code LoadTimeMs}
 */
public record LoadStatistics(RowCounts rows, long loadBytes, Map<String, Long> timesMillis) {

    /** A reply without statistics. */
    public static final LoadStatistics NONE = new LoadStatistics(RowCounts.NONE, 0, Map.of());

    public LoadStatistics {
        timesMillis = Map.copyOf(timesMillis);
    }

    public LoadStatistics plus(final LoadStatistics other) {
        final Map<String, Long> times = new HashMap<>(timesMillis);
        other.timesMillis.forEach((name, millis) -> times.merge(name, millis, Long::sum));
        return new LoadStatistics(rows.plus(other.rows), loadBytes + other.loadBytes, times);
    }
}
