package io.github.nifistarrocks.processors.scan;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.scan.arrow.ArrowStreamOutput;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.processor.exception.TerminatedTaskException;

/** Writes all batches of one scan as an Arrow IPC stream. Their bytes are copied, so every value is exact. */
public final class ArrowOutput implements ScanOutput {

    private static final String MIME_TYPE = "application/vnd.apache.arrow.stream";

    private final List<PlannedColumn> planned;
    private final RowBatches batches;
    private long records;

    /**
     * @param planned columns of the plan
     * @param batches not closed here
     */
    public ArrowOutput(final List<PlannedColumn> planned, final RowBatches batches) {
        this.planned = planned;
        this.batches = batches;
    }

    @Override
    public void process(final OutputStream out) {
        try {
            write(out);
        } catch (FlowFileAccessException | TerminatedTaskException e) {
            throw e;
        } catch (IOException | StarRocksException | CallCancelledException | RuntimeException e) {
            throw new ScanAbortedException(e);
        } catch (OutOfMemoryError e) {
            throw new ScanAbortedException(new StarRocksException(Kind.BATCH_TOO_LARGE,
                    "a batch exceeds the memory of this JVM while it is written (%s). Use smaller batches or a larger heap".formatted(e), e));
        }
    }

    private void write(final OutputStream out) throws IOException, StarRocksException, CallCancelledException {
        final ArrowColumns columns = new ArrowColumns(planned);
        final ArrowStreamOutput stream = new ArrowStreamOutput(out);
        final List<ArrowColumns.NotNull> notNull = columns.notNull();
        stream.begin(columns.schema());
        boolean more = batches.nextBatch();
        if (more) {
            columns.require(batches.columns(), batches.batch().schema());
        }
        while (more) {
            final ArrowBatch batch = batches.batch();
            for (final ArrowColumns.NotNull column : notNull) {
                requireNoNull(column, batch);
            }
            stream.write(batch);
            records += batch.rowCount();
            more = batches.nextBatch();
        }
        stream.end();
    }

    private static void requireNoNull(final ArrowColumns.NotNull column, final ArrowBatch batch) {
        if (batch.nullCount(column.node()) > 0) {
            throw new UnreadableColumnException(column.name(),
                    "is NOT NULL in the plan, but the BE sends NULL. The table may have been altered. Create a new plan");
        }
    }

    @Override
    public long records() {
        return records;
    }

    @Override
    public String mimeType() {
        return MIME_TYPE;
    }

    @Override
    public Map<String, String> writerAttributes() {
        return Map.of();
    }

    /** None: values are not converted. */
    @Override
    public Optional<String> warning() {
        return Optional.empty();
    }
}
