package io.github.nifistarrocks.processors.scan.column;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
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
 * hour later. Days before 1901 can become other days, because java.sql and java.time differ in calendars and local mean times. So can days after 2037 in
 * the few zones whose later transitions are listed, such as Africa/Casablanca. Such values are tested with NiFi's own converters, so the result is right for
 * every NiFi release. All other values are safe.
 */
public final class WallClock {

    private static final int SAFE_YEAR = 1901;
    /** java.util.TimeZone knows no later transitions of a zone, only its last rules. */
    private static final int LAST_LISTED_YEAR = 2037;
    private static final String DATE_PATTERN = "uuuu-MM-dd";
    private static final String DATE_TIME_PATTERN = "uuuu-MM-dd HH:mm:ss.SSSSSS";
    private static final DateTimeFormatter DATE_FORMAT = DateTimeFormatter.ofPattern(DATE_PATTERN);
    private static final DateTimeFormatter DATE_TIME_FORMAT = DateTimeFormatter.ofPattern(DATE_TIME_PATTERN);

    private final ZoneRules rules;
    private final boolean fixed;
    private final int lastSafeYear;

    /** @param zone default zone of the JVM, which NiFi's writers use */
    public WallClock(final ZoneId zone) {
        rules = zone.getRules();
        fixed = rules.isFixedOffset();
        lastSafeYear = rules.getTransitions().stream().anyMatch(transition -> transition.getDateTimeBefore().getYear() > LAST_LISTED_YEAR)
                ? LAST_LISTED_YEAR
                : Year.MAX_VALUE;
    }

    public boolean keeps(final LocalDate date) {
        return isSafe(date.getYear()) && (fixed || !isSkipped(date.atStartOfDay()))
                || isOfOurEra(date.getYear()) && survives(date, RecordFieldType.DATE, DATE_PATTERN, DATE_FORMAT);
    }

    public boolean keeps(final LocalDateTime time) {
        return isSafe(time.getYear()) && (fixed || !isSkipped(time))
                || isOfOurEra(time.getYear()) && survives(time, RecordFieldType.TIMESTAMP, DATE_TIME_PATTERN, DATE_TIME_FORMAT);
    }

    /**
     * Whether the instant that java.sql gives a time is that of java.time, which other programs derive it from. Before October 1582 java.sql counts by the
     * Julian calendar, and before 1901 it does not know local mean times.
     */
    public boolean keepsInstant(final LocalDateTime time) {
        return isSafe(time.getYear())
                || Timestamp.valueOf(time).getTime() == time.toInstant(rules.getOffset(time)).toEpochMilli();
    }

    private boolean isSafe(final int year) {
        return year >= SAFE_YEAR && year <= lastSafeYear;
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
