package io.github.nifistarrocks.emulator.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.scan.arrow.ArrowBatchEncoder;

/**
 * Batches that are prepared once and served repeatedly, so that the emulator never slows a scan down: every tablet of the table returns all of them, the
 * given number of times. Filters are ignored; projections are not, unless the Arrow streams were given ready-made.
 */
public final class Replay {
    private final List<Column> columns;
    private final List<? extends List<?>> rows;
    private final List<PreparedBatch> streams;
    private final int times;
    private final Map<Key, List<PreparedBatch>> prepared = new ConcurrentHashMap<>();

    private record Key(List<String> columns, int batchRows) {}

    private Replay(List<Column> columns, List<? extends List<?>> rows, List<PreparedBatch> streams, int times) {
        this.columns = List.copyOf(columns);
        this.rows = rows;
        this.streams = List.copyOf(streams);
        this.times = times;
    }

    /**
     * @param columns of the rows, by name as in the table
     * @param rows one list of cells a row
     * @param times how often every tablet repeats them
     */
    public static Replay ofRows(List<Column> columns, List<? extends List<?>> rows, int times) {
        return new Replay(columns, List.copyOf(rows), List.of(), times);
    }

    /** @param batches served as they are, whatever columns and batch size are asked for */
    public static Replay ofStreams(List<PreparedBatch> batches, int times) {
        return new Replay(List.of(), List.of(), batches, times);
    }

    /** The number of rows of one tablet. */
    public long rowsPerTablet() {
        long once = streams.isEmpty() ? rows.size() : streams.stream().mapToLong(PreparedBatch::rows).sum();
        return once * times;
    }

    BatchSource batches(List<Column> selected, ArrowBatchEncoder encoder, int tablets, int batchRows) {
        List<PreparedBatch> batches = streams.isEmpty() ? prepared(selected, encoder, batchRows) : streams;
        return new Source(batches, (long) times * tablets * batches.size(), encoder);
    }

    private List<PreparedBatch> prepared(List<Column> selected, ArrowBatchEncoder encoder, int batchRows) {
        List<String> names = selected.stream().map(Column::name).toList();
        return prepared.computeIfAbsent(new Key(names, batchRows), key -> prepare(names, encoder, batchRows));
    }

    private List<PreparedBatch> prepare(List<String> names, ArrowBatchEncoder encoder, int batchRows) {
        int[] positions = names.stream().mapToInt(this::position).toArray();
        List<PreparedBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += batchRows) {
            List<List<Object>> batch = new ArrayList<>();
            for (List<?> row : rows.subList(from, Math.min(from + batchRows, rows.size()))) {
                List<Object> picked = new ArrayList<>(positions.length);
                for (int position : positions) {
                    picked.add(row.get(position));
                }
                batch.add(picked);
            }
            batches.add(new PreparedBatch(encoder.encode(batch), batch.size()));
        }
        return batches;
    }

    private int position(String name) {
        for (int position = 0; position < columns.size(); position++) {
            if (columns.get(position).name().equalsIgnoreCase(name)) {
                return position;
            }
        }
        throw new ScanException(ScanException.INTERNAL_ERROR, "The replay has no column " + name);
    }

    private static final class Source implements BatchSource {
        private final List<PreparedBatch> batches;
        private final long total;
        private final ArrowBatchEncoder encoder;
        private long served;

        Source(List<PreparedBatch> batches, long total, ArrowBatchEncoder encoder) {
            this.batches = batches;
            this.total = total;
            this.encoder = encoder;
        }

        @Override
        public Optional<PreparedBatch> next() {
            return served == total ? Optional.empty() : Optional.of(batches.get((int) (served++ % batches.size())));
        }

        @Override
        public PreparedBatch emptyBatch() {
            return new PreparedBatch(encoder.encode(List.of()), 0);
        }

        @Override
        public void close() {
            served = total;
        }
    }
}
