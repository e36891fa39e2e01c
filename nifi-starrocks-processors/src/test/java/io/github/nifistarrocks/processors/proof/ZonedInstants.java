package io.github.nifistarrocks.processors.proof;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** Instants around the changes of a zone's clock, in all classes that can hold one, and what they are on that clock. */
final class ZonedInstants {

    /** With gaps and overlaps of an hour, of half an hour and of a day, and without any. */
    static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia",
            "America/St_Johns",
            "Africa/Casablanca", "+14:00", "-12:00");

    static final RecordSchema SCHEMA = schema();

    private final ZoneId zone;
    private final List<Instant> instants = new ArrayList<>();

    ZonedInstants(final String zone) {
        this.zone = ZoneId.of(zone);
        final List<ZoneOffsetTransition> changes = this.zone.getRules().getTransitions();
        changes.stream().filter(change -> change.getInstant().isAfter(Instant.parse("1920-01-01T00:00:00Z"))).forEach(change -> addAround(change.getInstant()));
        ZoneOffsetTransition next = this.zone.getRules().nextTransition(Instant.parse("2024-01-01T00:00:00Z"));
        for (int i = 0; i < 4 && next != null; i++) {
            addAround(next.getInstant());
            next = this.zone.getRules().nextTransition(next.getInstant());
        }
        List.of("1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1583-01-01T00:00:00Z", "9999-12-30T00:00:00Z", "2024-02-29T12:00:00.000001Z").forEach(
                text -> instants.add(Instant.parse(text)));
    }

    private void addAround(final Instant change) {
        instants.addAll(List.of(change.minus(1, ChronoUnit.MICROS), change, change.plus(1, ChronoUnit.MICROS), change.plus(30, ChronoUnit.MINUTES)));
    }

    List<Record> records() {
        final List<Record> records = new ArrayList<>();
        for (final Instant instant : instants) {
            final Map<String, Object> values = new HashMap<>();
            values.put("id", records.size());
            values.put("stamp", Timestamp.from(instant));
            values.put("instant", instant);
            values.put("offset_time", instant.atZone(ZoneId.of("-03:30")).toOffsetDateTime());
            values.put("zoned", instant.atZone(ZoneId.of("Asia/Tokyo")));
            values.put("old", Date.from(instant.truncatedTo(ChronoUnit.MILLIS)));
            values.put("day", Timestamp.from(instant));
            values.put("note", instant);
            records.add(new MapRecord(SCHEMA, values));
        }
        return records;
    }

    List<List<Object>> expected() {
        final List<List<Object>> rows = new ArrayList<>();
        for (final Instant instant : instants) {
            final LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
            final String fraction = local.getNano() == 0 ? "" : ".%06d".formatted(local.getNano() / 1000);
            rows.add(List.of(local, local, local, local, LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MILLIS), zone), local.toLocalDate(),
                    "%s %02d:%02d:%02d%s"
                            .formatted(local.toLocalDate(), local.getHour(), local.getMinute(), local.getSecond(), fraction)));
        }
        return rows;
    }

    private static RecordSchema schema() {
        final DataType timestamp = RecordFieldType.TIMESTAMP.getDataType();
        final List<RecordField> fields = new ArrayList<>(List.of(new RecordField("id", RecordFieldType.INT.getDataType())));
        List.of("stamp", "instant", "offset_time", "zoned", "old", "day", "note").forEach(name -> fields.add(new RecordField(name, timestamp)));
        return new SimpleRecordSchema(fields);
    }
}
