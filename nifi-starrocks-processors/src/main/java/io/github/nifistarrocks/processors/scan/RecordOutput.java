package io.github.nifistarrocks.processors.scan;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.column.ReadContext;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.scan.column.WallClock;
import io.github.nifistarrocks.processors.scan.row.ColumnReaders;
import io.github.nifistarrocks.processors.scan.row.RowReader;
import io.github.nifistarrocks.processors.scan.writer.XmlNames;
import io.github.nifistarrocks.processors.type.ScanTypes;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/** Writes all rows of one scan as records, batch by batch. */
public final class RecordOutput implements ScanOutput {

    private final List<PlannedColumn> planned;
    private final RowBatches batches;
    private final WriterContext context;
    private final OutputOptions options;
    private Optional<String> warning = Optional.empty();
    private long records;
    private WriteResult result;
    private String mimeType;

    /**
     * @param planned columns of the plan
     * @param batches not closed here
     * @param context of the record writer
     * @param options of the values
     */
    public RecordOutput(final List<PlannedColumn> planned, final RowBatches batches, final WriterContext context, final OutputOptions options) {
        this.planned = planned;
        this.batches = batches;
        this.context = context;
        this.options = options;
    }

    @Override
    public void process(final OutputStream out) {
        try {
            write(out);
        } catch (ScanAbortedException | FlowFileAccessException | TerminatedTaskException e) {
            throw e;
        } catch (IOException | SchemaNotFoundException | StarRocksException | CallCancelledException | RuntimeException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof final FlowFileAccessException repositoryFailure) {
                    throw repositoryFailure;
                }
                if (cause instanceof final UnreadableColumnException unreadable) {
                    throw new ScanAbortedException(unreadable);
                }
            }
            throw new ScanAbortedException(e);
        } catch (OutOfMemoryError e) {
            throw new ScanAbortedException(new StarRocksException(Kind.BATCH_TOO_LARGE,
                    "the rows of a batch exceed the memory of this JVM while they are written (%s). Use smaller batches or a larger heap".formatted(e), e));
        } catch (StackOverflowError e) {
            throw new ScanAbortedException(new IllegalStateException("A value is nested too deeply for the record writer", e));
        }
    }

    private void write(final OutputStream out) throws IOException, SchemaNotFoundException, StarRocksException, CallCancelledException {
        boolean more = batches.nextBatch();
        final ScanTypes types = new ScanTypes(options.temporalValues());
        final ScanSchema schema = more ? ScanSchema.of(planned, batches.columns(), batches.vectors().getSchema(), types) : ScanSchema.of(planned, types);
        final RecordSchema writerSchema = context.factory().getSchema(context.flowFile().getAttributes(), schema.recordSchema());
        final WriterProbe probe = new WriterProbe(context, writerSchema);
        requireNames(writerSchema, probe);
        final ReadContext values = new ReadContext(new WallClock(ZoneId.systemDefault()), options.inexactValues(), probe);
        try (RecordSetWriter writer = context.factory().createWriter(context.log(), writerSchema, out, context.flowFile())) {
            final RowReader rows = new RowReader(schema.columns(), schema.recordSchema(), writerSchema,
                    new ColumnReaders(types, options.jsonColumns(), values));
            writer.beginRecordSet();
            while (more) {
                final VectorSchemaRoot vectors = batches.vectors();
                rows.bind(vectors);
                writeBatch(writer, rows, vectors.getRowCount(), values);
                more = batches.nextBatch();
            }
            result = writer.finishRecordSet();
            mimeType = writer.getMimeType();
            writer.flush();
        }
        warning = values.warning();
    }

    /** Before anything is written: an XML document with another name has no reader. */
    private static void requireNames(final RecordSchema schema, final WriterProbe writer) {
        final Optional<String> invalid = writer.isXml() ? XmlNames.invalid(schema) : Optional.empty();
        if (invalid.isPresent()) {
            throw new UnreadableColumnException(invalid.get(), """
                    has a name that an XML element cannot have. Declare another name for it in the schema of the record writer, with this one as an alias, or \
                    exclude the column in Columns of FetchStarRocksTablets""");
        }
    }

    /** Writes the rows of the batch that is bound. */
    private void writeBatch(final RecordSetWriter writer, final RowReader rows, final int count, final ReadContext values) {
        for (int i = 0; i < count; i++) {
            values.moveTo(records + 1);
            final Record row = rows.at(i);
            try {
                writer.write(row);
            } catch (UnreadableColumnException | FlowFileAccessException | TerminatedTaskException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new UnwrittenRowException(records + 1, rows.requestedColumn(), e);
            }
            records++;
        }
    }

    @Override
    public Optional<String> warning() {
        return warning;
    }

    @Override
    public long records() {
        return records;
    }

    @Override
    public Map<String, String> writerAttributes() {
        return result.getAttributes();
    }

    @Override
    public String mimeType() {
        return mimeType;
    }
}
