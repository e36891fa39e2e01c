package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.LoadAttempts;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableRows;

/**
 * Loads changes of several tables in one transaction. A transaction loads one set of columns of each table, so there are several of them, in sequence, only if
 * the changes of a table have different sets.
 */
final class MultiTableLoad {

    private final LoadSteps steps;
    private final LoadSettings settings;
    private final RowSource source;
    private final ChangeScan scan;

    MultiTableLoad(final LoadSteps steps, final RowSource source, final ChangeScan scan) {
        this.steps = steps;
        this.settings = steps.settings();
        this.source = source;
        this.scan = scan;
    }

    /** Whether an attempt to load the tables together is known whose outcome is open. */
    boolean isOpen(final LoadAttempts attempts) {
        return labels(rounds().values()).stream().anyMatch(attempts::isOpen);
    }

    LoadResult load() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final List<Map<RowGroup, TableLoad>> transactions = plan();
        if (transactions.isEmpty()) {
            return steps.result(scan).ignored(scan.ignored()).build();
        }
        final OrderedLoads done = new OrderedLoads(settings, transactions.size());
        send(transactions, done);
        return steps.result(scan).outcome(done.outcome()).sent(done.sent()).ignored(scan.ignored()).superseded(scan.superseded()).loads(done.loads()).build();
    }

    private void send(final List<Map<RowGroup, TableLoad>> transactions, final OrderedLoads done)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<RowGroup, TableLoad> all = new LinkedHashMap<>();
        transactions.forEach(all::putAll);
        try (RowCursor rows = source.open(); LoadReading reading = new LoadReading(rows, steps.sender(), scan, all)) {
            for (final Map<RowGroup, TableLoad> transaction : transactions) {
                final List<TableLoad> loads = List.copyOf(transaction.values());
                final TableLoadParts parts = new TableLoadParts(reading, loads);
                final LoadOutcome outcome = steps.sender().sendAll(request(loads.getFirst()), parts, () -> parts.sent() > 0);
                if (!done.add(outcome, parts.sent())) {
                    return;
                }
            }
        }
    }

    private LoadRequest request(final TableLoad first) {
        return LoadRequest.builder(first.table().id(), first.label()).timeout(settings.request().timeout()).build();
    }

    /** All transactions are planned before the first one is sent. */
    private List<Map<RowGroup, TableLoad>> plan() throws InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<Integer, Map<RowGroup, String>> rounds = rounds();
        final List<String> labels = labels(rounds.values());
        final List<Map<RowGroup, TableLoad>> transactions = new ArrayList<>();
        for (final Map<RowGroup, String> groups : rounds.values()) {
            final Map<RowGroup, TableLoad> loads = new LinkedHashMap<>();
            for (final RowGroup group : largestFirst(groups.keySet())) {
                loads.put(group, steps.planner().plan(TableRows.of(scan, group), labels.get(transactions.size())));
            }
            transactions.add(loads);
        }
        return transactions;
    }

    private List<String> labels(final Collection<Map<RowGroup, String>> transactions) {
        return steps.planner().labels(transactions.stream().map(groups -> String.join(" ", groups.values())).toList());
    }

    /** The order of the tables in a transaction has no effect on the result, and the rows of the first one are not kept in a file. */
    private static List<RowGroup> largestFirst(final Collection<RowGroup> groups) {
        return groups.stream().sorted(Comparator.comparingLong(RowGroup::changes).reversed()).toList();
    }

    /** For each transaction the groups with what they contain: the first group of each table, then the second one of each table that has several, and so on. */
    private Map<Integer, Map<RowGroup, String>> rounds() {
        final List<String> identities = scan.groupIdentities();
        final Map<TableId, Integer> count = new HashMap<>();
        final Map<Integer, Map<RowGroup, String>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < identities.size(); i++) {
            final RowGroup group = scan.groups().get(i);
            final int round = count.merge(group.table().id(), 1, Integer::sum);
            rounds.computeIfAbsent(round, any -> new LinkedHashMap<>()).put(group, identities.get(i));
        }
        return rounds;
    }
}
