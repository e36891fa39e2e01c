package io.github.nifistarrocks.processors.verify;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.column.CsvTypes;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.processors.property.TimeZones;
import io.github.nifistarrocks.processors.settings.Destination;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.settings.SettingsReader;
import io.github.nifistarrocks.processors.table.TableSchemas;
import io.github.nifistarrocks.processors.table.TargetTable;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import io.github.nifistarrocks.processors.tableload.TableLoadPlanner;
import io.github.nifistarrocks.processors.tableload.TableRows;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/** The steps of Verify on PutStarRocks. Nothing is loaded. */
public final class LoadVerifier {

    static final String CONNECTION = "Connection Service";
    static final String PROPERTIES = "Properties for the given attributes";
    static final String TIME_ZONE = "Time Zone";
    static final String TABLE = "Table";

    private static final String ANY_FLOW_FILE = "00000000-0000-0000-0000-000000000000";

    private final ComponentLog logger;
    private final ProcessContext context;
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    public LoadVerifier(final ComponentLog logger, final ProcessContext context) {
        this.logger = logger;
        this.context = context;
    }

    /** @param attributes that a FlowFile would have */
    public List<ConfigVerificationResult> verify(final Map<String, String> attributes, final String processorId) {
        final Optional<StarRocksClient> client = verifyConnection();
        if (client.isEmpty()) {
            add(PROPERTIES, Outcome.SKIPPED, "Skipped because the connection service cannot be used.");
            verifyTimeZone();
            add(TABLE, Outcome.SKIPPED, "Skipped because the connection service cannot be used.");
            return results;
        }
        final Optional<LoadSettings> settings = verifyProperties(attributes, processorId);
        verifyTimeZone();
        if (settings.isEmpty()) {
            add(TABLE, Outcome.SKIPPED, "Skipped because the table is not known.");
        } else {
            switch (settings.get().destination()) {
                case Destination.OneTable table -> verifyTable(client.get(), settings.get());
                case Destination.TablePerRecord tables -> add(TABLE, Outcome.SKIPPED, "Skipped because each record names its table.");
            }
        }
        return results;
    }

    private Optional<StarRocksClient> verifyConnection() {
        try {
            final StarRocksClient client = context.getProperty(LoadProperties.CONNECTION_SERVICE).asControllerService(StarRocksConnectionService.class)
                    .getClient();
            add(CONNECTION, Outcome.SUCCESSFUL, "The connection service is enabled for %s. Verify the service itself to test the addresses of the cluster."
                    .formatted(client.config().frontends()));
            return Optional.of(client);
        } catch (RuntimeException e) {
            logger.warn("Getting the StarRocks client failed", e);
            add(CONNECTION, Outcome.FAILED, "The connection service cannot be used: %s. Enable it first.".formatted(RowText.shown(Messages.of(e))));
            return Optional.empty();
        }
    }

    private Optional<LoadSettings> verifyProperties(final Map<String, String> attributes, final String processorId) {
        try {
            final SettingsReader reader = SettingsReader.of(context, attributes);
            final LoadSettings settings = reader.read(reader.destination(),
                    new SettingsReader.Sender(processorId, attributes.getOrDefault("uuid", ANY_FLOW_FILE)));
            add(PROPERTIES, Outcome.SUCCESSFUL, switch (settings.destination()) {
                case Destination.OneTable one ->
                    "A FlowFile with these attributes is loaded into [%s] under a label such as [%s].".formatted(one.table(), settings.label());
                case Destination.TablePerRecord named ->
                    "The records of a FlowFile with these attributes are loaded into tables of [%s] under a label such as [%s]."
                            .formatted(named.database(), settings.label());
            });
            return Optional.of(settings);
        } catch (InvalidPropertyException e) {
            final String message = ErrorText.withoutFullStop(e.getMessage());
            if (attributes.isEmpty()) {
                add(PROPERTIES, Outcome.SKIPPED, "%s. Give the attributes of a FlowFile to verify this.".formatted(message));
            } else {
                add(PROPERTIES, Outcome.FAILED, "%s. With these attributes a FlowFile goes to failure.".formatted(message));
            }
            return Optional.empty();
        }
    }

