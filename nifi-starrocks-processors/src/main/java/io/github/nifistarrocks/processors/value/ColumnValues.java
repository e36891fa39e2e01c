package io.github.nifistarrocks.processors.value;

import java.io.IOException;
import java.sql.Time;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;

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
    private final UntypedValues json;

    /** @param zone in which instants become dates */
    public ColumnValues(final ZoneId zone) {
        this.temporal = new TemporalText(zone);
        this.json = new UntypedValues(temporal, UntypedValues.Place.JSON);
    }

    public TemporalText temporal() {
        return temporal;
    }

    /**
     * The date and time that a value is for a DATE or DATETIME column. A BE reads any run of digits as some date and drops the text behind a date
     * (be/src/types/time_types.cpp), so that numbers and offsets cannot be left to it.
     *
     * @return empty for what the server is to read
     */
    public Optional<LocalDateTime> moment(final Object value, final ColumnType type) throws UnencodableValueException {
        final Optional<LocalDateTime> dateTime = temporal.dateTime(value);
        if (dateTime.isPresent() || value instanceof Boolean || value instanceof Time) {
            return dateTime;
        }
        final Optional<String> plain = temporal.plain(value);
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        final String text = plain.get();
        if (value instanceof Number) {
            final boolean readable = text.length() == DATE_DIGITS || text.length() == DATETIME_DIGITS;
            return Optional.of((readable ? DateText.read(text) : Optional.<LocalDateTime>empty()).orElseThrow(() -> new UnencodableValueException("""
                    %s cannot be loaded into a column of type %s: only the numbers yyyyMMdd and yyyyMMddHHmmss are dates. Let an expression convert it, such as \
                    from_unixtime(x)""".formatted(text, type.name()))));
        }
        final Optional<Instant> instant = DateText.instant(text);
        if (instant.isEmpty() && DateText.isMisread(text)) {
            throw new UnencodableValueException("[%s] cannot be loaded into a column of type %s: StarRocks would convert it to another date".formatted(
                    Messages.bounded(text, MAX_PRINTED), type.name()));
        }
        return instant.map(temporal::local);
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
        return RowWriter.jsonText(row -> json.write(row, value, type));
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
            json.write(row, value, type);
            row.endJsonText();
        }
    }

    /** Writes any value as JSON; text becomes a JSON string. */
    public void writeJson(final RowWriter row, final Object value, final DataType type) throws IOException {
        row.beginJson();
        json.write(row, value, type);
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
