package io.github.nifistarrocks.processors.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.TableId;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

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
            final LoadSettings settings = LoadProperties.settings(context, context.getProperties(), (final PropertyValue value) -> evaluate(value, attributes),
                    processorId,
                    attributes.getOrDefault("uuid", "00000000-0000-0000-0000-000000000000"));
            add(PROPERTIES, Outcome.SUCCESSFUL, "A FlowFile with these attributes is loaded into [%s] under a label such as [%s].".formatted(settings.table(),
                    settings.label()));
            verifyTable(client, settings.table());
        } catch (BadPropertyException e) {
            add(PROPERTIES, Outcome.SKIPPED, "%s. Give the attributes that a FlowFile will have to verify this.".formatted(e.getMessage()));
            add(TABLE, Outcome.SKIPPED, "Skipped because the table is not known.");
        }
        return results;
    }

    private void verifyTable(final StarRocksClient client, final TableId table) {
        try {
            final TableSchema schema = client.tableSchema(table, new CallScope());
            final String columns = schema.columns().stream().map(LoadVerifier::describe).collect(Collectors.joining(", "));
            add(TABLE, Outcome.SUCCESSFUL,
                    "Table [%s] has the columns %s. Records need fields of these names; columns that no field names get their default, or NULL."
                            .formatted(table, columns));
        } catch (StarRocksException e) {
            logger.warn("Reading the schema of table [{}] failed", table, e);
            switch (e.kind()) {
                case DENIED -> add(TABLE, Outcome.SKIPPED, """
                        %s. To see the columns of a table a user needs the SELECT privilege on it, which loading does \
                        not.""".formatted(Messages.withoutFullStop(e.getMessage())));
                case UNAVAILABLE, OVERLOADED, NOT_FOUND, INVALID, PROTOCOL -> add(TABLE, Outcome.FAILED, e.getMessage());
            }
        } catch (CallCancelledException e) {
            add(TABLE, Outcome.FAILED, e.getMessage());
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
