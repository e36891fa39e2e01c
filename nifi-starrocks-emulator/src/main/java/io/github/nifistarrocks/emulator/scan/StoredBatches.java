package io.github.nifistarrocks.emulator.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

import io.github.nifistarrocks.emulator.scan.arrow.ArrowBatchEncoder;
import io.github.nifistarrocks.emulator.store.RowCursor;

/**
 * Batches of the rows of some tablets, one tablet after the other.
 *
 * <p>A batch has as many rows as the client asks for, while the tablet has them (BE: fragment_mgr.cpp sets the chunk size, which olap_chunk_source.cpp uses).
 *
 * <p>Row order differs between the opens of a tablet: a tablet read backwards comes in reversed blocks. A block's size is prime, so that no multiple of a
 * batch is a common boundary of both orders within any real table: a client that resumes by skipping rows gets wrong ones.
 */
final class StoredBatches implements BatchSource {

    private static final int BLOCK_ROWS = 7919;
    private static final int LARGE_BLOCK_ROWS = 65_537;

    private final Iterator<Long> tablets;
    private final LongPredicate backwards;
    private final LongFunction<RowCursor> cursors;
    private final ArrowBatchEncoder encoder;
    private final int batchRows;
    private final int blockRows;
    private Optional<RowCursor> cursor = Optional.empty();
    private boolean reversed;
    private List<List<Object>> block = List.of();

    /**
     * @param backwards whether the rows of a tablet come in the other order this time; asked once a tablet
     * @param cursors opens the rows of a tablet
     */
    StoredBatches(final List<Long> tablets, final LongPredicate backwards, final LongFunction<RowCursor> cursors, final ArrowBatchEncoder encoder,
            final int batchRows) {
        this.tablets = tablets.iterator();
        this.backwards = backwards;
        this.cursors = cursors;
        this.encoder = encoder;
        this.batchRows = batchRows;
        this.blockRows = batchRows <= BLOCK_ROWS ? BLOCK_ROWS : LARGE_BLOCK_ROWS;
    }

    @Override
    public Optional<PreparedBatch> next() {
        while (block.isEmpty()) {
            if (cursor.isEmpty() && !tablets.hasNext()) {
                return Optional.empty();
            }
            fill();
        }
        final List<List<Object>> rows = block.subList(0, Math.min(batchRows, block.size()));
        final PreparedBatch batch = new PreparedBatch(encoder.encode(rows), rows.size());
        block = block.subList(rows.size(), block.size());
        return Optional.of(batch);
    }

    @Override
    public PreparedBatch emptyBatch() {
        return new PreparedBatch(encoder.encode(List.of()), 0);
    }

    @Override
    public void close() {
        cursor.ifPresent(RowCursor::close);
        cursor = Optional.empty();
    }

    private void fill() {
        if (cursor.isEmpty()) {
            final long tablet = tablets.next();
            reversed = backwards.test(tablet);
            cursor = Optional.of(cursors.apply(tablet));
        }
        final RowCursor rows = cursor.get();
        final List<List<Object>> filled = new ArrayList<>();
        boolean more = true;
        while (more && filled.size() < blockRows) {
            more = rows.next();
            if (more) {
                filled.add(row(rows));
            }
        }
        if (!more) {
            close();
        }
        block = reversed ? filled.reversed() : filled;
    }

    private List<Object> row(final RowCursor rows) {
        final Object[] values = new Object[encoder.columns()];
        for (int column = 0; column < values.length; column++) {
            values[column] = rows.value(column);
        }
        return Arrays.asList(values);
    }
}
