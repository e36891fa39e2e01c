package io.github.nifistarrocks.processors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.option.scan.EmptyParameters;
import io.github.nifistarrocks.processors.option.scan.UnsupportedColumns;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanParts;
import io.github.nifistarrocks.processors.plan.PlanWriter;
import io.github.nifistarrocks.processors.planning.ColumnSelection;
import io.github.nifistarrocks.processors.planning.FilterParameters;
import io.github.nifistarrocks.processors.planning.IdentifierList;
import io.github.nifistarrocks.processors.planning.TablePlanner;
import org.apache.nifi.annotation.behavior.DynamicProperties;
import org.apache.nifi.annotation.behavior.DynamicProperty;
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
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
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
                Let "Database", "Table", "Columns" and "Partitions" refer to attributes of the incoming FlowFile.
                Set "Filter" with parameters, for example "event_day = :day", and add a property for each, for example "date.day" with the value "${day}".
                """)
@DynamicProperties({
        @DynamicProperty(
                name = "string.<parameter>",
                value = "Text",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = "Sets a parameter of the Filter to an SQL string, with quotes and backslashes escaped."),
        @DynamicProperty(
                name = "number.<parameter>",
                value = "A decimal number, such as -12.5",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = "Sets a parameter of the Filter to a number. Other text is refused."),
        @DynamicProperty(
                name = "date.<parameter>",
                value = "A date as yyyy-MM-dd",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = "Sets a parameter of the Filter to a date. Other text is refused."),
        @DynamicProperty(
                name = "datetime.<parameter>",
                value = "A time as yyyy-MM-dd HH:mm:ss, with up to 6 digits after a point",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = "Sets a parameter of the Filter to a time without a time zone. Other text is refused."),
        @DynamicProperty(
                name = "boolean.<parameter>",
                value = "true or false",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = "Sets a parameter of the Filter to a Boolean. Other text is refused.")
})
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
        @WritesAttribute(attribute = ScanAttributes.COLUMNS_OMITTED,
                description = "On success: names of the omitted columns, separated by commas. Not set if there are none."),
        @WritesAttribute(attribute = ScanAttributes.MIME_TYPE, description = "On success: application/x-ndjson."),
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

    static final PropertyDescriptor UNSUPPORTED_COLUMNS = new PropertyDescriptor.Builder()
            .name("Unsupported Columns")
            .description("""
                    Handling of columns whose type cannot be scanned, such as BITMAP, HLL and PERCENTILE. They are found before the plan is created. Omit reads the \
                    table without them.""")
            .required(true)
            .allowableValues(UnsupportedColumns.class)
            .defaultValue(UnsupportedColumns.FAIL)
            .build();

    static final PropertyDescriptor NEWER_TYPES = new PropertyDescriptor.Builder()
            .name("BEs Send VARBINARY and DECIMAL256")
            .description("""
                    Whether the BEs can send columns of type VARBINARY, and DECIMAL of more than 38 digits. StarRocks up to 4.0 cannot: if false, these columns are \
                    unsupported columns. Set it to true for newer versions that can.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    static final PropertyDescriptor PARTITIONS = new PropertyDescriptor.Builder()
            .name("Partitions")
            .description("""
                    Names of the partitions to read, separated by commas. If not set, all partitions are read. Put a name that contains a comma in backticks. A \
                    partition that does not exist is an error.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor FILTER = new PropertyDescriptor.Builder()
            .name("Filter")
            .description("""
                    SQL condition for the rows to read, without WHERE, for example: event_day >= :since AND amount > 0. StarRocks applies it, and does not read \
                    partitions and tablets that it excludes. It may use all columns of the table. If not set, all rows are read. A parameter :name has the value \
                    of a dynamic property, such as date.since. Use parameters, not expressions, for values from attributes.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor EMPTY_PARAMETERS = new PropertyDescriptor.Builder()
            .name("Empty Parameters")
            .description("Handling of a parameter of the Filter whose value is empty, as that of a missing attribute is.")
            .required(true)
            .allowableValues(EmptyParameters.class)
            .defaultValue(EmptyParameters.FAIL)
            .dependsOn(FILTER)
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

    static final PropertyDescriptor CUT_PLANS = new PropertyDescriptor.Builder()
            .name("Cut Plans")
            .description("""
                    Whether each FlowFile contains the query plan of its own tablets only. If false, each contains the plan of all tablets, so the size of all \
                    FlowFiles grows with the square of the number of tablets. Set it to false only if BEs refuse cut plans.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
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
        super(List.of(CONNECTION_SERVICE, DATABASE, TABLE, COLUMNS, UNSUPPORTED_COLUMNS, NEWER_TYPES, PARTITIONS, FILTER, EMPTY_PARAMETERS,
                TABLETS_PER_FLOW_FILE, CUT_PLANS), Set.of(REL_SUCCESS, REL_FAILURE, REL_ORIGINAL));
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return FilterParameters.descriptor(propertyDescriptorName);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext validationContext) {
        return FilterParameters.validate(validationContext, FILTER);
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
            final TablePlanner.Planned planned = plan(context, value -> value.evaluateAttributeExpressions(input), scope);
            final Supplier<FlowFile> children = () -> session.removeAllAttributes(session.create(input), ScanAttributes.NOT_INHERITED);
            session.transfer(write(context, session, children, planned), REL_SUCCESS);
            session.transfer(withoutError(session, input), REL_ORIGINAL);
        } catch (ScanFailure e) {
            final RowDataFilter rowData = rowData(context);
            getLogger().error("Planning for {} failed", input, rowData.loggable(e));
            session.transfer(failed(session, input, e, rowData), REL_FAILURE);
        }
    }

    private void planSource(final ProcessContext context, final ProcessSession session, final CallScope scope) throws CallCancelledException {
        try {
            final long started = System.nanoTime();
            final TablePlanner.Planned planned = plan(context, PropertyValue::evaluateAttributeExpressions, scope);
            final List<FlowFile> written = write(context, session, session::create, planned);
            final String uri = TransitUri.of(client(context).config().frontends().getFirst().getAuthority(), planned.document().table());
            written.forEach(flowFile -> session.getProvenanceReporter().receive(flowFile, uri, millisSince(started)));
            session.transfer(written, REL_SUCCESS);
        } catch (ScanFailure e) {
            getLogger().error("Planning failed", rowData(context).loggable(e));
            context.yield();
        }
    }

    private TablePlanner.Planned plan(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation, final CallScope scope)
            throws ScanFailure, CallCancelledException {
        try {
            final ColumnSelection.Rules rules = new ColumnSelection.Rules(context.getProperty(UNSUPPORTED_COLUMNS).asAllowableValue(UnsupportedColumns.class),
                    context.getProperty(NEWER_TYPES).asBoolean());
            final TablePlanner.Planned planned = new TablePlanner(client(context), rules).plan(request(context, evaluation), scope);
            getLogger().debug("Planned table [{}] with [{}] tablets", planned.document().table(), planned.document().tablets().size());
            return planned;
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        } catch (IllegalArgumentException e) {
            throw ScanFailure.properties(e);
        }
    }

    private static PlanRequest request(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final Function<PropertyDescriptor, String> text = descriptor -> Objects
                .requireNonNullElse(evaluation.apply(context.getProperty(descriptor)).getValue(), "");
        final TableId table = new TableId(text.apply(DATABASE).strip(), text.apply(TABLE).strip());
        final Function<PropertyDescriptor, String> selection = descriptor -> selection(descriptor, context.getProperty(descriptor), text.apply(descriptor));
        final Optional<String> filter = Optional.of(selection.apply(FILTER)).filter(condition -> !condition.isEmpty());
        final Map<String, String> values = new HashMap<>();
        context.getProperties().keySet().stream().filter(PropertyDescriptor::isDynamic)
                .forEach(property -> values.put(property.getName(), text.apply(property)));
        return new PlanRequest(table, IdentifierList.parse("Columns", selection.apply(COLUMNS)),
                IdentifierList.parse("Partitions", selection.apply(PARTITIONS)), filter.map(condition -> new FilterParameters(values).bind(condition,
                        context.getProperty(EMPTY_PARAMETERS).asAllowableValue(EmptyParameters.class))));
    }

    /** A missing attribute must not select the whole table. */
    private static String selection(final PropertyDescriptor descriptor, final PropertyValue property, final String evaluated) {
        if (property.isSet() && evaluated.isBlank()) {
            throw new IllegalArgumentException("Property [%s] is empty: its expression has no value. Set the attribute, or remove the property"
                    .formatted(descriptor.getName()));
        }
        return evaluated.strip();
    }

    private static PlanParts parts(final ProcessContext context, final PlanDocument plan) throws ScanFailure {
        final int tablets = context.getProperty(TABLETS_PER_FLOW_FILE).asInteger();
        try {
            return context.getProperty(CUT_PLANS).asBoolean() ? PlanParts.cut(plan, tablets) : PlanParts.whole(plan, tablets);
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        }
    }

    private List<FlowFile> write(final ProcessContext context, final ProcessSession session, final Supplier<FlowFile> creation,
            final TablePlanner.Planned planned) throws ScanFailure {
        final PlanWriter writer = new PlanWriter(client(context).planSigner());
        final PlanParts parts = parts(context, planned.document());
        if (parts.count() > 1 && context.getProperty(CUT_PLANS).asBoolean() && !parts.isDivided()) {
            getLogger().warn("The query plan of [{}] has an unknown form and is not cut: each of the [{}] FlowFiles contains the plan of all tablets",
                    planned.document().table(), parts.count());
        }
        final Map<String, String> omitted = ScanAttributes.ofOmitted(planned.omitted());
        final String identifier = UUID.randomUUID().toString();
        final List<FlowFile> written = new ArrayList<>();
        for (int i = 0; i < parts.count(); i++) {
            final PlanDocument part = parts.part(i);
            final Map<String, String> attributes = ScanAttributes.of(part, identifier, i, parts.count());
            attributes.putAll(omitted);
            written.add(session.putAllAttributes(session.write(creation.get(), out -> writer.write(part, out)), attributes));
        }
        return written;
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder step = new ConfigVerificationResult.Builder().verificationStepName("Scan Plan");
        try {
            final TablePlanner.Planned planned = plan(context, value -> value.evaluateAttributeExpressions(attributes), new CallScope());
            final PlanDocument plan = planned.document();
            final String omitted = planned.omitted().isEmpty() ? "" : " Omitted columns: %s.".formatted(planned.omitted());
            step.outcome(Outcome.SUCCESSFUL).explanation("The plan of table [%s] has %d columns, %d tablets and %d FlowFiles.%s"
                    .formatted(plan.table(), plan.columns().size(), plan.tablets().size(), parts(context, plan).count(), omitted));
        } catch (ScanFailure e) {
            verificationLogger.warn("Planning failed", rowData(context).loggable(e));
            step.outcome(Outcome.FAILED).explanation(rowData(context).text(e.markedMessage()));
        } catch (CallCancelledException | RuntimeException e) {
            verificationLogger.warn("Planning failed", e);
            step.outcome(Outcome.FAILED).explanation(String.valueOf(e.getMessage()));
        }
        return List.of(step.build());
    }
}
