package io.github.nifistarrocks.processors.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.nifistarrocks.processors.proof.ChangeEvent.Row;
import io.github.nifistarrocks.processors.proof.ChangeHistory.Telling;

/** How a source writes its events, and how PutStarRocks is set to read them. */
enum ChangeForm {

    DEBEZIUM(Telling.UNAVAILABLE, Map.of("Operation Source", "DEBEZIUM")),
    DEBEZIUM_WITH_SCHEMA(Telling.UNAVAILABLE, Map.of("Operation Source", "DEBEZIUM")),
    MYSQL(Telling.ALL, Map.of("Operation Source", "MYSQL")),
    CANAL(Telling.ALL, Map.of("Operation Source", "CANAL")),
    MAXWELL(Telling.ALL, Map.of("Operation Source", "MAXWELL")),
    /** All records of a FlowFile have one operation. */
    ATTRIBUTE(Telling.ALL, Map.of("Operation Source", "ATTRIBUTE", "Operation Attribute", "cdc.event.type")),
    /** A row in a custom envelope. */
    RECORD_PATH(Telling.ALL, Map.of("Operation Source", "RECORD_PATH", "Operation Record Path", "/what", "Row Record Path", "/row", "Operation Values",
            "new=upsert, changed=upsert, gone=delete")),
    /** Debezium's ExtractNewRecordState with add.fields=op. */
    FLAT_OP(Telling.ALL, Map.of("Operation Source", "RECORD_PATH", "Operation Record Path", "/__op", "Unknown Fields", "IGNORE")),
    /** Debezium's ExtractNewRecordState with delete.tombstone.handling.mode=rewrite. */
    FLAT_DELETED(Telling.ALL, Map.of("Operation Source", "RECORD_PATH", "Operation Record Path", "/__deleted")),
    /** Rows to write, without an operation. */
    NONE(Telling.WRITES, Map.of("Duplicate Keys", "KEEP_LAST")),
    /** Records with the columns that have changed, and no others. */
    CHANGED_FIELDS(Telling.FIELDS, Map.of("Operation Source", "RECORD_PATH", "Operation Record Path", "/op", "Partial Update", "ROW", "Update Columns",
            "FIELDS_PRESENT"));

    private static final Set<String> ALL = ChangeEvent.COLUMNS;
    private static final String STRUCT = """
            {"type":"struct","optional":true,"name":"shop.t.Value","field":"%s","fields":[{"type":"int64","optional":false,"field":"id"},\
            {"type":"string","optional":true,"field":"name"},{"type":"int32","optional":true,"field":"qty"},{"type":"string","optional":true,"field":"note"}]}""";
    private static final String SCHEMA = """
            {"type":"struct","optional":false,"name":"shop.t.Envelope","fields":[%s,%s,{"type":"string","optional":false,"field":"op"},\
            {"type":"int64","optional":true,"field":"ts_ms"}]}""".formatted(STRUCT.formatted("before"), STRUCT.formatted("after"));

    private final Telling telling;
    private final Map<String, String> properties;

    ChangeForm(final Telling telling, final Map<String, String> properties) {
        this.telling = telling;
        this.properties = properties;
    }

    Telling telling() {
        return telling;
    }

    Map<String, String> properties() {
        return properties;
    }

    /** Whether there are deletes in this form. */
    boolean deletes() {
        return this != NONE;
    }

    /** The events by which the source tells one: a move is one event in some sources, by two in others. */
    List<ChangeEvent> reported(final ChangeEvent event) {
        return switch (this) {
            case DEBEZIUM, DEBEZIUM_WITH_SCHEMA, MYSQL, CANAL, MAXWELL -> List.of(event);
            case ATTRIBUTE, RECORD_PATH, FLAT_OP, FLAT_DELETED, NONE, CHANGED_FIELDS ->
                event.moves() ? List.of(event.deleteOfMoved(), event.insertOfMoved()) : List.of(event);
        };
    }

    String operation(final ChangeEvent event) {
        return event.isDelete() ? "delete" : event.isInsert() ? "insert" : "update";
    }

