package io.github.nifistarrocks.processors.scan.row;

import java.util.List;

import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import org.apache.arrow.vector.complex.StructVector;

/**
 * STRUCT as a record, whose values are read when a writer requests them.
 *
 * @param parts name and type of each field
 * @param fields readers of the fields, by position
 */
record StructReader(StructVector vector, List<StructField> parts, RecordFields fields) implements NestedReader {

    @Override
    public boolean isNull(final int row) {
        return vector.isNull(row);
    }

    @Override
    public Object value(final int row) {
        if (isNull(row)) {
            return null;
        }
        fields.requireValue(row);
        return new VectorRecord(fields, row);
    }

    @Override
    public Object exactValue(final int row) {
        return isNull(row) ? null : VectorRecord.exact(fields, row);
    }

    @Override
    public void append(final JsonAppender json, final int row) {
        json.structure('{');
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                json.structure(',');
            }
            json.string(parts.get(i).name());
            json.structure(':');
            json.part(parts.get(i).type(), fields.reader(i), row);
        }
        json.structure('}');
    }
}