    private void verifyTimeZone() {
        final String configured = context.getProperty(LoadProperties.TIME_ZONE).getValue();
        final ZoneId node = TimeZones.ofNode();
        if (configured != null) {
            add(TIME_ZONE, Outcome.SUCCESSFUL, "Instants are stored in DATETIME columns in the time zone [%s].".formatted(configured));
        } else if (TimeZones.isUtc(node)) {
            add(TIME_ZONE, Outcome.SUCCESSFUL, "Instants are stored in DATETIME columns in UTC, the time zone of this node.");
        } else {
            add(TIME_ZONE, Outcome.SKIPPED, """
                    Time Zone is not set, so instants are stored in DATETIME columns in the time zone of this node, [%s]. Nodes in other time zones would store other \
                    values. Set Time Zone to [%s] to store the same values on every node, or to UTC to store instants in UTC.""".formatted(node, node));
        }
    }

    private void verifyTable(final StarRocksClient client, final LoadSettings settings) {
        final LoadContext load = new LoadContext(client, new TableSchemas(), settings, new CallScope());
        try {
            final TargetTable table = load.schemas().of(client, settings.table(), load.scope());
            final TableLoadPlanner planner = new TableLoadPlanner(load);
            final boolean records = settings.body().content() == ContentKind.RECORDS;
            if (records) {
                planner.requireKnown(table);
            }
            if (table.schema().isEmpty()) {
                add(TABLE, Outcome.SKIPPED, "%s. Reading the columns of a table needs the SELECT privilege, which loading does not need."
                        .formatted(ErrorText.withoutFullStop(table.schemaFailure().orElseThrow().getMessage())));
                return;
            }
            if (records) {
                requireFit(planner, settings, table);
            }
            add(TABLE, Outcome.SUCCESSFUL, "Table [%s] has the columns %s. %s".formatted(table.id(),
                    table.schema().get().columns().stream().map(LoadVerifier::describe).collect(Collectors.joining(", ")),
                    records
                            ? "Fields are loaded into the columns of the same names. Columns without a field get their default, or NULL."
                            : "CSV must have the columns in this order, unless load.columns is set. JSON must have their names, unless load.jsonpaths is set."));
        } catch (StarRocksException e) {
            logger.warn("Reading the schema of table [{}] failed", settings.table(), e);
            add(TABLE, Outcome.FAILED, e.getMessage());
        } catch (InvalidRecordException | CallCancelledException e) {
            add(TABLE, Outcome.FAILED, e.getMessage());
        }
    }

    /** Plans a load of records that have a field for each column, so that only properties can be wrong. */
    private static void requireFit(final TableLoadPlanner planner, final LoadSettings settings, final TargetTable table)
            throws InvalidRecordException, CallCancelledException, StarRocksException {
        final TableSchema schema = table.schema().orElseThrow();
        for (final String key : settings.changes().source().key().columns()) {
            if (schema.columns().stream().noneMatch(column -> column.name().equalsIgnoreCase(key))) {
                throw new InvalidRecordException("Key Columns names the column [%s], which [%s] does not have".formatted(key, table.id()), null);
            }
        }
        final List<RecordField> fields = fields(settings, schema);
        if (!fields.isEmpty()) {
            planner.plan(TableRows.all(table, fields, settings.changes().partial().isOn() ? Coverage.PARTIAL : Coverage.WHOLE), settings.label());
        }
    }

    private static List<RecordField> fields(final LoadSettings settings, final TableSchema schema) {
        final ColumnRules rules = settings.body().columns();
        final Set<String> filled = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        filled.addAll(rules.renames().values());
        filled.addAll(rules.expressions().keySet());
        settings.changes().deletes().flagColumn().ifPresent(filled::add);
        settings.changes().deletes().timeColumn().ifPresent(filled::add);
        final Stream<String> byName = schema.columns().stream()
                .filter(column -> CsvTypes.unsupported(column.type()).isEmpty() || rules.missingColumns() == MissingColumns.FAIL)
                .map(TableColumn::name).filter(name -> !filled.contains(name) && !rules.renames().containsKey(name));
        return Stream.concat(byName, rules.renames().keySet().stream()).map(name -> new RecordField(name, RecordFieldType.LONG.getDataType())).toList();
    }

    private static String describe(final TableColumn column) {
        return "%s %s%s".formatted(column.name(), column.type(), column.nullable() ? "" : " NOT NULL");
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder().verificationStepName(step).outcome(outcome).explanation(explanation).build());
    }
}
