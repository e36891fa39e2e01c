package io.github.nifistarrocks.processors.tableload;

import java.util.Iterator;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowRules;

/** The rows of several tables one table after the other, each by a reading of its own. */
public final class TableLoadParts implements LoadParts, AutoCloseable {

    private final RecordContent content;
    private final RowRules rules;
    private final CallScope scope;
    private final TableLoadSender sender;
    private final Iterator<TableLoad> units;
    private TableLoad unit;
    private RowCursor rows;
    private RowsBody body;
    private long sent;

    public TableLoadParts(final RecordContent content, final RowRules rules, final CallScope scope, final TableLoadSender sender,
            final Iterator<TableLoad> units) {
        this.content = content;
        this.rules = rules;
        this.scope = scope;
        this.sender = sender;
        this.units = units;
    }

    @Override
    public Optional<LoadPart> next() throws Exception {
        while (body == null || !body.hasMore()) {
            close();
            if (!units.hasNext()) {
                return Optional.empty();
            }
            unit = units.next();
            rows = RowCursor.open(content, rules, scope);
            body = sender.body(rows, unit, unit.rows(), Optional.empty());
        }
        return Optional.of(new LoadPart(unit.table().id(), unit.headers(), body));
    }

    /** Rows of the tables that are through. */
    public long sent() {
        return sent;
    }

    @Override
    public void close() {
        if (rows != null) {
            sent += body.sent();
            rows.close();
            rows = null;
            body = null;
        }
    }
}
