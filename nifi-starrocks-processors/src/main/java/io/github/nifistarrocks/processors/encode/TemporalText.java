package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

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

    /** @return null when the value is no date, or one with a time */
    LocalDateTime dateTime(final Object value) {
        return switch (value) {
            case Timestamp timestamp -> local(timestamp);
            case Date date -> date.toLocalDate().atStartOfDay();
            case Time time -> null;
            case java.util.Date date -> local(date.toInstant());
            case LocalDateTime dateTime -> dateTime;
            case LocalDate date -> date.atStartOfDay();
            case Instant instant -> local(instant);
            case OffsetDateTime dateTime -> local(dateTime.toInstant());
            case ZonedDateTime dateTime -> local(dateTime.toInstant());
            default -> null;
        };
    }

    /**
     * A value as the text that a string column gets.
     *
     * @return null for arrays, maps, records and other classes that are no single value
     */
    String plain(final Object value) throws UnencodableValueException {
        return switch (value) {
            case String text -> text;
            case BigDecimal decimal -> FiniteNumbers.plain(decimal);
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            case Time time -> time(time);
            case LocalTime time -> time(time);
            case Date date -> date.toLocalDate().toString();
            case LocalDate date -> date.toString();
            case UUID uuid -> uuid.toString();
            case Character character -> character.toString();
            case Enum<?> constant -> constant.name();
            default -> {
                final LocalDateTime dateTime = dateTime(value);
                yield dateTime == null ? null : text(dateTime);
            }
        };
    }

    String plainOrRefuse(final Object value) throws UnencodableValueException {
        final String text = plain(value);
        if (text == null) {
            throw new UnencodableValueException("A value of %s cannot be loaded".formatted(value.getClass()));
        }
        return text;
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
