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

import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** The texts into which CaptureChangeMySQL turns the objects of its binlog client. */
public final class MysqlValues {

    private static final Pattern BIT_SET = Pattern.compile("\\{(\\d+(, \\d+)*)?}");
    private static final Pattern DATE_TEXT = Pattern.compile("\\p{Alpha}{3} \\p{Alpha}{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}");
    private static final Pattern TIMESTAMP_TEXT = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}");
    private static final Pattern DAY_TEXT = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIME_TEXT = Pattern.compile("\\d\\d:\\d\\d:\\d\\d");
    private static final Set<String> REALS = Set.of("FLOAT", "DOUBLE");
    private static final DateTimeFormatter DATE_FORMAT = new DateTimeFormatterBuilder().appendPattern("EEE MMM dd HH:mm:ss ")
            .appendZoneText(TextStyle.SHORT, Set.of(ZoneId.systemDefault())).appendPattern(" uuuu").toFormatter(Locale.US);

    private MysqlValues() {}

    /** By the target's column, else by what the event says, else text. */
    public static DataType dataType(final Optional<TableColumn> column, final Object sqlType) {
        return column.flatMap(ColumnTypes::dataType).or(() -> sqlType instanceof Number number
                ? Optional.ofNullable(DataTypeUtils.getDataTypeFromSQLTypeValue(number.intValue()))
                : Optional.empty()).orElse(ValueDecoders.TEXT);
    }

    /**
     * A TIMESTAMP is an instant, which comes as a java.sql.Timestamp prints it in the zone of NiFi's machine; a DATETIME comes as a java.util.Date prints it.
     *
     * @param sqlType of java.sql.Types, if the event tells
     */
    public static Object decode(final Object value, final Optional<TableColumn> column, final Object sqlType) throws UndecodableException {
        final String type = ColumnTypes.name(column);
        final int told = sqlType instanceof Number number ? number.intValue() : Types.OTHER;
        if ((told == Types.DECIMAL || told == Types.NUMERIC) && !REALS.contains(type)) {
            return ValueDecoders.withAllDigits(value, column.map(TableColumn::scale).orElse(OptionalInt.empty()));
        }
        if (!(value instanceof String text)) {
            return value;
        }
        final boolean temporal = told == Types.TIMESTAMP || told == Types.DATE;
        if ((temporal || type.startsWith("DATE")) && DATE_TEXT.matcher(text).matches()) {
            final LocalDateTime dateTime = dateTime(text);
            return "DATE".equals(type) || type.isEmpty() && told == Types.DATE ? dateTime.toLocalDate() : dateTime;
        }
        if (told == Types.TIMESTAMP && (type.isEmpty() || type.startsWith("DATE")) && TIMESTAMP_TEXT.matcher(text).matches()) {
            return Timestamp.valueOf(text);
        }
        if (told == Types.DATE && DAY_TEXT.matcher(text).matches()) {
            return day(parsed(text, LocalDate::parse), ZoneId.systemDefault());
        }
        if (told == Types.TIME && TIME_TEXT.matcher(text).matches()) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time(parsed(text, LocalTime::parse), ZoneId.systemDefault()));
        }
        final boolean number = ColumnTypes.isNumber(type) || "BOOLEAN".equals(type) || type.isEmpty() && told == Types.BIT;
        return number && BIT_SET.matcher(text).matches() ? bits(text) : value;
    }

    /**
     * The text of a java.util.Date. The binlog client (AbstractRowsEventDataDeserializer.asUnixTime) counts a DATETIME as if it were UTC, and the text shows it
     * in the zone of NiFi's machine: UTC gives the digits of the database back. Of zones that share an abbreviation, this machine's is meant.
     */
    private static LocalDateTime dateTime(final String text) throws UndecodableException {
        return parsed(text, digits -> ZonedDateTime.parse(digits, DATE_FORMAT)).withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
    }

    private static <T> T parsed(final String text, final Function<String, T> parser) throws UndecodableException {
        try {
            return parser.apply(text);
        } catch (final DateTimeParseException e) {
            throw new UndecodableException("[%s] is not a date, a time or a time in a zone that is known".formatted(text));
        }
    }

    /** The text of a java.sql.Date, which the binlog client counts as if midnight were that of UTC and which prints the day of NiFi's machine. */
    public static LocalDate day(final LocalDate printed, final ZoneId zone) {
        final boolean dayBefore = printed.atStartOfDay(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDate().isBefore(printed);
        return dayBefore ? printed.plusDays(1) : printed;
    }

    /** The same for a java.sql.Time, which is a time of the first of January 1970. */
    public static LocalTime time(final LocalTime printed, final ZoneId zone) {
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
