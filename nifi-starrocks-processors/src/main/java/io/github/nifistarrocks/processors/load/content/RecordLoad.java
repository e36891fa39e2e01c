package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.change.envelope.ChangeReaders;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules.MissingFields;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.FlowFileHistory;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.Destination;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.table.SingleTable;
import io.github.nifistarrocks.processors.table.TableLookup;
import io.github.nifistarrocks.processors.table.TableResolver;
import io.github.nifistarrocks.processors.table.TablesByPath;
import io.github.nifistarrocks.processors.tableload.LoadContext;

/**
 * Loads the records of one FlowFile. Records that are rows of one table are read once, while they are sent. Changes are read once more before that, by a
 * {@link ChangeScan}, which finds the last change of each key and the tables and columns.
 */
public final class RecordLoad {

    private final LoadContext context;
    private final LoadSettings settings;
    private final RecordContent content;
    private final LoadSteps steps;

    public RecordLoad(final LoadContext context, final RecordContent content, final FlowFileHistory flowFile) {
        this.context = context;
        this.settings = context.settings();
        this.content = content;
        this.steps = LoadSteps.of(context, flowFile);
    }

    /**
     * @throws InvalidRecordException if a record cannot be read or written, or does not fit the table
     * @throws InvalidPropertyException if a property has no usable value for this FlowFile
     * @throws StarRocksException if the columns of a table cannot be requested
     * @throws CallCancelledException if the scope was cancelled
     */
    public LoadResult load() throws IOException, InvalidRecordException, InvalidPropertyException, CallCancelledException, StarRocksException {
        final RowSource source = source();
        if (!needsScan()) {
            return new PlainLoad(steps, source).load();
        }
        final ChangeScan scan = scan(source);
        if (!tablesHaveChanged(scan)) {
            return load(source, scan);
        }
        // Values are decoded by the columns of their table, so everything is read again.
        steps.rejections().clear();
        final RowSource fresh = source();
        return load(fresh, scan(fresh));
    }

    private LoadResult load(final RowSource source, final ChangeScan scan)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        return switch (settings.destination()) {
            case Destination.OneTable table -> new ChangeLoad(steps, source, scan).load(() -> scan(source));
            case Destination.TablePerRecord tables -> loadTables(source, scan);
        };
    }

    /** Loads that are prepared have one table each. What was attempted together is found by the same attempt only. */
    private LoadResult loadTables(final RowSource source, final ChangeScan scan)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final MultiTableLoad together = new MultiTableLoad(steps, source, scan);
        final boolean separately = settings.delivery().prepares() && !together.isOpen(context.attempts());
        return separately ? new ChangeLoad(steps, source, scan).load(() -> scan(source)) : together.load();
    }

    private boolean tablesHaveChanged(final ChangeScan scan) throws CallCancelledException, StarRocksException {
        boolean changed = false;
        for (final RowGroup group : scan.groups()) {
            changed |= !steps.planner().newest(group.table(), group.fields()).schema().equals(group.table().schema());
        }
        return changed;
    }

    private RowSource source() throws InvalidPropertyException {
        final TableLookup lookup = settings.quality().check()
                ? TableLookup.current(context.schemas(), context.client(), context.scope())
                : TableLookup.cached(context.schemas(), context.client(), context.scope());
        final TableResolver tables = switch (settings.destination()) {
            case Destination.OneTable one -> new SingleTable(lookup, one.table());
            case Destination.TablePerRecord named -> new TablesByPath(lookup, named.database(), named.path());
        };
        try {
            final RowRules rules = new RowRules(ChangeReaders.of(settings.changes().source()), settings.changes().deletes().handling(), tables,
                    settings.body().columns().unknownFields(), settings.quality().isolates() ? Optional.of(steps.rejections()) : Optional.empty());
            return new RowSource(content, rules, context.scope());
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(e.getMessage(), e);
        }
    }

    private boolean needsScan() {
        final boolean severalTables = switch (settings.destination()) {
            case Destination.OneTable one -> false;
            case Destination.TablePerRecord named -> true;
        };
        final LoadSettings.Changes changes = settings.changes();
        return severalTables || changes.hasOperations() || changes.keepsLast() || changes.partial().byFieldsPresent();
    }

    private ChangeScan scan(final RowSource source) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadSettings.Changes changes = settings.changes();
        final ChangeScanRules.Columns columns = new ChangeScanRules.Columns(changes.source().key().columns(), changes.mergeCondition(),
                changes.source().key().fields(), settings.body().zone());
        try (SpillFile file = SpillFile.create()) {
            return ChangeScan.of(source, new ChangeScanRules(missingFields(), changes.partial().isOn(), changes.keepsLast(), columns), file);
        }
    }

    private MissingFields missingFields() {
        final LoadSettings.Changes changes = settings.changes();
        if (changes.source().source().isEnvelope() || changes.deletes().handling() == DeleteHandling.SOFT || changes.partial().byFieldsPresent()) {
            return MissingFields.KEEP;
        }
        return changes.source().source() == OperationSource.RECORD_PATH ? MissingFields.KEEP_IF_PARTIAL : MissingFields.SET_NULL;
    }
}
