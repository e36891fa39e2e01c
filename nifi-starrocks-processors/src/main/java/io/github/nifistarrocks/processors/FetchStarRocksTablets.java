package io.github.nifistarrocks.processors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.plan.ColumnNames;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanDocumentJson;
import io.github.nifistarrocks.processors.plan.TablePlanner;
import io.github.nifistarrocks.processors.plan.TabletGroups;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.scheduling.SchedulingStrategy;

@Tags({"starrocks", "olap", "analytics", "query plan", "tablet", "scan", "source", "partition", "parallel"})
@CapabilityDescription("""
        Plans the reading of a StarRocks table, with a choice of columns and a filter that StarRocks applies, and emits one FlowFile per group of tablets. \
        ScanStarRocksTablet turns each of them into records, on as many nodes of a NiFi cluster as there are. All tablets are read at the versions that the \
        plan has frozen. Without an incoming connection it plans at each run of its schedule; with one, once for each incoming FlowFile.""")
@InputRequirement(InputRequirement.Requirement.INPUT_ALLOWED)
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 min")
@SeeAlso(value = {ScanStarRocksTablet.class, PutStarRocks.class}, classNames = "io.github.nifistarrocks.services.StandardStarRocksConnectionService")
@UseCase(
        description = "Read a table at regular times, spread over a NiFi cluster.",
        notes = "Without an incoming connection every node of the cluster would run this processor, and read the whole table: planning belongs on one node.",
        keywords = {"primary node", "load balance", "round robin", "cluster"},
        configuration = """
                Set "Execution" of this processor to "Primary node" and "Run Schedule" to the interval wanted.
                Connect "success" to ScanStarRocksTablet, and set the connection's "Load Balance Strategy" to "Round robin".
                """)
@UseCase(
        description = "Read a table, or a part of it, whenever a FlowFile asks for it.",
        notes = "One FlowFile is planned at each run.",
        configuration = """
                Set "Run Schedule" to "0 sec".
                Let "Database", "Table", "Columns" and "Filter" refer to attributes of the incoming FlowFile, for instance "event_day = '${day}'". \
                Text from outside that goes into "Filter" becomes part of an SQL statement: check it first.
                """)
@WritesAttributes({
        @WritesAttribute(attribute = ScanAttributes.FRAGMENT_IDENTIFIER, description = "On success: one identifier for all FlowFiles of a plan."),
        @WritesAttribute(attribute = ScanAttributes.FRAGMENT_INDEX, description = "On success: the number of the FlowFile within its plan, from 0."),
        @WritesAttribute(attribute = ScanAttributes.FRAGMENT_COUNT,
                description = "On success: how many FlowFiles the plan has; 1 when it has nothing to read."),
        @WritesAttribute(attribute = ScanAttributes.DATABASE, description = "On success: database of the table."),
        @WritesAttribute(attribute = ScanAttributes.TABLE, description = "On success: name of the table."),
        @WritesAttribute(attribute = ScanAttributes.TABLET_IDS, description = "On success: ids of the tablets with commas between, cut after 2000 characters."),
        @WritesAttribute(attribute = ScanAttributes.TABLET_COUNT,
                description = "On success: how many tablets the FlowFile has; 0 when there is nothing to read."),
        @WritesAttribute(attribute = ScanAttributes.MIME_TYPE, description = "On success: application/json."),
        @WritesAttribute(attribute = ScanAttributes.FILENAME, description = "On success: database, table, fragment.identifier and fragment.index with dots."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_MESSAGE, description = "On failure: what was tried, what StarRocks said, and what to do."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_REASON, description = "On failure: UNAVAILABLE, OVERLOADED, DENIED, NOT_FOUND, INVALID or PROTOCOL.")
})
public final class FetchStarRocksTablets extends StarRocksProcessor implements VerifiableProcessor {

    static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("The StarRocks cluster to read from. Its frontends make the plan.")
            .required(true)
            .identifiesControllerService(StarRocksConnectionService.class)
            .build();

