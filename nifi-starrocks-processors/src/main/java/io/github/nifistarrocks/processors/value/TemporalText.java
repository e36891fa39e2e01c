package io.github.nifistarrocks.processors.value;

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
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

/**
 * Converts NiFi's instants to the date and time of a DATETIME column, which has no zone.
 *
 * <p>A NiFi TIMESTAMP is an instant; readers that parse text without a zone take it as local time of the JVM. Instants before the Gregorian reform are the
 * exception: {@link Timestamp} counts them in the Julian calendar, so they are taken by their fields and only moved by the difference of the zones.
 */
public final class TemporalText {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final long GREGORIAN_REFORM = Instant.parse("1582-10-16T00:00:00Z").toEpochMilli();

    private final ZoneId zone;
    private final ZoneId machineZone = ZoneId.systemDefault();
    private final boolean isMachineZone;

    public TemporalText(final ZoneId zone) {
        this.zone = zone;
        this.isMachineZone = zone.getRules().equals(machineZone.getRules());
    }

    public LocalDateTime local(final Timestamp timestamp) {
        if (timestamp.getTime() < GREGORIAN_REFORM || isMachineZone && !machineZone.getRules().isFixedOffset()) {
            final LocalDateTime onMachine = timestamp.toLocalDateTime();
            return isMachineZone ? onMachine : onMachine.atZone(machineZone).withZoneSameInstant(zone).toLocalDateTime();
        }
        final long seconds = Math.floorDiv(timestamp.getTime(), 1000L);
        final ZoneOffset offset = zone.getRules().getOffset(Instant.ofEpochSecond(seconds));
        return LocalDateTime.ofEpochSecond(seconds, timestamp.getNanos(), offset);
    }

    public LocalDateTime local(final Instant instant) {
        return LocalDateTime.ofInstant(instant, zone);
    }

    /** @return empty when the value is no date, with a time or without */
    public Optional<LocalDateTime> dateTime(final Object value) {
        return switch (value) {
            case Timestamp timestamp -> Optional.of(local(timestamp));
            case Date date -> Optional.of(date.toLocalDate().atStartOfDay());
            case Time ignored -> Optional.empty();
            case java.util.Date date -> Optional.of(local(date.toInstant()));
            case LocalDateTime dateTime -> Optional.of(dateTime);
            case LocalDate date -> Optional.of(date.atStartOfDay());
            case Instant instant -> Optional.of(local(instant));
            case OffsetDateTime dateTime -> Optional.of(local(dateTime.toInstant()));
            case ZonedDateTime dateTime -> Optional.of(local(dateTime.toInstant()));
            default -> Optional.empty();
        };
    }

    /**
     * A value as the text that a string column gets.
     *
     * @return empty for arrays, maps, records and other classes that are no single value
     */
    public Optional<String> plain(final Object value) throws UnencodableValueException {
        return switch (value) {
            case String text -> Optional.of(text);
            case BigDecimal decimal -> Optional.of(FiniteNumbers.plain(decimal));
            case Double real -> Optional.of(FiniteNumbers.digits(real.toString()));
            case Float real -> Optional.of(FiniteNumbers.digits(real.toString()));
            case Number number -> Optional.of(number.toString());
            case Boolean flag -> Optional.of(flag.toString());
            case Time time -> Optional.of(time(time));
            case LocalTime time -> Optional.of(time(time));
            case Date date -> Optional.of(date.toLocalDate().toString());
            case LocalDate date -> Optional.of(date.toString());
            case UUID uuid -> Optional.of(uuid.toString());
            case Character character -> Optional.of(character.toString());
            case Enum<?> constant -> Optional.of(constant.name());
            default -> dateTime(value).map(TemporalText::text);
        };
    }

    /** {@code HH:mm:ss}, with milliseconds when there are any. StarRocks has no column type for a time of day; it goes into a string. */
    public String time(final Time time) {
        return time(Instant.ofEpochMilli(time.getTime()).atZone(machineZone).toLocalTime());
    }

    public static String time(final LocalTime time) {
        final LocalTime micros = time.truncatedTo(ChronoUnit.MICROS);
        final String text = micros.toString();
        return micros.getSecond() == 0 && micros.getNano() == 0 ? text + ":00" : text;
    }

    public static String text(final LocalDateTime dateTime) {
        return (dateTime.getNano() < 1000 ? SECONDS : MICROSECONDS).format(dateTime);
    }
}
