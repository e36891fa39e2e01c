package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.LastChangeSelection;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.LoadBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableRows;

/** Loads changes, each table and each set of columns by a load of its own. */
final class ChangeLoad {

    private final LoadSteps steps;
    private final LoadSettings settings;
    private final RowSource source;
    private final ChangeScan scan;

    ChangeLoad(final LoadSteps steps, final RowSource source, final ChangeScan scan) {
        this.steps = steps;
        this.settings = steps.settings();
        this.source = source;
        this.scan = scan;
    }

    /** @param scanner repeats the scan without the records that are rejected by then */
    LoadResult load(final LastChangeSelection.Scanner scanner) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<RowGroup, TableLoad> loads = plan();
        if (loads.isEmpty()) {
            return steps.result(scan).ignored(scan.ignored()).build();
        }
        if (!settings.quality().isolates()) {
            return send(loads);
        }
        if (loads.size() > 1) {
            throw new InvalidRecordException("The changes have %d different sets of columns of [%s], and invalid records can be isolated in one load only"
                    .formatted(loads.size(), settings.table()), null);
        }
        return isolate(loads.values().iterator().next(), scanner);
    }

    private Map<RowGroup, TableLoad> plan() throws InvalidRecordException, CallCancelledException, StarRocksException {
        final List<String> labels = steps.planner().labels(scan.groupIdentities());
        final Map<RowGroup, TableLoad> loads = new LinkedHashMap<>();
        for (final RowGroup group : scan.groups()) {
            loads.put(group, steps.planner().plan(TableRows.of(scan, group), labels.get(loads.size())));
        }
        return loads;
    }

    private LoadResult isolate(final TableLoad load, final LastChangeSelection.Scanner scanner)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final LastChangeSelection last = new LastChangeSelection(load.table().id(), scan, steps.rejections(), scanner);
        return steps.isolate(source, load, last).ignored(scan.ignored()).superseded(last.superseded()).build();
    }

    private LoadResult send(final Map<RowGroup, TableLoad> loads) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final OrderedLoads done = new OrderedLoads(settings, loads.size());
        try {
            sendAll(loads, done);
        } catch (IOException | InvalidRecordException | StarRocksException e) {
            rollBack(done);
            throw e;
        }
        if (!done.outcome().hasRows()) {
            rollBack(done);
        }
        return steps.result(scan).outcome(done.outcome()).sent(done.sent()).ignored(scan.ignored()).superseded(scan.superseded()).loads(done.loads())
                .trialLoads(steps.filteredRows().trialLoads()).build();
    }

    /** What is prepared is not committed alone. */
    private void rollBack(final OrderedLoads done) throws CallCancelledException {
        for (final LoadOutcome.Prepared prepared : done.prepared()) {
            steps.sender().rollBack(prepared);
        }
    }

    private void sendAll(final Map<RowGroup, TableLoad> loads, final OrderedLoads done)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor rows = source.open(); LoadReading reading = new LoadReading(rows, steps.sender(), scan, loads)) {
            for (final TableLoad load : loads.values()) {
                final LoadBody body = reading.body(load);
                if (!body.hasMore()) {
                    throw new IllegalStateException("The rows for load [%s] are missing in the second reading".formatted(load.label()));
                }
                final SentRows sent = loads.size() == 1 ? steps.send(source, load, body) : steps.sendInOrder(source, load, body);
                if (!done.add(steps.filteredRows().identify(source, load, sent.outcome()), sent.body().sent())) {
                    return;
                }
            }
        }
    }
}
