package io.github.nifistarrocks.processors.value;

import java.io.IOException;
import java.sql.Time;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.common.Messages;
import org.apache.nifi.serialization.record.DataType;

/** The text, bytes and dates that columns get of values. */
public final class ColumnValues {

    private static final int MAX_PRINTED = 200;
    private static final int DATE_DIGITS = "yyyyMMdd".length();
    private static final int DATETIME_DIGITS = "yyyyMMddHHmmss".length();

    private final TemporalText temporal;
    private final UntypedValues jsonText;
    private final UntypedValues jsonColumn;

    /**
     * @param zone in which instants become dates
     * @param nulls values that are NULL inside of JSON
     */
    public ColumnValues(final ZoneId zone, final NullValues nulls) {
        this.temporal = new TemporalText(zone);
        this.jsonText = new UntypedValues(temporal, UntypedValues.Place.JSON, nulls);
        this.jsonColumn = new UntypedValues(temporal, UntypedValues.Place.JSON_COLUMN, nulls);
    }

    public TemporalText temporal() {
        return temporal;
    }

    /**
     * The date and time that a value is for a DATE or DATETIME column. A BE reads many texts as another date than they are meant, and drops the text behind a
     * date (be/src/types/time_types.cpp), so that only text that it refuses is left to it.
     *
     * @return empty for what the server is to refuse
     */
    public Optional<LocalDateTime> moment(final Object value, final ColumnType type) throws UnencodableValueException {
        return switch (value) {
            case String text -> moment(text, type);
            case Number number -> Optional.of(moment(number, type));
            case Boolean ignored -> Optional.empty();
            case Time ignored -> Optional.empty();
            default -> {
                final Optional<LocalDateTime> dateTime = temporal.dateTime(value);
                final Optional<String> plain = dateTime.isPresent() ? Optional.empty() : temporal.plain(value);
                yield plain.isPresent() ? moment(plain.get(), type) : dateTime;
            }
        };
    }

    private Optional<LocalDateTime> moment(final String text, final ColumnType type) throws UnencodableValueException {
        final Optional<LocalDateTime> dateTime = DateText.read(text).or(() -> DateText.instant(text).map(temporal::local));
        if (dateTime.isEmpty() && DateText.mayBeTakenForDate(text)) {
            throw new UnencodableValueException("""
                    [%s] cannot be loaded into a column of type %s: StarRocks could convert it to another date. Send it as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, with a \
                    year of four digits. %s""".formatted(RowText.of(Messages.bounded(text, MAX_PRINTED)), type.name(), DateText.advice(text.strip())));
        }
        return dateTime;
    }

    private static LocalDateTime moment(final Number number, final ColumnType type) throws UnencodableValueException {
        final String digits = FiniteNumbers.plain(FiniteNumbers.decimal(number));
        final boolean readable = digits.length() == DATE_DIGITS || digits.length() == DATETIME_DIGITS;
        return (readable ? DateText.read(digits) : Optional.<LocalDateTime>empty()).orElseThrow(() -> new UnencodableValueException(
                "%s cannot be loaded into a column of type %s: only the numbers yyyyMMdd and yyyyMMddHHmmss are dates. %s".formatted(RowText.of(number),
                        type.name(),
                        DateText.advice(digits))));
    }

    /** The text that a string column gets: of bytes their Base64, of arrays, maps and records their JSON. */
    public String text(final Object value, final DataType type) throws IOException {
        final Optional<String> plain = temporal.plain(value);
        if (plain.isPresent()) {
            return plain.get();
        }
        final Optional<byte[]> bytes = Bytes.of(value, type);
        return bytes.isPresent() ? Base64.getEncoder().encodeToString(bytes.get()) : jsonText(value, type);
    }

    /** Any value as the text of its JSON. */
    public String jsonText(final Object value, final DataType type) throws IOException {
        return RowWriter.jsonText(row -> jsonText.write(row, value, type));
    }

    /** Writes what {@link #text} returns. */
    public void writeText(final RowWriter row, final Object value, final DataType type) throws IOException {
        if (value instanceof final String text) {
            row.writeString(text);
            return;
        }
        final Optional<String> single = temporal.plain(value).or(() -> Bytes.of(value, type).map(Base64.getEncoder()::encodeToString));
        if (single.isPresent()) {
            row.writeString(single.get());
        } else {
            row.beginJsonText();
            jsonText.write(row, value, type);
            row.endJsonText();
        }
    }

    /** Writes any value as JSON; text becomes a JSON string. */
    public void writeJson(final RowWriter row, final Object value, final DataType type) throws IOException {
        row.beginJson();
        jsonColumn.write(row, value, type);
        row.endJson();
    }

    /** The bytes that a VARBINARY column gets: of text its UTF-8. */
    public byte[] bytes(final Object value, final DataType type) throws IOException {
        final Optional<byte[]> bytes = Bytes.of(value, type);
        return bytes.isPresent() ? bytes.get() : Utf8.bytes(text(value, type));
    }

    /** A value for a message: at most 200 characters, of binary values the size. */
    public String printed(final Object value, final DataType type) {
        final Optional<byte[]> bytes = Bytes.of(value, type);
        if (bytes.isPresent()) {
            return "%d bytes".formatted(bytes.get().length);
        }
        try {
            return Utf8.repaired(Messages.bounded(text(value, type), MAX_PRINTED));
        } catch (IOException | RuntimeException e) {
            return Utf8.repaired(Messages.bounded(value.toString(), MAX_PRINTED));
        }
    }
}
