package io.github.nifistarrocks.processors.option;

import org.apache.nifi.components.DescribedValue;

/** Unit of a number that represents a date and time, counted from 1970-01-01 00:00:00. The names are stored in flows. */
public enum EpochUnit implements DescribedValue {

    MILLIS("Milliseconds", 1_000L, "Debezium's io.debezium.time.Timestamp, for columns of up to three fractional digits"), //
    MICROS("Microseconds", 1_000_000L, "Debezium's io.debezium.time.MicroTimestamp, for columns of four to six fractional digits"), //
    NANOS("Nanoseconds", 1_000_000_000L, "Debezium's io.debezium.time.NanoTimestamp");

    private final String displayName;
    private final long perSecond;
    private final String description;

    EpochUnit(final String displayName, final long perSecond, final String description) {
        this.displayName = displayName;
        this.perSecond = perSecond;
        this.description = description;
    }

    public long perSecond() {
        return perSecond;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
