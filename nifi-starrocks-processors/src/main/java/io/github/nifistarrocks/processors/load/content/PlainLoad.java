package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.RowSelection;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableRows;
import org.apache.nifi.serialization.record.RecordField;

/** Loads records that are rows of one table. They are read once, while they are sent. */
final class PlainLoad {

    private final LoadSteps steps;
    private final RowSource source;

    PlainLoad(final LoadSteps steps, final RowSource source) {
        this.steps = steps;
        this.source = source;
    }

    LoadResult load() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        return steps.settings().quality().isolates() ? isolate() : send();
    }

    private LoadResult send() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final TableLoad load;
        final SentRows sent;
        final long ignored;
        try (RowCursor rows = source.open()) {
            if (!rows.hasAny()) {
                return steps.result().ignored(rows.ignored()).build();
            }
            load = plan(rows);
            final RowsBody body = steps.sender().body(rows, load);
            if (!body.hasMore()) {
                return steps.result().ignored(body.ignored()).build();
            }
            sent = steps.send(source, load, body);
            ignored = body.ignored();
        }
        final LoadOutcome identified = steps.filteredRows().identify(source, load, sent.outcome());
        return steps.result().outcome(identified).sent(sent.body().sent()).ignored(ignored).loads(1).trialLoads(steps.filteredRows().trialLoads())
                .build();
    }

    private LoadResult isolate() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Optional<TableLoad> load;
        try (RowCursor rows = source.open()) {
            load = rows.hasAny() ? Optional.of(plan(rows)) : Optional.empty();
        }
        return load.isEmpty() ? steps.result().build() : steps.isolate(source, load.get(), RowSelection.all(load.get().rows())).build();
    }

    private TableLoad plan(final RowCursor rows) throws InvalidRecordException, CallCancelledException, StarRocksException {
        final List<RecordField> fields = rows.schema().getFields();
        final Coverage coverage = steps.settings().changes().partial().isOn() ? Coverage.PARTIAL : Coverage.WHOLE;
        return steps.planner().plan(TableRows.all(rows.table(), fields, coverage), steps.settings().label());
    }
}
