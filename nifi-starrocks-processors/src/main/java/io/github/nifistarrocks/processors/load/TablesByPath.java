package io.github.nifistarrocks.processors.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.TableId;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import io.github.nifistarrocks.processors.rows.TargetTable;
import io.github.nifistarrocks.processors.rows.Targets;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.serialization.record.Record;

/** The table that each record names. */
final class TablesByPath implements Targets {

    private final StarRocksClient client;
    private final TableSchemas schemas;
    private final String database;
    private final String pathText;
    private final RecordPath path;
    private final CallScope scope;
    private final Map<String, TargetTable> tables = new HashMap<>();

    TablesByPath(final StarRocksClient client, final TableSchemas schemas, final String database, final String path, final CallScope scope) {
        this.client = client;
        this.schemas = schemas;
        this.database = database;
        this.pathText = path;
        this.path = RecordPath.compile(path);
        this.scope = scope;
    }

    @Override
    public TargetTable of(final Record record, final long number) throws BadRecordException, CallCancelledException, StarRocksException {
        final List<String> names = path.evaluate(record).getSelectedFields().map(FieldValue::getValue)
                .map(value -> value == null ? "" : value.toString().strip())
                .distinct().toList();
        if (names.size() != 1 || names.getFirst().isEmpty()) {
            throw new BadRecordException("Record %d names no table, or several: Table Record Path [%s] finds %s".formatted(number, pathText, names), null);
        }
        final TargetTable known = tables.get(names.getFirst());
        if (known != null) {
            return known;
        }
        final TargetTable found = schemas.of(client, new TableId(database, names.getFirst()), scope);
        tables.put(names.getFirst(), found);
        return found;
    }
}
