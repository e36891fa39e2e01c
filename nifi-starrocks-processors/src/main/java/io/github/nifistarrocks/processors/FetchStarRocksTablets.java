package io.github.nifistarrocks.processors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
        Plans the scan of a StarRocks table, with selected columns and a filter that StarRocks applies. Emits one FlowFile per group of tablets. \
        ScanStarRocksTablet reads each of them as records, on any node of a NiFi cluster. All tablets are read at the versions of the plan. Without an incoming \
        connection, a plan is created at each run of the schedule. With an incoming connection, a plan is created for each FlowFile.""")
@InputRequirement(InputRequirement.Requirement.INPUT_ALLOWED)
@TriggerSerially
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 min")
@SeeAlso(value = {ScanStarRocksTablet.class, PutStarRocks.class}, classNames = "io.github.nifistarrocks.services.StandardStarRocksConnectionService")
@UseCase(
        description = "Read a table at regular intervals, distributed over a NiFi cluster.",
        notes = "Without an incoming connection, every node of the cluster would create its own plan and read the whole table. Run this processor on one node.",
        keywords = {"primary node", "load balance", "round robin", "cluster"},
        configuration = """
                Set "Execution" of this processor to "Primary node" and "Run Schedule" to the interval.
                Connect "success" to ScanStarRocksTablet, and set the connection's "Load Balance Strategy" to "Round robin".
                """)
@UseCase(
        description = "Read a table, or a part of it, for each incoming FlowFile.",
        notes = "One FlowFile is planned at each run.",
        configuration = """
                Set "Run Schedule" to "0 sec".
                Let "Database", "Table", "Columns" and "Filter" refer to attributes of the incoming FlowFile, for example "event_day = '${day}'". \
                The value of "Filter" becomes part of an SQL statement: validate text from external sources upstream.
                """)
@WritesAttributes({
        @WritesAttribute(attribute = ScanAttributes.FRAGMENT_IDENTIFIER, description = "On success: identifier that all FlowFiles of a plan share."),
        @WritesAttribute(attribute = ScanAttributes.FRAGMENT_INDEX, description = "On success: number of the FlowFile within its plan, from 0."),
        @WritesAttribute(attribute = ScanAttributes.FRAGMENT_COUNT,
                description = "On success: number of FlowFiles of the plan; 1 if there is nothing to read."),
        @WritesAttribute(attribute = ScanAttributes.DATABASE, description = "On success: database of the table."),
        @WritesAttribute(attribute = ScanAttributes.TABLE, description = "On success: name of the table."),
        @WritesAttribute(attribute = ScanAttributes.TABLET_IDS,
                description = "On success: ids of the tablets, separated by commas, truncated after 2000 characters."),
        @WritesAttribute(attribute = ScanAttributes.TABLET_COUNT, description = "On success: number of tablets; 0 if there is nothing to read."),
        @WritesAttribute(attribute = ScanAttributes.MIME_TYPE, description = "On success: application/json."),
        @WritesAttribute(attribute = ScanAttributes.FILENAME, description = "On success: database, table, identifier and index, separated by dots."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_MESSAGE, description = "On failure: what failed, the message of StarRocks, and what to do."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_REASON, description = "On failure: UNAVAILABLE, OVERLOADED, DENIED, NOT_FOUND, INVALID or PROTOCOL.")
})
public final class FetchStarRocksTablets extends ScanProcessor implements VerifiableProcessor {

    static final PropertyDescriptor DATABASE = new PropertyDescriptor.Builder()
            .name("Database")
            .description("Database of the table, in default_catalog.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor TABLE = new PropertyDescriptor.Builder()
            .name("Table")
            .description(
                    """
                    Table to read. Asynchronous materialized views can be read if the StarRocks version supports it. Views and external tables cannot be read.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor COLUMNS = new PropertyDescriptor.Builder()
            .name("Columns")
            .description("""
                    Names of the columns to read, separated by commas, in the order of the record fields. If not set, all columns are read in the order of the \
                    table. Put a name that contains a comma in backticks. Expressions are not supported.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor FILTER = new PropertyDescriptor.Builder()
            .name("Filter")
            .description("""
                    SQL condition for the rows to read, without WHERE, for example: event_day >= '2026-01-01' AND amount > 0. StarRocks applies it, and does not \
                    read partitions and tablets that it excludes. It may use all columns of the table. If not set, all rows are read.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor TABLETS_PER_FLOW_FILE = new PropertyDescriptor.Builder()
            .name("Tablets per FlowFile")
            .description("""
                    Maximum number of tablets in one FlowFile. More tablets produce fewer and larger outputs, but a failed scan is repeated for all tablets of its \
                    FlowFile. Raise it if tablets are small. Tablets share a FlowFile only if the same BEs have them.""")
            .required(true)
            .defaultValue("1")
            .addValidator(StandardValidators.createLongValidator(1, 100_000, true))
            .build();

    static final Relationship REL_SUCCESS = new Relationship.Builder()
            .name("success")
            .description("One FlowFile per group of tablets, for ScanStarRocksTablet. If there is nothing to read, one FlowFile without tablets.")
            .build();

    static final Relationship REL_FAILURE = new Relationship.Builder()
            .name("failure")
            .description("Incoming FlowFiles for which no plan was created. The attribute starrocks.error.reason shows whether a retry may succeed.")
            .build();

    static final Relationship REL_ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("Incoming FlowFiles for which a plan was created.")
            .autoTerminateDefault(true)
            .build();

    public FetchStarRocksTablets() {
        super(List.of(CONNECTION_SERVICE, DATABASE, TABLE, COLUMNS, FILTER, TABLETS_PER_FLOW_FILE), Set.of(REL_SUCCESS, REL_FAILURE, REL_ORIGINAL));
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final CallScope scope = calls();
        final FlowFile input = session.get();
        try {
            if (input != null) {
                planInput(context, session, input, scope);
            } else if (!context.hasIncomingConnection() || !context.hasNonLoopConnection()) {
                planSource(context, session, scope);
            }
        } catch (CallCancelledException e) {
            getLogger().debug("Planning was cancelled because the processor was stopped", e);
            session.rollback();
        } catch (RuntimeException e) {
            rollback(context, session, e);
        }
    }

    private void planInput(final ProcessContext context, final ProcessSession session, final FlowFile input, final CallScope scope)
            throws CallCancelledException {
        try {
            final PlanDocument plan = plan(context, value -> value.evaluateAttributeExpressions(input), scope);
            session.transfer(write(session, () -> session.create(input), groups(context, plan)), REL_SUCCESS);
            session.transfer(withoutError(session, input), REL_ORIGINAL);
        } catch (ScanFailure e) {
            getLogger().error("Planning for {} failed", input, e);
            session.transfer(failed(session, input, e, rowData(context)), REL_FAILURE);
        }
    }

    private void planSource(final ProcessContext context, final ProcessSession session, final CallScope scope) throws CallCancelledException {
        try {
            final long started = System.nanoTime();
            final PlanDocument plan = plan(context, PropertyValue::evaluateAttributeExpressions, scope);
            final List<FlowFile> written = write(session, session::create, groups(context, plan));
            final String uri = TransitUri.of(client(context).config().frontends().getFirst().getAuthority(), plan.table());
            written.forEach(flowFile -> session.getProvenanceReporter().receive(flowFile, uri, millisSince(started)));
            session.transfer(written, REL_SUCCESS);
        } catch (ScanFailure e) {
            getLogger().error("Planning failed", e);
            context.yield();
        }
    }

    private PlanDocument plan(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation, final CallScope scope)
            throws ScanFailure, CallCancelledException {
        try {
            final PlanDocument plan = new TablePlanner(client(context)).plan(request(context, evaluation), scope);
            getLogger().debug("Planned table [{}] with [{}] tablets", plan.table(), plan.tablets().size());
            return plan;
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        } catch (IllegalArgumentException e) {
            throw ScanFailure.properties(e);
        }
    }

    private static PlanRequest request(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final Function<PropertyDescriptor, Optional<String>> text = descriptor -> Optional
                .ofNullable(evaluation.apply(context.getProperty(descriptor)).getValue()).map(String::strip);
        final TableId table = new TableId(text.apply(DATABASE).orElse(""), text.apply(TABLE).orElse(""));
        return new PlanRequest(table, ColumnNames.parse(text.apply(COLUMNS).orElse("")), text.apply(FILTER));
    }

    /** One document per FlowFile. */
    private static List<PlanDocument> groups(final ProcessContext context, final PlanDocument plan) {
        final List<List<Tablet>> groups = TabletGroups.cut(plan.tablets(), context.getProperty(TABLETS_PER_FLOW_FILE).asInteger());
        return groups.isEmpty() ? List.of(plan) : groups.stream().map(plan::withTablets).toList();
    }

    private static List<FlowFile> write(final ProcessSession session, final Supplier<FlowFile> creation, final List<PlanDocument> groups) {
        final String identifier = UUID.randomUUID().toString();
        final List<FlowFile> written = new ArrayList<>();
        for (final PlanDocument group : groups) {
            final FlowFile flowFile = session.write(creation.get(), out -> PlanDocumentJson.write(group, out));
            written.add(session.putAllAttributes(flowFile, ScanAttributes.of(group, identifier, written.size(), groups.size())));
        }
        return written;
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder step = new ConfigVerificationResult.Builder().verificationStepName("Scan Plan");
        try {
            final PlanDocument plan = plan(context, value -> value.evaluateAttributeExpressions(attributes), new CallScope());
            step.outcome(Outcome.SUCCESSFUL).explanation("The plan of table [%s] has %d columns, %d tablets and %d FlowFiles."
                    .formatted(plan.table(), plan.columns().size(), plan.tablets().size(), groups(context, plan).size()));
        } catch (ScanFailure | CallCancelledException | RuntimeException e) {
            verificationLogger.warn("Planning failed", e);
            step.outcome(Outcome.FAILED).explanation(String.valueOf(e.getMessage()));
        }
        return List.of(step.build());
    }
}
