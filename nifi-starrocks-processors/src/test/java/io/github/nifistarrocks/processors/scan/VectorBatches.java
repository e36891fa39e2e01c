package io.github.nifistarrocks.processors.scan;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.client.scan.ScanColumn;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Batches in memory, with the vectors that a BE would send. */
final class VectorBatches implements RowBatches, AutoCloseable {

    private final BufferAllocator allocator = new RootAllocator();
    private final List<Column> columns = new ArrayList<>();
    private final int batchRows;
    private Optional<StarRocksException> fault = Optional.empty();
    private int faultAfter;
    private int batches;
    private VectorSchemaRoot current;

    private record Column(PlannedColumn planned, PrimitiveType type, ArrowType arrow, List<?> values) {}

    VectorBatches(final int batchRows) {
        this.batchRows = batchRows;
    }

    /** A column that the plan declares with the type of the BE. */
    VectorBatches add(final String name, final PrimitiveType type, final ArrowType arrow, final List<?> values) {
        final ColumnType planned = arrow instanceof final ArrowType.Decimal decimal
                ? new DecimalType(OptionalInt.of(decimal.getPrecision()), OptionalInt.of(decimal.getScale()))
                : type.columnType();
        return add(new PlannedColumn(name, planned, true), type, arrow, values);
    }

    VectorBatches add(final PlannedColumn planned, final PrimitiveType type, final ArrowType arrow, final List<?> values) {
        columns.add(new Column(planned, type, arrow, values));
        return this;
    }

    VectorBatches addText(final String name, final PrimitiveType type, final List<String> values) {
        return add(name, type, ArrowType.Utf8.INSTANCE, values);
    }

    VectorBatches failAfter(final int count, final StarRocksException exception) {
        fault = Optional.of(exception);
        faultAfter = count;
        return this;
    }

    List<PlannedColumn> planned() {
        return columns.stream().map(Column::planned).toList();
    }

    @Override
    public List<ScanColumn> columns() {
        return columns.stream().map(column -> new ScanColumn(column.planned().name(), column.type())).toList();
    }

    @Override
    public boolean nextBatch() throws StarRocksException, CallCancelledException {
        if (fault.isPresent() && batches == faultAfter) {
            throw fault.get();
        }
        final int from = batches * batchRows;
        final int rows = Math.min(batchRows, columns.getFirst().values().size() - from);
        if (rows <= 0) {
            return false;
        }
        close(current);
        batches++;
        final List<FieldVector> vectors = columns.stream().map(column -> vector(column, from, rows)).toList();
        current = new VectorSchemaRoot(vectors.stream().map(FieldVector::getField).toList(), vectors, rows);
        return true;
    }

    @Override
    public VectorSchemaRoot vectors() {
        return current;
    }

    @Override
    public ArrowBatch batch() {
        throw new UnsupportedOperationException("These vectors were not received");
    }

    private FieldVector vector(final Column column, final int from, final int rows) {
        final FieldVector vector = new FieldType(column.planned().nullable(), column.arrow(), null).createNewSingleVector(column.planned().name(), allocator,
                null);
        vector.allocateNew();
        for (int i = 0; i < rows; i++) {
            final Object value = column.values().get(from + i);
            if (value != null) {
                set(vector, i, value);
            }
        }
        vector.setValueCount(rows);
        return vector;
    }

    private static void set(final FieldVector vector, final int row, final Object value) {
        switch (vector) {
            case BitVector bits -> bits.setSafe(row, (Boolean) value ? 1 : 0);
            case TinyIntVector numbers -> numbers.setSafe(row, ((Number) value).byteValue());
            case SmallIntVector numbers -> numbers.setSafe(row, ((Number) value).shortValue());
            case IntVector numbers -> numbers.setSafe(row, ((Number) value).intValue());
            case BigIntVector numbers -> numbers.setSafe(row, ((Number) value).longValue());
            case Float4Vector numbers -> numbers.setSafe(row, ((Number) value).floatValue());
            case Float8Vector numbers -> numbers.setSafe(row, ((Number) value).doubleValue());
            case DecimalVector numbers -> numbers.setSafe(row, (BigDecimal) value);
            case Decimal256Vector numbers -> numbers.setSafe(row, (BigDecimal) value);
            case VarCharVector texts -> texts.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
            case VarBinaryVector bytes -> bytes.setSafe(row, (byte[]) value);
            default -> throw new IllegalArgumentException(vector.toString());
        }
    }

    @Override
    public void close() {
        close(current);
        allocator.close();
    }

    private static void close(final VectorSchemaRoot root) {
        if (root != null) {
            root.close();
        }
    }
}
