package io.github.nifistarrocks.processors.scan;

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
 * Knows which dates and times NiFi's writers print as they are. Those have no zone, but JSON, XML and others pass them through java.sql types, which live in
 * the time zone of the JVM: a time that this zone skips (02:30 on the night that summer time begins) comes out an hour later, and days before 1901 can come
 * out as others because java.sql and java.time disagree about calendars and local mean times. Rare values are tried out on NiFi's own converters, so that this
 * class is right with every NiFi release; all others are known to be safe.
 */
final class WallClock {

    private static final int SAFE_YEAR = 1901;
    private static final String DATE_PATTERN = "uuuu-MM-dd";
    private static final String DATE_TIME_PATTERN = "uuuu-MM-dd HH:mm:ss.SSSSSS";
    private static final DateTimeFormatter DATE_FORMAT = DateTimeFormatter.ofPattern(DATE_PATTERN);
    private static final DateTimeFormatter DATE_TIME_FORMAT = DateTimeFormatter.ofPattern(DATE_TIME_PATTERN);

    private final ZoneRules rules;
    private final boolean fixed;

    /** @param zone the JVM's default zone, which is the one that NiFi's writers use */
    WallClock(final ZoneId zone) {
        rules = zone.getRules();
        fixed = rules.isFixedOffset();
    }

    boolean keeps(final LocalDate date) {
        return date.getYear() >= SAFE_YEAR && (fixed || !isSkipped(date.atStartOfDay())) || survives(date, RecordFieldType.DATE, DATE_PATTERN, DATE_FORMAT);
    }

    boolean keeps(final LocalDateTime time) {
        return time.getYear() >= SAFE_YEAR && (fixed || !isSkipped(time)) || survives(time, RecordFieldType.TIMESTAMP, DATE_TIME_PATTERN, DATE_TIME_FORMAT);
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
