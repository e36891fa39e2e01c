package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.change.envelope.ChangeReaders;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules.MissingFields;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.FilteredRows;
import io.github.nifistarrocks.processors.isolation.InvalidRecordIsolation;
import io.github.nifistarrocks.processors.isolation.LastChangeSelection;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.table.SingleTable;
import io.github.nifistarrocks.processors.table.TableLookup;
import io.github.nifistarrocks.processors.table.TableResolver;
import io.github.nifistarrocks.processors.table.TableSchemas;
import io.github.nifistarrocks.processors.table.TablesByPath;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadParts;
import io.github.nifistarrocks.processors.tableload.TableLoadPlanner;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Loads the records of one FlowFile. Plain records of one table are read once, while they are sent. What needs to be known before the first row is sent
 * (which change of a key is the last, which columns and tables there are) is found by a {@link ChangeScan}, which reads the FlowFile once more.
 */
public final class RecordLoad {

    private final StarRocksClient client;
    private final TableSchemas schemas;
    private final LoadSettings settings;
    private final RecordContent content;
    private final CallScope scope;
    private final TableLoadPlanner planner;
    private final TableLoadSender sender;
    private final Rejections rejections = new Rejections();
    private final FilteredRows leftOut;

    /** @param entered when the FlowFile entered NiFi */
    public RecordLoad(final StarRocksClient client, final TableSchemas schemas, final LoadSettings settings, final RecordContent content, final Instant entered,
            final CallScope scope) {
        this.client = client;
        this.schemas = schemas;
        this.settings = settings;
        this.content = content;
        this.scope = scope;
        this.planner = new TableLoadPlanner(client, schemas, settings, scope);
        this.sender = new TableLoadSender(client, settings, entered, scope);
        this.leftOut = new FilteredRows(client, settings, content, sender, rejections, scope);
    }

    /**
     * @throws InvalidRecordException when a record cannot be read or written, or does not fit the table
     * @throws InvalidPropertyException when a property has no usable value for this FlowFile
     * @throws StarRocksException when the columns of a table cannot be asked for
     * @throws CallCancelledException when the scope was cancelled
     */
    public LoadResult load() throws IOException, InvalidRecordException, InvalidPropertyException, CallCancelledException, StarRocksException {
        final RowRules rules = rules();
        final boolean severalTables = settings.target().tablePath().isPresent();
        if (!severalTables && !needsSurvey()) {
            return settings.quality().isolate() ? isolatePlain(rules) : loadPlain(rules);
        }
        final ChangeScan survey = survey(rules);
        if (tablesHaveChanged(survey)) {
            // Values are decoded for their columns, so everything is read anew.
            rejections.clear();
            final RowRules fresh = rules();
            return severalTables ? loadTables(fresh, survey(fresh)) : loadGroups(fresh, survey(fresh));
        }
        return severalTables ? loadTables(rules, survey) : loadGroups(rules, survey);
    }

    private boolean tablesHaveChanged(final ChangeScan survey) throws CallCancelledException, StarRocksException {
        boolean changed = false;
        for (final RowGroup group : survey.groups()) {
            changed |= !planner.newest(group.table(), group.fields()).schema().equals(group.table().schema());
        }
        return changed;
    }

    private RowRules rules() throws InvalidPropertyException {
        final TableLookup lookup = settings.quality().check() ? TableLookup.current(schemas, client, scope) : TableLookup.cached(schemas, client, scope);
        final Optional<String> path = settings.target().tablePath();
        final TableResolver targets = path.isPresent()
                ? new TablesByPath(lookup, settings.target().database(), path.get())
                : new SingleTable(lookup, settings.target().tableId());
        try {
            return new RowRules(ChangeReaders.of(settings.changes().source()), settings.changes().deletes(), targets,
                    settings.quality().isolate() ? Optional.of(rejections) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(e.getMessage(), e);
        }
    }

    private boolean needsSurvey() {
        final LoadSettings.Changes changes = settings.changes();
        return !changes.isPlain() || changes.duplicates() == DuplicateKeys.KEEP_LAST || changes.updateColumns() == UpdateColumns.FIELDS_PRESENT;
    }

    private ChangeScan survey(final RowRules rules) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadSettings.Changes changes = settings.changes();
        final ChangeScanRules.Columns columns = new ChangeScanRules.Columns(changes.source().key().columns(), changes.mergeCondition(),
                changes.source().key().columnOf(), settings.body().zone());
        final boolean keepLast = switch (changes.duplicates()) {
            case AUTOMATIC -> !changes.isPlain();
            case KEEP_LAST -> true;
            case KEEP_ALL -> false;
        };
        return ChangeScan.of(new RowSource(content, rules, scope), new ChangeScanRules(missingFields(), changes.isPartial(), keepLast, columns));
    }

    private MissingFields missingFields() {
        final LoadSettings.Changes changes = settings.changes();
        if (changes.source().source().isEnvelope() || changes.deletes() == DeleteHandling.SOFT || changes.updateColumns() == UpdateColumns.FIELDS_PRESENT) {
            return MissingFields.KEEP;
        }
        return changes.source().source() == OperationSource.RECORD_PATH ? MissingFields.KEEP_IF_PARTIAL : MissingFields.SET_NULL;
    }