    static final PropertyDescriptor DATABASE = new PropertyDescriptor.Builder()
            .name("Database")
            .description("Database of the table, in the default catalog.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor TABLE = new PropertyDescriptor.Builder()
            .name("Table")
            .description("Table to read. Asynchronous materialized views can be read too where StarRocks allows it; views and external tables cannot.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor COLUMNS = new PropertyDescriptor.Builder()
            .name("Columns")
            .description("""
                    Names of the columns to read, separated by commas, in the order wanted. A name with a comma in it is put in backticks. Only columns are \
                    possible, no expressions. When it is not set, all columns are read, in the table's order.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor FILTER = new PropertyDescriptor.Builder()
            .name("Filter")
            .description("""
                    SQL condition that rows must meet, as it would stand behind WHERE, for instance: event_day >= '2026-01-01' AND amount > 0. StarRocks \
                    applies it, and leaves out partitions and tablets that cannot have such rows. It may use all columns of the table. When it is not set, all \
                    rows are read.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor TABLETS_PER_FLOW_FILE = new PropertyDescriptor.Builder()
            .name("Tablets per FlowFile")
            .description("""
                    Most tablets that one FlowFile may hold. Tablets share a FlowFile only when the same BEs hold them, so that there may be fewer. \
                    More of them make fewer and larger outputs; a scan that breaks is repeated with all tablets of its FlowFile.""")
            .required(true)
            .defaultValue("1")
            .addValidator(StandardValidators.createLongValidator(1, 100_000, true))
            .build();

    static final Relationship REL_SUCCESS = new Relationship.Builder()
            .name("success")
            .description("One FlowFile per group of tablets, for ScanStarRocksTablet. A plan with nothing to read gives one FlowFile without tablets.")
            .build();

    static final Relationship REL_FAILURE = new Relationship.Builder()
            .name("failure")
            .description("Incoming FlowFiles for which no plan could be made. The attribute starrocks.error.reason tells whether another try may help.")
            .build();

    static final Relationship REL_ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("Incoming FlowFiles for which a plan was made.")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(CONNECTION_SERVICE, DATABASE, TABLE, COLUMNS, FILTER, TABLETS_PER_FLOW_FILE);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(REL_SUCCESS, REL_FAILURE, REL_ORIGINAL);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final CallScope scope = calls();
        final FlowFile input = session.get();
        if (input == null && context.hasIncomingConnection() && context.hasNonLoopConnection()) {
            return;
        }
        try {
            final long started = System.nanoTime();
            final StarRocksClient client = client(context, CONNECTION_SERVICE);
            final PlanDocument plan = new TablePlanner(client).plan(request(context, value -> value.evaluateAttributeExpressions(input)), scope);
            emit(session, input, plan, tabletsPerFlowFile(context), transitUri(client, plan.table()), (System.nanoTime() - started) / 1_000_000);
        } catch (CallCancelledException e) {
            getLogger().debug("Planning was cancelled because the processor was stopped", e);
            session.rollback();
        } catch (StarRocksException e) {
            fail(context, session, input, e, e.kind(), e.isRetryable());
        } catch (IllegalArgumentException e) {
            fail(context, session, input, e, StarRocksException.Kind.INVALID, false);
        } catch (RuntimeException e) {
            getLogger().error("Planning was rolled back", e);
            session.rollback(true);
            context.yield();
        }
    }

    private void emit(final ProcessSession session, final FlowFile input, final PlanDocument plan, final int tabletsPerFlowFile, final String transitUri,
            final long millis) {
        final List<List<Tablet>> groups = plan.tablets().isEmpty() ? List.of(List.of()) : TabletGroups.cut(plan.tablets(), tabletsPerFlowFile);
        final String identifier = UUID.randomUUID().toString();
        for (int index = 0; index < groups.size(); index++) {
            final PlanDocument part = plan.withTablets(groups.get(index));
            FlowFile flowFile = input == null ? session.create() : session.create(input);
            flowFile = session.write(flowFile, out -> PlanDocumentJson.write(part, out));
            flowFile = session.putAllAttributes(flowFile, attributes(part, identifier, index, groups.size()));
            if (input == null) {
                session.getProvenanceReporter().receive(flowFile, transitUri, millis);
            }
            session.transfer(flowFile, REL_SUCCESS);
        }
        if (input != null) {
            session.transfer(session.removeAllAttributes(input, Set.of(ScanAttributes.ERROR_MESSAGE, ScanAttributes.ERROR_REASON)), REL_ORIGINAL);
        }
        getLogger().debug("Planned table [{}] with [{}] tablets in [{}] FlowFiles", plan.table(), plan.tablets().size(), groups.size());
    }

    private static Map<String, String> attributes(final PlanDocument part, final String identifier, final int index, final int count) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(ScanAttributes.FRAGMENT_IDENTIFIER, identifier);
        attributes.put(ScanAttributes.FRAGMENT_INDEX, Integer.toString(index));
        attributes.put(ScanAttributes.FRAGMENT_COUNT, Integer.toString(count));
        attributes.put(ScanAttributes.DATABASE, part.table().database());
        attributes.put(ScanAttributes.TABLE, part.table().table());
        attributes.put(ScanAttributes.TABLET_IDS, ScanAttributes.bounded(part.tabletIds().stream().map(String::valueOf).collect(Collectors.joining(","))));
        attributes.put(ScanAttributes.TABLET_COUNT, Integer.toString(part.tablets().size()));
        attributes.put(ScanAttributes.MIME_TYPE, "application/json");
        attributes.put(ScanAttributes.FILENAME, "%s.%s.%d".formatted(part.table().toString().replaceAll("[^\\p{L}\\p{N}_.-]", "_"), identifier, index));
        return attributes;
    }

    private void fail(final ProcessContext context, final ProcessSession session, final FlowFile input, final Exception cause,
            final StarRocksException.Kind reason, final boolean retryable) {
        if (input == null) {
            getLogger().error("Planning failed", cause);
            context.yield();
            return;
        }
        getLogger().error("Planning for {} failed", input, cause);
        final FlowFile failed = session.putAllAttributes(input, Map.of(
                ScanAttributes.ERROR_MESSAGE, ScanAttributes.bounded(String.valueOf(cause.getMessage())),
                ScanAttributes.ERROR_REASON, reason.name()));
        session.transfer(retryable ? session.penalize(failed) : failed, REL_FAILURE);
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final List<ConfigVerificationResult> results = new ArrayList<>();
        final ConfigVerificationResult.Builder step = new ConfigVerificationResult.Builder().verificationStepName("Plan the table");
        try {
            final PlanRequest request = request(context, value -> value.evaluateAttributeExpressions(attributes));
            final PlanDocument plan = new TablePlanner(client(context, CONNECTION_SERVICE)).plan(request, new CallScope());
            final int flowFiles = Math.max(1, TabletGroups.cut(plan.tablets(), tabletsPerFlowFile(context)).size());
            step.outcome(Outcome.SUCCESSFUL).explanation("A plan for table %s was made: %d columns, %d tablets, %d FlowFiles"
                    .formatted(plan.table(), plan.columns().size(), plan.tablets().size(), flowFiles));
        } catch (StarRocksException | CallCancelledException | RuntimeException e) {
            verificationLogger.warn("Planning failed", e);
            step.outcome(Outcome.FAILED).explanation(String.valueOf(e.getMessage()));
        }
        results.add(step.build());
        return results;
    }

    private static PlanRequest request(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final Function<PropertyDescriptor, Optional<String>> text = descriptor -> Optional
                .ofNullable(evaluation.apply(context.getProperty(descriptor)).getValue()).map(String::strip);
        final TableId table = new TableId(text.apply(DATABASE).orElse(""), text.apply(TABLE).orElse(""));
        return new PlanRequest(table, ColumnNames.parse(text.apply(COLUMNS).orElse("")), text.apply(FILTER));
    }

    private static int tabletsPerFlowFile(final ProcessContext context) {
        return context.getProperty(TABLETS_PER_FLOW_FILE).asInteger();
    }

    private static String transitUri(final StarRocksClient client, final TableId table) {
        return TransitUri.of(client.config().frontends().getFirst().getAuthority(), table);
    }
}
