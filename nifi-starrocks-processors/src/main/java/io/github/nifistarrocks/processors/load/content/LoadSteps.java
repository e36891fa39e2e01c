package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.common.FlowFileHistory;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.FilteredRows;
import io.github.nifistarrocks.processors.isolation.InvalidRecordIsolation;
import io.github.nifistarrocks.processors.isolation.IsolationContext;
import io.github.nifistarrocks.processors.isolation.RowSelection;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.LoadBody;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadPlanner;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/**
 * The steps that all loads of records share.
 *
 * @param settings of the FlowFile
 * @param planner determines columns
 * @param sender sends rows
 * @param filteredRows identifies what StarRocks filters
 * @param rejections receives invalid records
 */
record LoadSteps(LoadSettings settings, TableLoadPlanner planner, TableLoadSender sender, FilteredRows filteredRows, Rejections rejections) {

    static LoadSteps of(final LoadContext context, final FlowFileHistory flowFile) {
        final TableLoadSender sender = new TableLoadSender(context, flowFile);
        final Rejections rejections = new Rejections();
        return new LoadSteps(context.settings(), new TableLoadPlanner(context), sender, new FilteredRows(context, sender, rejections), rejections);
    }

    /** For a load into the table of the settings. */
    LoadResult.Builder result() {
        return result(settings.table().table());
    }

    /** For loads of all changes. */
    LoadResult.Builder result(final ChangeScan scan) {
        return scan.groups().isEmpty()
                ? result()
                : result(scan.groups().stream().map(group -> group.table().id().table()).distinct().collect(Collectors.joining(",")));
    }

    private LoadResult.Builder result(final String tables) {
        return LoadResult.builder(tables).rejections(rejections)
                .notices(new LoadResult.Notices(planner.warnings(), sender.countDifferences(), sender.commits()));
    }

    /** Sends the rows of a load. If they are refused with those of other FlowFiles, they are sent again alone. */
    SentRows send(final RowSource source, final TableLoad load, final LoadBody body)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadOutcome outcome = sender.send(load, body);
        if (!settings.delivery().mayBeDueToOthers(outcome)) {
            return new SentRows(outcome, body);
        }
        try (RowCursor again = source.open()) {
            final LoadBody alone = sender.body(again, load);
            if (!alone.hasMore()) {
                throw new IllegalStateException("The rows for load [%s] are missing in the second reading".formatted(load.label()));
            }
            return new SentRows(sender.sendAlone(load, alone), alone);
        }
    }

    /** Sends the rows of one of several loads, which must not pass each other. They are not merged if their order would be lost. */
    SentRows sendInOrder(final RowSource source, final TableLoad load, final LoadBody body)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        return settings.delivery().keepsOrder() ? send(source, load, body) : new SentRows(sender.sendAlone(load, body), body);
    }

    /** Loads the valid rows and rejects the others. */
    LoadResult.Builder isolate(final RowSource source, final TableLoad load, final RowSelection selection)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final InvalidRecordIsolation isolation = new InvalidRecordIsolation(
                new IsolationContext(source, sender, load, rejections, settings.quality().maxTrialLoads()), selection);
        final Optional<LoadOutcome> outcome = isolation.load();
        final LoadResult.Builder result = result(load.table().id().table()).sent(isolation.sent()).ignored(isolation.ignored()).loads(isolation.loads())
                .trialLoads(isolation.trialLoads());
        return outcome.map(result::outcome).orElse(result);
    }
}
