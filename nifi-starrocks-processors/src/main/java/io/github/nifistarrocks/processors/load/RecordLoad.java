package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.cdc.ChangeReaders;
import io.github.nifistarrocks.processors.cdc.OperationSource;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import io.github.nifistarrocks.processors.rows.RecordContent;
import io.github.nifistarrocks.processors.rows.Rejections;
import io.github.nifistarrocks.processors.rows.RowCursor;
import io.github.nifistarrocks.processors.rows.RowFilter;
import io.github.nifistarrocks.processors.rows.RowGroup;
import io.github.nifistarrocks.processors.rows.RowGroup.Coverage;
import io.github.nifistarrocks.processors.rows.RowRules;
import io.github.nifistarrocks.processors.rows.RowsBody;
import io.github.nifistarrocks.processors.rows.Survey;
import io.github.nifistarrocks.processors.rows.SurveyRules;
import io.github.nifistarrocks.processors.rows.Targets;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Loads the records of one FlowFile. Plain records of one table are read once, while they are sent. What needs to be known before the first row is sent
 * (which change of a key is the last, which columns and tables there are) is found by a {@link Survey}, which reads the FlowFile once more.
 */
public final class RecordLoad {

    private final StarRocksClient client;
    private final TableSchemas schemas;
    private final LoadSettings settings;
    private final RecordContent content;
    private final CallScope scope;
    private final UnitPlanner planner;
    private final UnitSender sender;
    private final Rejections rejections = new Rejections();
    private final LeftOutRows leftOut;

    /** @param entered when the FlowFile entered NiFi */
    public RecordLoad(final StarRocksClient client, final TableSchemas schemas, final LoadSettings settings, final RecordContent content, final Instant entered,
            final CallScope scope) {
        this.client = client;
        this.schemas = schemas;
        this.settings = settings;
        this.content = content;
        this.scope = scope;
        this.planner = new UnitPlanner(client, schemas, settings, scope);
        this.sender = new UnitSender(client, settings, entered, scope);
        this.leftOut = new LeftOutRows(client, settings, content, sender, rejections, scope);
    }

    /**
     * @throws BadRecordException when a record cannot be read or written, or does not fit the table
     * @throws BadPropertyException when a property has no usable value for this FlowFile
     * @throws StarRocksException when the columns of a table cannot be asked for
     * @throws CallCancelledException when the scope was cancelled
     */
    public LoadResult load() throws IOException, BadRecordException, BadPropertyException, CallCancelledException, StarRocksException {
        final RowRules rules = rules();
        final boolean severalTables = settings.target().tablePath().isPresent();
        if (!severalTables && !needsSurvey()) {
            return settings.quality().isolate() ? isolatePlain(rules) : loadPlain(rules);
        }
        final Survey survey = survey(rules);
        if (tablesHaveChanged(survey)) {
            // Values are decoded for their columns, so everything is read anew.
            rejections.clear();
            final RowRules fresh = rules();
            return severalTables ? loadTables(fresh, survey(fresh)) : loadGroups(fresh, survey(fresh));
        }
        return severalTables ? loadTables(rules, survey) : loadGroups(rules, survey);
    }

    private boolean tablesHaveChanged(final Survey survey) throws CallCancelledException, StarRocksException {
        boolean changed = false;
        for (final RowGroup group : survey.groups()) {
            changed |= !planner.newest(group.table(), group.fields()).schema().equals(group.table().schema());
        }
        return changed;
    }

    private RowRules rules() throws BadPropertyException {
        final Optional<String> path = settings.target().tablePath();
        final Targets targets = path.isPresent()
                ? new TablesByPath(client, schemas, settings.target().database(), path.get(), settings.quality().check(), scope)
                : new OneTable(client, schemas, settings.target().tableId(), settings.quality().check(), scope);
        try {
            return new RowRules(ChangeReaders.of(settings.changes().source()), settings.changes().deletes(), targets,
                    settings.quality().isolate() ? Optional.of(rejections) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new BadPropertyException(e.getMessage(), e);
        }
    }

    private boolean needsSurvey() {
        final LoadSettings.Changes changes = settings.changes();
        return !changes.isPlain() || changes.duplicates() == DuplicateKeys.KEEP_LAST || changes.updateColumns() == UpdateColumns.FIELDS_PRESENT;
    }

    private Survey survey(final RowRules rules) throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final LoadSettings.Changes changes = settings.changes();
        final boolean soft = changes.deletedFlag().isPresent();
        final boolean keepLast = switch (changes.duplicates()) {
            case AUTOMATIC -> !changes.isPlain();
            case KEEP_LAST -> true;
            case KEEP_ALL -> false;
        };
        return Survey.of(content, rules, new SurveyRules(changes.isEnvelope() || soft || changes.updateColumns() == UpdateColumns.FIELDS_PRESENT,
                changes.source().source() == OperationSource.RECORD_PATH, changes.isPartial(), soft, keepLast, changes.source().keyColumns(),
                changes.mergeCondition(), settings.body().columns()::columnOf, settings.body().zone()), scope);
    }

