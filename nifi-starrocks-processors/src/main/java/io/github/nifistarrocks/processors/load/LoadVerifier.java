package io.github.nifistarrocks.processors.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.settings.LoadProperties;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.settings.SettingsReader;
import io.github.nifistarrocks.processors.table.TableSchemas;
import io.github.nifistarrocks.processors.table.TargetTable;
import io.github.nifistarrocks.processors.tableload.TableLoadPlanner;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/** What the Verify button of PutStarRocks does. Nothing is loaded. */
public final class LoadVerifier {

    static final String CONNECTION = "Connection Service";
    static final String PROPERTIES = "Properties for the given attributes";
    static final String TABLE = "Table";

    private final ComponentLog logger;
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    public LoadVerifier(final ComponentLog logger) {
        this.logger = logger;
    }

    public List<ConfigVerificationResult> verify(final ProcessContext context, final Map<String, String> attributes, final String processorId) {
        final StarRocksClient client;
        try {
            client = context.getProperty(LoadProperties.CONNECTION_SERVICE).asControllerService(StarRocksConnectionService.class).getClient();
            add(CONNECTION, Outcome.SUCCESSFUL, "The connection service is enabled for %s; verify the service itself to try the cluster's addresses."
                    .formatted(client.config().frontends()));
        } catch (RuntimeException e) {
            logger.warn("Getting the StarRocks client failed", e);
            add(CONNECTION, Outcome.FAILED, "The connection service cannot be used: %s. Enable it first.".formatted(Messages.of(e)));
            add(PROPERTIES, Outcome.SKIPPED, "Skipped because the connection service cannot be used.");
            add(TABLE, Outcome.SKIPPED, "Skipped because the connection service cannot be used.");
            return results;
        }
        try {
            final LoadSettings settings = new SettingsReader(context, context.getProperties(), attributes, value -> evaluate(value, attributes))
                    .read(processorId, attributes.getOrDefault("uuid", "00000000-0000-0000-0000-000000000000"));
            if (settings.target().table().isEmpty()) {
                add(PROPERTIES, Outcome.SUCCESSFUL, "The records of a FlowFile with these attributes go into tables of [%s] under a label such as [%s]."
                        .formatted(settings.target().database(), settings.label()));
                add(TABLE, Outcome.SKIPPED, "Skipped because each record names its table.");
                return results;
            }
            add(PROPERTIES, Outcome.SUCCESSFUL, "A FlowFile with these attributes is loaded into [%s] under a label such as [%s]."
                    .formatted(settings.target().tableId(), settings.label()));
            verifyTable(client, settings);
        } catch (InvalidPropertyException e) {
            if (attributes.isEmpty()) {
                add(PROPERTIES, Outcome.SKIPPED, "%s. Give the attributes that a FlowFile will have to verify this.".formatted(e.getMessage()));
            } else {
                add(PROPERTIES, Outcome.FAILED, "%s. With these attributes a FlowFile goes to failure.".formatted(ErrorText.withoutFullStop(e.getMessage())));
            }
            add(TABLE, Outcome.SKIPPED, "Skipped because the table is not known.");
        }
        return results;
    }

    private void verifyTable(final StarRocksClient client, final LoadSettings settings) {
        final CallScope scope = new CallScope();
        final TableSchemas schemas = new TableSchemas();
        try {
            final TargetTable table = schemas.of(client, settings.target().tableId(), scope);
            final boolean records = settings.body().content() == ContentKind.RECORDS;
            final TableLoadPlanner planner = new TableLoadPlanner(client, schemas, settings, scope);
            if (records) {
                planner.requireKnown(table);
            }
            if (table.schema().isEmpty()) {
                add(TABLE, Outcome.SKIPPED, "%s. To see the columns of a table a user needs the SELECT privilege on it, which loading does not."
                        .formatted(ErrorText.withoutFullStop(table.trouble().orElseThrow().getMessage())));
                return;
            }
            if (records) {
                fit(planner, table.schema().get(), settings, table);
            }
            add(TABLE, Outcome.SUCCESSFUL, "Table [%s] has the columns %s. %s".formatted(table.id(),
                    table.schema().get().columns().stream().map(LoadVerifier::describe).collect(Collectors.joining(", ")),
                    records
                            ? "Records need fields of these names; columns that no field names get their default, or NULL."
                            : "The content must fill them in this order, unless load.columns or load.jsonpaths says otherwise, or it has their names as JSON."));
        } catch (StarRocksException e) {
            logger.warn("Reading the schema of table [{}] failed", settings.target().tableId(), e);
            add(TABLE, Outcome.FAILED, e.getMessage());
        } catch (InvalidRecordException | CallCancelledException e) {
            add(TABLE, Outcome.FAILED, e.getMessage());
        }
    }

    /** Plans a load of records that have a field for each column, so that only what the properties say can be wrong. */
    private static void fit(final TableLoadPlanner planner, final TableSchema schema, final LoadSettings settings, final TargetTable table)
            throws InvalidRecordException, CallCancelledException, StarRocksException {
        for (final String key : settings.changes().source().keyColumns()) {
            if (schema.columns().stream().noneMatch(column -> column.name().equalsIgnoreCase(key))) {
                throw new InvalidRecordException("Key Columns names the column [%s], which [%s] does not have".formatted(key, table.id()), null);
            }
        }
        final ColumnRules rules = settings.body().columns();
        final Set<String> filled = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        filled.addAll(rules.renames().values());
        filled.addAll(rules.expressions().keySet());
        settings.changes().deletedFlag().ifPresent(filled::add);
        settings.changes().deletedAt().ifPresent(filled::add);
        final Stream<String> byName = schema.columns().stream()
                .filter(column -> !"STRUCT".equals(column.type()) || rules.missingColumns() == MissingColumns.FAIL)
                .map(TableColumn::name).filter(name -> !filled.contains(name) && !rules.renames().containsKey(name));
        final List<RecordField> fields = Stream.concat(byName, rules.renames().keySet().stream())
                .map(name -> new RecordField(name, RecordFieldType.LONG.getDataType())).toList();
        if (!fields.isEmpty()) {
            planner.plan(table, fields, fields, settings.changes().isPartial() ? Coverage.PARTIAL : Coverage.WHOLE, settings.label(), row -> true);
        }
    }

    private static String describe(final TableColumn column) {
        return "%s %s%s".formatted(column.name(), column.type(), column.nullable() ? "" : " NOT NULL");
    }

    private static PropertyValue evaluate(final PropertyValue value, final Map<String, String> attributes) {
        return value.evaluateAttributeExpressions(attributes);
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder().verificationStepName(step).outcome(outcome).explanation(explanation).build());
    }
}
