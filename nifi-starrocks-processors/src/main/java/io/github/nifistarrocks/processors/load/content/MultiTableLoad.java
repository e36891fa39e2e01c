package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadParts;
import io.github.nifistarrocks.processors.tableload.TableRows;

/** Loads changes of several tables in one transaction. */
final class MultiTableLoad {

    private final LoadSteps steps;
    private final RowSource source;
    private final ChangeScan scan;

    MultiTableLoad(final LoadSteps steps, final RowSource source, final ChangeScan scan) {
        this.steps = steps;
        this.source = source;
        this.scan = scan;
    }

    LoadResult load() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<TableId, TableLoad> loads = plan();
        if (loads.isEmpty()) {
            return steps.result().ignored(scan.ignored()).build();
        }
        final LoadSettings settings = steps.settings();
        final LoadRequest request = LoadRequest.builder(loads.keySet().iterator().next(), settings.label()).timeout(settings.request().timeout()).build();
        final TableLoadParts parts = new TableLoadParts(source, steps.sender(), loads.values().iterator());
        final LoadOutcome outcome;
        try (parts) {
            outcome = steps.sender().sendAll(request, parts);
        }
        return steps.result(loads.keySet().stream().map(TableId::table).collect(Collectors.joining(","))).outcome(outcome).sent(parts.sent())
                .ignored(scan.ignored()).superseded(scan.superseded()).loads(1).build();
    }

    private Map<TableId, TableLoad> plan() throws InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<TableId, TableLoad> loads = new LinkedHashMap<>();
        for (final RowGroup group : scan.groups()) {
            final TableLoad load = steps.planner().plan(TableRows.of(scan, group), steps.settings().label());
            if (loads.put(group.table().id(), load) != null) {
                throw new InvalidRecordException("""
                        The rows for [%s] have different sets of columns, which one transaction over several tables cannot load. Load that table by a separate \
                        PutStarRocks""".formatted(group.table().id()), null);
            }
        }
        return loads;
    }
}
