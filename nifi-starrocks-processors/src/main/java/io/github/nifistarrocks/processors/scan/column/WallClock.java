package io.github.nifistarrocks.processors.scan.column;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * Determines which dates and times NiFi's writers write unchanged. StarRocks' dates and times have no zone, but the writers of JSON, XML and others convert
 * them by java.sql types, which use the time zone of the JVM. A time that this zone skips, such as 02:30 on the night that summer time begins, is written one
 * hour later. Days before 1901 can become other days, because java.sql and java.time differ in calendars and local mean times. Such values are tested with
 * NiFi's own converters, so the result is right for every NiFi release. All other values are safe.
 */
public final class WallClock {

    private static final int SAFE_YEAR = 1901;
    private static final String DATE_PATTERN = "uuuu-MM-dd";
    private static final String DATE_TIME_PATTERN = "uuuu-MM-dd HH:mm:ss.SSSSSS";
    private static final DateTimeFormatter DATE_FORMAT = DateTimeFormatter.ofPattern(DATE_PATTERN);
    private static final DateTimeFormatter DATE_TIME_FORMAT = DateTimeFormatter.ofPattern(DATE_TIME_PATTERN);

    private final ZoneRules rules;
    private final boolean fixed;

    /** @param zone default zone of the JVM, which NiFi's writers use */
    public WallClock(final ZoneId zone) {
        rules = zone.getRules();
        fixed = rules.isFixedOffset();
    }

    public boolean keeps(final LocalDate date) {
        return date.getYear() >= SAFE_YEAR && (fixed || !isSkipped(date.atStartOfDay()))
                || isOfOurEra(date.getYear()) && survives(date, RecordFieldType.DATE, DATE_PATTERN, DATE_FORMAT);
    }

    public boolean keeps(final LocalDateTime time) {
        return time.getYear() >= SAFE_YEAR && (fixed || !isSkipped(time))
                || isOfOurEra(time.getYear()) && survives(time, RecordFieldType.TIMESTAMP, DATE_TIME_PATTERN, DATE_TIME_FORMAT);
    }

    /** The letter y of a format writes the year 0 as 1. */
    private static boolean isOfOurEra(final int year) {
        return year >= 1;
    }

    private boolean isSkipped(final LocalDateTime time) {
        final ZoneOffsetTransition transition = rules.getTransition(time);
        return transition != null && transition.isGap();
    }

    private static boolean survives(final Temporal value, final RecordFieldType type, final String pattern, final DateTimeFormatter format) {
        final Optional<String> asText = Optional.of(pattern);
        final Object converted = DataTypeUtils.convertType(value, type.getDataType(), asText, asText, asText, "value");
        return format.format(value).equals(DataTypeUtils.toString(converted, pattern));
    }
}
