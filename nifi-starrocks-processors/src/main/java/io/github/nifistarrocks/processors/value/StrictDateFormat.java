package io.github.nifistarrocks.processors.value;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;

/**
 * Reads text of a field by the format of its type, and only text of that format: no 30th of February and no hour 24, which NiFi's own conversion takes for
 * other dates.
 */
public final class StrictDateFormat {

    private final DataType type;
    private final Optional<DateTimeFormatter> formatter;

    private StrictDateFormat(final DataType type, final Optional<DateTimeFormatter> formatter) {
        this.type = type;
        this.formatter = formatter;
    }

    /** @param type of a date or time; one without a format, or with an invalid one, reads nothing */
    public static StrictDateFormat of(final DataType type) {
        return new StrictDateFormat(type, Optional.ofNullable(type.getFormat()).flatMap(StrictDateFormat::formatter));
    }

    private static Optional<DateTimeFormatter> formatter(final String pattern) {
        try {
            // The era lets yyyy, the year of an era, stand for a year.
            return Optional.of(new DateTimeFormatterBuilder().appendPattern(pattern).parseDefaulting(ChronoField.ERA, 1).toFormatter()
                    .withResolverStyle(ResolverStyle.STRICT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @return a value of the class that NiFi has for the type; empty for text that does not have the format */
    public Optional<Object> read(final String text) {
        if (formatter.isEmpty()) {
            return Optional.empty();
        }
        try {
            final TemporalAccessor parsed = formatter.get().parse(text.strip());
            return switch (type.getFieldType()) {
                case DATE -> Optional.of(Date.valueOf(LocalDate.from(parsed)));
                case TIME -> Optional.of(time(LocalTime.from(parsed)));
                case TIMESTAMP -> Optional.of(timestamp(parsed));
                case BOOLEAN, BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE, DECIMAL, CHAR, STRING, ENUM, UUID, ARRAY, MAP, RECORD, CHOICE -> Optional.empty();
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Time time(final LocalTime parsed) {
        return new Time(Time.valueOf(parsed).getTime() + parsed.get(ChronoField.MILLI_OF_SECOND));
    }

    /** Text without a zone is local time of the JVM, as for NiFi's readers. */
    private static Timestamp timestamp(final TemporalAccessor parsed) {
        return parsed.query(TemporalQueries.zone()) == null
                ? Timestamp.valueOf(LocalDateTime.from(parsed))
                : Timestamp.from(ZonedDateTime.from(parsed).toInstant());
    }
}
