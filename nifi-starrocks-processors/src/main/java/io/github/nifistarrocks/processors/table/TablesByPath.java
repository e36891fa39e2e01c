package io.github.nifistarrocks.processors.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.record.path.exception.RecordPathException;
import org.apache.nifi.serialization.record.Record;

/** The table that each record names. */
public final class TablesByPath implements TableResolver {

    private final TableLookup lookup;
    private final String database;
    private final String pathText;
    private final RecordPath path;
    private final Map<String, TargetTable> tables = new HashMap<>();

    public TablesByPath(final TableLookup lookup, final String database, final String path) {
        this.lookup = lookup;
        this.database = database;
        this.pathText = path;
        this.path = RecordPath.compile(path);
    }

    @Override
    public TargetTable of(final Record record, final long number) throws InvalidRecordException, CallCancelledException, StarRocksException {
        final List<String> names = names(record, number);
        if (names.size() != 1 || names.getFirst().isEmpty()) {
            throw new InvalidRecordException(
                    "Record %d names no table, or several: Table Record Path [%s] finds %s".formatted(number, pathText, RowText.of(names)));
        }
        final TargetTable known = tables.get(names.getFirst());
        if (known != null) {
            return known;
        }
        final TargetTable found = lookup.find(table(names.getFirst(), number));
        tables.put(names.getFirst(), found);
        return found;
    }

    private TableId table(final String name, final long number) throws InvalidRecordException {
        try {
            return new TableId(database, name);
        } catch (IllegalArgumentException e) {
            throw new InvalidRecordException(
                    "Record %d names the table [%s], which no request can name. Remove slashes and dots".formatted(number, RowText.of(name)), e);
        }
    }

    private List<String> names(final Record record, final long number) throws InvalidRecordException {
        try {
            return path.evaluate(record).getSelectedFields().map(FieldValue::getValue).map(value -> value == null ? "" : value.toString().strip()).distinct()
                    .toList();
        } catch (RecordPathException | IllegalArgumentException | ClassCastException e) {
            throw new InvalidRecordException(
                    "Table Record Path [%s] cannot be applied to record %d: %s".formatted(pathText, number, RowText.of(e.getMessage())), e);
        }
    }
}