    private LoadResult loadPlain(final RowRules rules) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final TableLoad unit;
        final RowsBody body;
        final LoadOutcome outcome;
        try (RowCursor rows = RowCursor.open(content, rules, scope)) {
            if (!rows.hasAny()) {
                return nothing(rows.ignored());
            }
            unit = plain(rows);
            body = sender.body(rows, unit, unit.rows(), Optional.empty());
            if (!body.hasMore()) {
                return nothing(body.ignored());
            }
            outcome = sender.send(unit, body);
        }
        return new LoadResult(Optional.of(leftOut.name(rules, unit, outcome)), unit.table().id().table(), body.sent(), body.ignored(), 0, 1, leftOut.trials(),
                rejections);
    }

    private TableLoad plain(final RowCursor rows) throws InvalidRecordException, CallCancelledException, StarRocksException {
        final List<RecordField> fields = rows.schema().getFields();
        return planner.plan(rows.table(), fields, fields, settings.changes().isPartial() ? Coverage.PARTIAL : Coverage.WHOLE, settings.label(), row -> true);
    }

    private Optional<TableLoad> planned(final RowRules rules) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor rows = RowCursor.open(content, rules, scope)) {
            return rows.hasAny() ? Optional.of(plain(rows)) : Optional.empty();
        }
    }

    private LoadResult isolatePlain(final RowRules rules) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Optional<TableLoad> unit = planned(rules);
        return unit.isEmpty() ? nothing(0) : isolate(rules, unit.get(), new AllRows(unit.get()));
    }

    private LoadResult isolateSurveyed(final RowRules rules, final ChangeScan survey, final TableLoad unit)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final LastChangeSelection last = new LastChangeSelection(unit.table().id(), survey, rejections, () -> survey(rules));
        final LoadResult result = isolate(rules, unit, last);
        return new LoadResult(result.outcome(), result.tables(), result.sent(), survey.ignored(), last.superseded(), result.loads(), result.trials(),
                rejections);
    }

    private LoadResult isolate(final RowRules rules, final TableLoad unit, final InvalidRecordIsolation.Selection selection)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final InvalidRecordIsolation isolation = new InvalidRecordIsolation(content, rules, sender, unit, selection, rejections,
                settings.quality().mostTrials(), scope);
        final Optional<LoadOutcome> outcome = isolation.load();
        return new LoadResult(outcome, unit.table().id().table(), isolation.sent(), isolation.ignored(), 0, isolation.loads(), isolation.trials(), rejections);
    }

    /** One table; more than one load only when the changes tell different sets of columns. */
    private LoadResult loadGroups(final RowRules rules, final ChangeScan survey)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final List<TableLoad> units = new ArrayList<>();
        for (final RowGroup group : survey.groups()) {
            final String label = survey.groups().size() == 1 ? settings.label() : settings.groupLabel(units.size() + 1);
            units.add(planner.plan(group.table(), group.fields(), survey.fieldsOf(group.table()), group.coverage(), label, survey.rowsOf(group)));
        }
        if (units.isEmpty()) {
            return nothing(survey.ignored());
        }
        if (settings.quality().isolate()) {
            if (units.size() > 1) {
                throw new InvalidRecordException("The changes tell %d different sets of columns of [%s], and bad records can be isolated in one load only"
                        .formatted(units.size(), settings.target().tableId()), null);
            }
            return isolateSurveyed(rules, survey, units.getFirst());
        }
        final OrderedLoads done = new OrderedLoads(settings, units.size());
        for (final TableLoad unit : units) {
            final RowsBody body;
            final LoadOutcome outcome;
            try (RowCursor rows = RowCursor.open(content, rules, scope)) {
                body = sender.body(rows, unit, unit.rows(), Optional.empty());
                if (!body.hasMore()) {
                    throw new IllegalStateException("The rows for load [%s] are gone at the second reading".formatted(unit.label()));
                }
                outcome = sender.send(unit, body);
            }
            if (!done.add(leftOut.name(rules, unit, outcome), body.sent())) {
                break;
            }
        }
        return new LoadResult(Optional.of(done.outcome()), settings.target().tableId().table(), done.sent(), survey.ignored(), survey.superseded(),
                done.loads(),
                leftOut.trials(), rejections);
    }

    /** Several tables, one transaction. */
    private LoadResult loadTables(final RowRules rules, final ChangeScan survey)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<TableId, TableLoad> units = new LinkedHashMap<>();
        for (final RowGroup group : survey.groups()) {
            final TableLoad unit = planner.plan(group.table(), group.fields(), survey.fieldsOf(group.table()), group.coverage(), settings.label(),
                    survey.rowsOf(group));
            if (units.put(group.table().id(), unit) != null) {
                throw new InvalidRecordException("""
                        The rows for [%s] tell different sets of columns, which one transaction over several tables cannot load. Load that table by a \
                        PutStarRocks of its own""".formatted(group.table().id()), null);
            }
        }
        if (units.isEmpty()) {
            return nothing(survey.ignored());
        }
        final LoadRequest request = LoadRequest.builder(units.keySet().iterator().next(), settings.label()).timeout(settings.delivery().timeout()).build();
        final TableLoadParts parts = new TableLoadParts(content, rules, scope, sender, units.values().iterator());
        final LoadOutcome outcome;
        try (parts) {
            outcome = sender.sendAll(request, parts);
        }
        return new LoadResult(Optional.of(outcome), units.keySet().stream().map(TableId::table).collect(Collectors.joining(",")), parts.sent(),
                survey.ignored(),
                survey.superseded(), 1, 0, rejections);
    }

    private LoadResult nothing(final long ignored) {
        return new LoadResult(Optional.empty(), settings.target().tableId().table(), 0, ignored, 0, 0, 0, rejections);
    }

    private record AllRows(TableLoad unit) implements InvalidRecordIsolation.Selection {

        @Override
        public RowFilter rows() {
            return unit.rows();
        }

        @Override
        public boolean dependsOnRejections() {
            return false;
        }
    }
}
