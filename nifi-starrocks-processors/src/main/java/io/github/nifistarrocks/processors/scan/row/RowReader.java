package io.github.nifistarrocks.processors.scan.row;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Reads the rows of batches as records. A field that the schema of the writer declares as string is text, whatever the type of its column or part.
 */
public final class RowReader {

    private final List<ScannedColumn> columns;
    private final ColumnReaders readers;
    private final RecordFields fields;
    private final VectorRecord row;

    /**
     * @param columns of the scan
     * @param schema the record fields of the columns, in the same order
     * @param writerSchema of the record writer
     * @param readers of the columns
     */
    public RowReader(final List<ScannedColumn> columns, final RecordSchema schema, final RecordSchema writerSchema, final ColumnReaders readers) {
        this.columns = columns;
        this.readers = readers;
        fields = readers.fields(schema, writerSchema);
        row = new VectorRecord(fields, 0);
    }

    /** Reads from the next batch. */
    public void bind(final VectorSchemaRoot batch) {
        for (int i = 0; i < columns.size(); i++) {
            final ScannedColumn column = columns.get(i);
            fields.read(i, readers.ofColumn(new ColumnReaders.Part(column.name(), column.type(), fields.written(i)), batch.getVector(column.vector())));
        }
    }

    /** The row of the batch, until the next call: one object represents all rows. */
    public Record at(final int position) {
        row.moveTo(position);
        fields.requireValue(position);
        return row;
    }

    /** The column that was requested last of the current row, for messages; empty when none was, or all together. */
    public Optional<String> requestedColumn() {
        if (row.requested() == RecordFields.NONE) {
            return Optional.empty();
        }
        final ScannedColumn column = columns.get(row.requested());
        final boolean real = column.type() == ScalarType.FLOAT || column.type() == ScalarType.DOUBLE;
        return Optional.of("column [%s]%s".formatted(column.name(), real && !isFinite(row.getValue(column.name()))
                ? ", which is NaN or infinite (declare it as string in the schema of the record writer)"
                : ""));
    }

    private static boolean isFinite(final Object value) {
        return !(value instanceof final Number number) || Double.isFinite(number.doubleValue());
    }
}
