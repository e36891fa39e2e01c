package io.github.nifistarrocks.processors.change.decode;

import java.math.BigInteger;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * Decodes the values of one column in the events of CaptureChangeMySQL, which prints the objects of its binlog client as text.
 *
 * @param target type of the target column; unknown when there is none
 * @param sqlType of {@link Types}, if the event says
 */
public record MysqlColumn(ColumnType target, OptionalInt sqlType) {

    private static final Pattern BIT_SET = Pattern.compile("\\{(\\d+(, \\d+)*)?}");
    private static final Pattern DATE_TEXT = Pattern.compile("\\p{Alpha}{3} \\p{Alpha}{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}");
    private static final Pattern TIMESTAMP_TEXT = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}");
    private static final Pattern DAY_TEXT = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIME_TEXT = Pattern.compile("\\d\\d:\\d\\d:\\d\\d");
    private static final DateTimeFormatter DATE_FORMAT = new DateTimeFormatterBuilder().appendPattern("EEE MMM dd HH:mm:ss ")
            .appendZoneText(TextStyle.SHORT, Set.of(ZoneId.systemDefault())).appendPattern(" uuuu").toFormatter(Locale.US);

    /** Type of the decoded values: that of the target column, else that of the event, else text. */
    public DataType dataType() {
        return RecordTypes.inputType(target).or(this::eventType).orElse(ValueDecoders.TEXT);
    }

    private Optional<DataType> eventType() {
        return sqlType.isPresent() ? Optional.ofNullable(DataTypeUtils.getDataTypeFromSQLTypeValue(sqlType.getAsInt())) : Optional.empty();
    }

    /**
     * Decodes one value. A TIMESTAMP is an instant, printed as a java.sql.Timestamp in the time zone of the machine that runs NiFi; a DATETIME is printed as a
     * java.util.Date.
     *
     * @param value as the record has it, not null
     */
    public Object decode(final Object value) throws UndecodableException {
        if ((is(Types.DECIMAL) || is(Types.NUMERIC)) && target != ScalarType.FLOAT && target != ScalarType.DOUBLE) {
            return ValueDecoders.withAllDigits(value, scale());
        }
        return value instanceof final String text ? decodeText(text) : value;
    }

    private int scale() {
        return target instanceof final DecimalType decimal ? decimal.scale().orElse(ValueDecoders.ANY_SCALE) : ValueDecoders.ANY_SCALE;
    }

    private Object decodeText(final String text) throws UndecodableException {
        if ((is(Types.TIMESTAMP) || is(Types.DATE) || hasDateTarget()) && DATE_TEXT.matcher(text).matches()) {
            final LocalDateTime dateTime = dateTime(text);
            return target == ScalarType.DATE || !hasTarget() && is(Types.DATE) ? dateTime.toLocalDate() : dateTime;
        }
        if (is(Types.TIMESTAMP) && (hasDateTarget() || !hasTarget()) && TIMESTAMP_TEXT.matcher(text).matches()) {
            return Timestamp.valueOf(text);
        }
        if (is(Types.DATE) && DAY_TEXT.matcher(text).matches()) {
            return day(parsed(text, LocalDate::parse), ZoneId.systemDefault());
        }
        if (is(Types.TIME) && TIME_TEXT.matcher(text).matches()) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time(parsed(text, LocalTime::parse), ZoneId.systemDefault()));
        }
        final boolean number = RecordTypes.isNumber(target) || target == ScalarType.BOOLEAN || !hasTarget() && is(Types.BIT);
        return number && BIT_SET.matcher(text).matches() ? bits(text) : text;
    }

    private boolean is(final int type) {
        return sqlType.isPresent() && sqlType.getAsInt() == type;
    }

    private boolean hasTarget() {
        return !target.equals(ColumnType.UNKNOWN);
    }

    private boolean hasDateTarget() {
        return target == ScalarType.DATE || target == ScalarType.DATETIME;
    }

    /**
     * The text of a java.util.Date. The binlog client (AbstractRowsEventDataDeserializer.asUnixTime) counts a DATETIME as if it were UTC, and the text shows it
     * in the time zone of the machine that runs NiFi: conversion to UTC restores the digits of the database. When zones share an abbreviation, that of this
     * machine is used.
     */
    private static LocalDateTime dateTime(final String text) throws UndecodableException {
        return parsed(text, digits -> ZonedDateTime.parse(digits, DATE_FORMAT)).withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
    }

    private static <T> T parsed(final String text, final Function<String, T> parser) throws UndecodableException {
        try {
            return parser.apply(text);
        } catch (final DateTimeParseException e) {
            throw new UndecodableException("[%s] is not a date or time in a known zone".formatted(RowText.of(text)));
        }
    }

    /** The text of a java.sql.Date, which the binlog client counts as if midnight were in UTC and which prints the day of the machine that runs NiFi. */
    static LocalDate day(final LocalDate printed, final ZoneId zone) {
        final boolean dayBefore = printed.atStartOfDay(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDate().isBefore(printed);
        return dayBefore ? printed.plusDays(1) : printed;
    }

    /** The same for a java.sql.Time, which is a time on 1970-01-01. */
    static LocalTime time(final LocalTime printed, final ZoneId zone) {
        return printed.minusSeconds(zone.getRules().getOffset(Instant.EPOCH).getTotalSeconds());
    }

    /** The text of a java.util.BitSet, which lists the bits that are set. */
    private static BigInteger bits(final String text) {
        BigInteger number = BigInteger.ZERO;
        for (final String bit : text.substring(1, text.length() - 1).split(", ")) {
            number = bit.isEmpty() ? number : number.setBit(Integer.parseInt(bit));
        }
        return number;
    }
}
