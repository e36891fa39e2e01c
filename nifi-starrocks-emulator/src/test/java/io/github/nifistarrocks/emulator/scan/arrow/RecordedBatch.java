package io.github.nifistarrocks.emulator.scan.arrow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/**
 * A batch that the code of a real BE wrote, or refused.
 *
 * @param name of the recording
 * @param json its line: columns, and rows or error
 */
record RecordedBatch(String name, JsonNode json) {

    private static final String FOLDER = "/be-arrow/";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static List<RecordedBatch> written() {
        try (InputStream in = new GZIPInputStream(resource("cases.jsonl.gz"))) {
            return lines(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<RecordedBatch> refused() {
        try (InputStream in = resource("refused.jsonl")) {
            return lines(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reasons by the names of batches. */
    static Map<String, String> exceptions() {
        final Map<String, String> reasons = new TreeMap<>();
        try (InputStream in = resource("exceptions.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                final int colon = line.indexOf(':');
                reasons.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reasons;
    }

    List<Column> columns() {
        final List<Column> columns = new ArrayList<>();
        for (final JsonNode column : json.get("columns")) {
            final Column nullable = Column.of(column.get(0).textValue(), ColumnType.parse(column.get(1).textValue()));
            columns.add(column.get(2).booleanValue() ? nullable : nullable.asNotNull());
        }
        return columns;
    }

    /** The values that the BE was given. Of HLL they are not recorded, so they come from the batch. */
    List<List<Object>> rows() {
        if (json.get("rows").isNull()) {
            return UtfColumn.rows(stream());
        }
        final List<Column> columns = columns();
        final List<List<Object>> rows = new ArrayList<>();
        for (final JsonNode row : json.get("rows")) {
            final List<Object> cells = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                cells.add(PrintedCells.cell(columns.get(column).type(), row.get(column)));
            }
            rows.add(cells);
        }
        return rows;
    }

    byte[] stream() {
        try (InputStream in = resource(name + ".arrow")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why the BE refused it, without the name of its status. */
    String error() {
        return json.get("error").textValue().substring("Invalid argument: ".length());
    }

    private static List<RecordedBatch> lines(final InputStream in) throws IOException {
        final List<RecordedBatch> batches = new ArrayList<>();
        final BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            final JsonNode json = MAPPER.readTree(line);
            batches.add(new RecordedBatch(json.get("name").textValue(), json));
        }
        return batches;
    }

    private static InputStream resource(final String file) {
        return RecordedBatch.class.getResourceAsStream(FOLDER + file);
    }
}