    private LoadResult loadPlain(final RowRules rules) throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final LoadUnit unit;
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

    private LoadUnit plain(final RowCursor rows) throws BadRecordException, CallCancelledException, StarRocksException {
        final List<RecordField> fields = rows.schema().getFields();
        return planner.plan(rows.table(), fields, fields, settings.changes().isPartial() ? Coverage.PARTIAL : Coverage.WHOLE, settings.label(), row -> true);
    }

    private Optional<LoadUnit> planned(final RowRules rules) throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        try (RowCursor rows = RowCursor.open(content, rules, scope)) {
            return rows.hasAny() ? Optional.of(plain(rows)) : Optional.empty();
        }
    }

    private LoadResult isolatePlain(final RowRules rules) throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final Optional<LoadUnit> unit = planned(rules);
        return unit.isEmpty() ? nothing(0) : isolate(rules, unit.get(), new AllRows(unit.get()));
    }

    private LoadResult isolateSurveyed(final RowRules rules, final Survey survey, final LoadUnit unit)
            throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final LastChanges last = new LastChanges(unit.table().id(), survey, rejections, () -> survey(rules));
        final LoadResult result = isolate(rules, unit, last);
        return new LoadResult(result.outcome(), result.tables(), result.sent(), survey.ignored(), last.overtaken(), result.loads(), result.trials(),
                rejections);
    }

    private LoadResult isolate(final RowRules rules, final LoadUnit unit, final Isolation.Selection selection)
            throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final Isolation isolation = new Isolation(content, rules, sender, unit, selection, rejections, settings.quality().mostTrials(), scope);
        final Optional<LoadOutcome> outcome = isolation.load();
        return new LoadResult(outcome, unit.table().id().table(), isolation.sent(), isolation.ignored(), 0, isolation.loads(), isolation.trials(), rejections);
    }

    /** One table; more than one load only when the changes tell different sets of columns. */
    private LoadResult loadGroups(final RowRules rules, final Survey survey)
            throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final List<LoadUnit> units = new ArrayList<>();
        for (final RowGroup group : survey.groups()) {
            final String label = survey.groups().size() == 1 ? settings.label() : settings.groupLabel(units.size() + 1);
            units.add(planner.plan(group.table(), group.fields(), survey.fieldsOf(group.table()), group.coverage(), label, RowFilter.ofGroup(survey, group)));
        }
        if (units.isEmpty()) {
            return nothing(survey.ignored());
        }
        if (settings.quality().isolate()) {
            if (units.size() > 1) {
                throw new BadRecordException("The changes tell %d different sets of columns of [%s], and bad records can be isolated in one load only"
                        .formatted(units.size(), settings.target().tableId()), null);
            }
            return isolateSurveyed(rules, survey, units.getFirst());
        }
        final LoadsInOrder done = new LoadsInOrder(settings, units.size());
        for (final LoadUnit unit : units) {
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
        return new LoadResult(Optional.of(done.outcome()), settings.target().tableId().table(), done.sent(), survey.ignored(), survey.overtaken(), done.loads(),
                leftOut.trials(), rejections);
    }

    /** Several tables, one transaction. */
    private LoadResult loadTables(final RowRules rules, final Survey survey)
            throws IOException, BadRecordException, CallCancelledException, StarRocksException {
        final Map<TableId, LoadUnit> units = new LinkedHashMap<>();
        for (final RowGroup group : survey.groups()) {
            final LoadUnit unit = planner.plan(group.table(), group.fields(), survey.fieldsOf(group.table()), group.coverage(), settings.label(),
                    RowFilter.ofGroup(survey, group));
            if (units.put(group.table().id(), unit) != null) {
                throw new BadRecordException("""
                        The rows for [%s] tell different sets of columns, which one transaction over several tables cannot load. Load that table by a \
                        PutStarRocks of its own""".formatted(group.table().id()), null);
            }
        }
        if (units.isEmpty()) {
            return nothing(survey.ignored());
        }
        final LoadRequest request = LoadRequest.builder(units.keySet().iterator().next(), settings.label()).timeout(settings.delivery().timeout()).build();
        final TableParts parts = new TableParts(content, rules, scope, sender, units.values().iterator());
        final LoadOutcome outcome;
        try (parts) {
            outcome = sender.sendAll(request, parts);
        }
        return new LoadResult(Optional.of(outcome), units.keySet().stream().map(TableId::table).collect(Collectors.joining(",")), parts.sent(),
                survey.ignored(),
                survey.overtaken(), 1, 0, rejections);
    }

    private LoadResult nothing(final long ignored) {
        return new LoadResult(Optional.empty(), settings.target().tableId().table(), 0, ignored, 0, 0, 0, rejections);
    }

    private record AllRows(LoadUnit unit) implements Isolation.Selection {

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