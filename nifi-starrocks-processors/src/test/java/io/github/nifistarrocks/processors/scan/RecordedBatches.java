package io.github.nifistarrocks.processors.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.client.scan.ScanColumn;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatches;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.processors.RecordedTypes;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Batches that the code of a real BE made, with the rows that they hold: the recordings of the emulator's tests. No code of the emulator is used. */
final class RecordedBatches {

    private static final Path RECORDED = Path.of("..", "nifi-starrocks-emulator", "src", "test", "resources", "be-arrow");
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordedBatches() {}

    /**
     * A batch.
     *
     * @param columns as the plan has them
     * @param rows text as the MySQL protocol prints it; missing for sketches
     */
    record Recording(String name, List<PlannedColumn> columns, JsonNode rows) {

        /** The stream of the BE. */
        byte[] bytes() {
            try {
                return Files.readAllBytes(RECORDED.resolve(name + ".arrow"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The batch of the recording, loaded by the client; to be closed. */
        Source open() {
            return open(bytes());
        }

        /** The columns of the recording with another stream; to be closed. */
        Source open(final byte[] stream) {
            return new Source(this, stream);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Recording> all() {
        final List<Recording> recordings = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(RECORDED.resolve("cases.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final JsonNode recorded = JSON.readTree(line);
                final List<PlannedColumn> columns = new ArrayList<>();
                recorded.path("columns").forEach(column -> columns
                        .add(new PlannedColumn(column.path(0).asText(), RecordedTypes.type(column.path(1).asText()), column.path(2).asBoolean())));
                recordings.add(new Recording(recorded.path("name").asText(), columns, recorded.path("rows")));
            }
            return recordings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recording of(final String name) {
        return all().stream().filter(recording -> recording.name().equals(name)).findFirst().orElseThrow();
    }

    /** The batches of a scan that has one stream. */
    static final class Source implements RowBatches, AutoCloseable {

        private final Recording recording;
        private final byte[] stream;
        private final ArrowBatches batches;
        private final Deque<ArrowBatch> waiting = new ArrayDeque<>();
        private Optional<ArrowBatch> current = Optional.empty();
        private boolean accepted;

        private Source(final Recording recording, final byte[] stream) {
            this.recording = recording;
            this.stream = stream;
            batches = new ArrowBatches(recording.columns().size());
        }

        /** As a BE reports them: nested columns without a type. */
        @Override
        public List<ScanColumn> columns() {
            return recording.columns().stream().map(column -> new ScanColumn(column.name(), reported(column))).toList();
        }

        private static PrimitiveType reported(final PlannedColumn column) {
            if (column.type() instanceof final DecimalType decimal) {
                final OptionalInt precision = decimal.precision();
                return precision.orElse(27) <= 9 ? PrimitiveType.DECIMAL32 : precision.orElse(27) <= 18 ? PrimitiveType.DECIMAL64 : PrimitiveType.DECIMAL128;
            }
            final String name = column.type().name();
            return List.of("ARRAY", "MAP", "STRUCT").contains(name) ? PrimitiveType.INVALID_TYPE : PrimitiveType.valueOf(name);
        }

        @Override
        public boolean nextBatch() throws StarRocksException {
            if (!accepted) {
                accepted = true;
                final StreamBuffer buffer = batches.newBuffer();
                buffer.begin(stream.length);
                buffer.add(stream, stream.length);
                waiting.addAll(batches.accept(buffer));
            }
            free();
            current = Optional.ofNullable(waiting.poll());
            return current.isPresent();
        }

        private void free() {
            current.ifPresent(ArrowBatch::close);
            current = Optional.empty();
        }

        @Override
        public VectorSchemaRoot vectors() throws StarRocksException {
            return batch().vectors();
        }

        @Override
        public ArrowBatch batch() {
            return current.orElseThrow();
        }

        @Override
        public void close() {
            free();
            waiting.forEach(ArrowBatch::close);
            batches.close();
        }
    }
}
