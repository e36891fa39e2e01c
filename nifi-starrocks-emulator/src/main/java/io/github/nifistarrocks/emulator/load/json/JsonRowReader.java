package io.github.nifistarrocks.emulator.load.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.load.json.column.JsonColumn;
import io.github.nifistarrocks.emulator.load.json.column.JsonRowException;
import io.github.nifistarrocks.emulator.value.json.JsonMember;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** Reads the fields of a row from its object (BE: exec/file_scanner/json_scanner.cpp, construct_row). Of a key that is written twice, the first value counts. */
final class JsonRowReader {

    private static final int UNKNOWN = -1;

    private final JsonColumn[] columns;
    private final byte[][] names;
    private final boolean invalidAsNull;
    private final List<JsonPath> paths;
    private final Map<String, Integer> fieldByName = new HashMap<>();
    private final List<Integer> expected = new ArrayList<>();
    private final boolean[] read;

    JsonRowReader(final JsonFields fields, final List<JsonPath> paths) {
        this.columns = fields.columns().toArray(JsonColumn[]::new);
        this.names = Arrays.stream(columns).map(column -> column.name().getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        this.invalidAsNull = fields.invalidAsNull();
        this.paths = paths;
        this.read = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            fieldByName.putIfAbsent(columns[i].name(), i);
        }
    }

    /** @throws JsonRowException when the row is refused */
    Object[] read(final JsonValue row) {
        final Object[] values = new Object[columns.length];
        if (paths.isEmpty()) {
            byName(row, values);
        } else {
            byPath(row, values);
        }
        return values;
    }

    /** Where the keys stand in the order of the row before, they are not looked up. */
    private void byName(final JsonValue row, final Object[] values) {
        Arrays.fill(read, false);
        try {
            for (int i = 0; row.hasMember(); i++) {
                final JsonMember member = row.member();
                final int field = field(member, i);
                if (field != UNKNOWN && !read[field]) {
                    read[field] = true;
                    values[field] = columns[field].read(member.value(), invalidAsNull).orElse(null);
                }
                row.nextMember();
            }
        } catch (JsonReadException e) {
            throw JsonRowException.quality("construct row in object order failed, error: " + e.getMessage());
        }
    }

    private int field(final JsonMember member, final int index) {
        if (index == expected.size()) {
            expected.add(UNKNOWN);
        }
        final int before = expected.get(index);
        if (before != UNKNOWN && member.isKey(names[before])) {
            return before;
        }
        final int field = fieldByName.getOrDefault(member.key(), UNKNOWN);
        expected.set(index, field);
        return field;
    }

    private void byPath(final JsonValue row, final Object[] values) {
        for (int i = 0; i < Math.min(columns.length, paths.size()); i++) {
            if (paths.get(i).isRow()) {
                row.restart();
                values[i] = columns[i].readRow(row);
            } else {
                final Optional<JsonValue> found = paths.get(i).of(row);
                values[i] = found.isPresent() ? columns[i].read(found.get(), invalidAsNull).orElse(null) : null;
            }
        }
    }
}
