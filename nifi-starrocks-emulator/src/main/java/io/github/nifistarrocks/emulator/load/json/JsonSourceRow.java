package io.github.nifistarrocks.emulator.load.json;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.catalog.ColumnType;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.value.JsonValues;

/** An object of a JSON body; fields are found by exact name, or by path. */
record JsonSourceRow(JsonNode object, List<String> names, List<JsonPath> paths) implements SourceRow {

    @Override
    public Object value(final int field, final ColumnType type, final String column) {
        return JsonValues.of(type, node(field), column);
    }

    @Override
    public String text(final int field) {
        return JsonValues.text(node(field));
    }

    @Override
    public String raw() {
        return object.toString();
    }

    private JsonNode node(final int field) {
        if (paths.isEmpty()) {
            return object.get(names.get(field));
        }
        return field < paths.size() ? paths.get(field).of(object) : null;
    }
}
