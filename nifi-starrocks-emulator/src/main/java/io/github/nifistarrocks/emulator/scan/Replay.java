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

    private Replay(final List<Column> columns, final List<? extends List<?>> rows, final List<PreparedBatch> streams, final int times) {
        this.columns = List.copyOf(columns);
        this.rows = rows;
        this.streams = List.copyOf(streams);
        this.times = times;
    }

    /**
     * @param columns of the rows, by name as in the table
     * @param rows one list of cells a row; text may be given as bytes, which need not be UTF-8
     * @param times how often every tablet repeats them
     */
    public static Replay ofRows(final List<Column> columns, final List<? extends List<?>> rows, final int times) {
        return new Replay(columns, List.copyOf(rows), List.of(), times);
    }

    /** @param batches served as they are, whatever columns and batch size are asked for */
    public static Replay ofStreams(final List<PreparedBatch> batches, final int times) {
        return new Replay(List.of(), List.of(), batches, times);
    }

    /** The number of rows of one tablet. */
    public long rowsPerTablet() {
        final long once = streams.isEmpty() ? rows.size() : streams.stream().mapToLong(PreparedBatch::rows).sum();
        return once * times;
    }

    BatchSource batches(final List<Column> selected, final ArrowBatchEncoder encoder, final int tablets, final int batchRows) {
        final List<PreparedBatch> batches = streams.isEmpty() ? prepared(selected, encoder, batchRows) : streams;
        return new Source(batches, (long) times * tablets * batches.size(), encoder);
    }

    private List<PreparedBatch> prepared(final List<Column> selected, final ArrowBatchEncoder encoder, final int batchRows) {
        final List<String> names = selected.stream().map(Column::name).toList();
        return prepared.computeIfAbsent(new Key(names, batchRows), key -> prepare(names, encoder, batchRows));
    }

    private List<PreparedBatch> prepare(final List<String> names, final ArrowBatchEncoder encoder, final int batchRows) {
        final int[] positions = names.stream().mapToInt(this::position).toArray();
        final List<PreparedBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += batchRows) {
            final List<List<Object>> batch = new ArrayList<>();
            for (final List<?> row : rows.subList(from, Math.min(from + batchRows, rows.size()))) {
                final List<Object> picked = new ArrayList<>(positions.length);
                for (final int position : positions) {
                    picked.add(row.get(position));
                }
                batch.add(picked);
            }
            batches.add(new PreparedBatch(encoder.encode(batch), batch.size()));
        }
        return batches;
    }

    private int position(final String name) {
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

        Source(final List<PreparedBatch> batches, final long total, final ArrowBatchEncoder encoder) {
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
