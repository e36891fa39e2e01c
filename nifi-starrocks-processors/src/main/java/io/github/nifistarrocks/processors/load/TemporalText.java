package io.github.nifistarrocks.processors.load;

import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Turns NiFi's instants into the zone-less date and time of a DATETIME column.
 *
 * <p>A NiFi TIMESTAMP is an instant; readers that parse text without a zone take it as local time of the JVM. Instants before the Gregorian reform are the
 * exception: {@link Timestamp} counts them in the Julian calendar, so they are taken by their fields and only moved by the difference of the zones.
 */
final class TemporalText {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final long GREGORIAN_REFORM = Instant.parse("1582-10-16T00:00:00Z").toEpochMilli();

    private final ZoneId zone;
    private final ZoneId machineZone = ZoneId.systemDefault();
    private final boolean machineZoneWanted;

    TemporalText(final ZoneId zone) {
        this.zone = zone;
        this.machineZoneWanted = zone.getRules().equals(machineZone.getRules());
    }

    LocalDateTime local(final Timestamp timestamp) {
        if (timestamp.getTime() < GREGORIAN_REFORM || machineZoneWanted && !machineZone.getRules().isFixedOffset()) {
            final LocalDateTime onMachine = timestamp.toLocalDateTime();
            return machineZoneWanted ? onMachine : onMachine.atZone(machineZone).withZoneSameInstant(zone).toLocalDateTime();
        }
        final long seconds = Math.floorDiv(timestamp.getTime(), 1000L);
        final ZoneOffset offset = zone.getRules().getOffset(Instant.ofEpochSecond(seconds));
        return LocalDateTime.ofEpochSecond(seconds, timestamp.getNanos(), offset);
    }

    LocalDateTime local(final Instant instant) {
        return LocalDateTime.ofInstant(instant, zone);
    }

    /** {@code HH:mm:ss}, with milliseconds when there are any. StarRocks has no column type for a time of day; it goes into a string. */
    String time(final Time time) {
        return time(Instant.ofEpochMilli(time.getTime()).atZone(machineZone).toLocalTime());
    }

    static String time(final LocalTime time) {
        final LocalTime micros = time.truncatedTo(ChronoUnit.MICROS);
        final String text = micros.toString();
        return micros.getSecond() == 0 && micros.getNano() == 0 ? text + ":00" : text;
    }

    static String text(final LocalDateTime dateTime) {
        return (dateTime.getNano() < 1000 ? SECONDS : MICROSECONDS).format(dateTime);
    }
}