    String json(final ChangeEvent event) {
        final Row row = event.after().or(event::before).orElseThrow();
        final String letter = event.isDelete() ? "d" : event.isInsert() ? "c" : "u";
        return switch (this) {
            case DEBEZIUM -> debezium(event, letter);
            case DEBEZIUM_WITH_SCHEMA -> "{\"schema\":%s,\"payload\":%s}".formatted(SCHEMA, debezium(event, letter));
            case MYSQL -> """
                    {"type":"%s","timestamp":1754300000000,"database":"shop","table_name":"t","table_id":7,"columns":[%s]}""".formatted(operation(event),
                    mysqlColumns(event, row));
            case CANAL -> """
                    {"type":"%s","isDdl":false,"es":1754300000000,"pkNames":["id"],"data":[%s],"old":%s}""".formatted(operation(event).toUpperCase(Locale.ROOT),
                    texts(row, ALL, true), old(event, true).map("[%s]"::formatted).orElse("null"));
            case MAXWELL -> """
                    {"type":"%s","ts":1754300000,"database":"shop","data":%s%s}""".formatted(operation(event), texts(row, ALL, false),
                    old(event, false).map(",\"old\":%s"::formatted).orElse(""));
            case RECORD_PATH -> "{\"what\":\"%s\",\"row\":%s}".formatted(event.isDelete() ? "gone" : event.isInsert() ? "new" : "changed",
                    texts(row, ALL, false));
            case FLAT_OP -> with(texts(row, ALL, false), "\"__op\":\"%s\",\"__table\":\"t\",\"__ts_ms\":1754300000000".formatted(letter));
            case FLAT_DELETED -> with(texts(row, ALL, false), "\"__deleted\":\"%s\"".formatted(event.isDelete()));
            case ATTRIBUTE, NONE -> texts(row, ALL, false);
            case CHANGED_FIELDS -> with(texts(row, event.isDelete() ? Set.of() : event.reported(), false), "\"op\":\"%s\"".formatted(letter));
        };
    }

    private static String debezium(final ChangeEvent event, final String letter) {
        final String before = event.before().map(row -> texts(row, event.keyOnly() ? Set.of() : ALL, false)).orElse("null");
        final String after = event.after()
                .map(row -> event.reported().equals(ALL)
                        ? texts(row, ALL, false)
                        : texts(new Row(row.id(), row.name(), row.qty(), "__debezium_unavailable_value"), ALL, false))
                .orElse("null");
        return "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"ts_ms\":1754300000000}".formatted(before, after, letter);
    }

    private static String mysqlColumns(final ChangeEvent event, final Row row) {
        final List<String> columns = new ArrayList<>();
        final Map<String, Integer> types = new LinkedHashMap<>();
        types.put("id", -5);
        types.put("name", 12);
        types.put("qty", 4);
        types.put("note", -1);
        types.forEach((name, type) -> columns.add("{\"id\":%d,\"name\":\"%s\",\"column_type\":%d%s,\"value\":%s}".formatted(columns.size() + 1, name, type,
                event.isInsert() || event.isDelete() ? "" : ",\"last_value\":" + text(event.before().orElseThrow().value(name)), text(row.value(name)))));
        return String.join(",", columns);
    }

    /** Canal and Maxwell: of the row as it was only what has changed. */
    private static Optional<String> old(final ChangeEvent event, final boolean quoted) {
        if (event.isInsert() || event.isDelete()) {
            return Optional.empty();
        }
        final Row before = event.before().orElseThrow();
        final Row after = event.after().orElseThrow();
        return Optional.of(List.of("id", "name", "qty", "note").stream().filter(name -> !Objects.equals(before.value(name), after.value(name)))
                .map(name -> "\"%s\":%s".formatted(name, text(before.value(name), quoted))).collect(Collectors.joining(",", "{", "}")));
    }

    private static String texts(final Row row, final Set<String> columns, final boolean quoted) {
        return List.of("id", "name", "qty", "note").stream().filter(name -> "id".equals(name) || columns.contains(name))
                .map(name -> "\"%s\":%s".formatted(name, text(row.value(name), quoted))).collect(Collectors.joining(",", "{", "}"));
    }

    private static String with(final String object, final String more) {
        return object.substring(0, object.length() - 1) + "," + more + "}";
    }

    private static String text(final Object value) {
        return text(value, false);
    }

    private static String text(final Object value, final boolean quoted) {
        return value == null
                ? "null"
                : quoted || value instanceof String
                        ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value.toString())) + '"'
                        : value.toString();
    }
}
