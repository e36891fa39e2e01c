package io.github.nifistarrocks.processors;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.option.scan.EmptyParameters;
import io.github.nifistarrocks.processors.option.scan.InitialLoad;
import io.github.nifistarrocks.processors.option.scan.UnsupportedColumns;
import io.github.nifistarrocks.processors.plan.GroupLimits;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanParts;
import io.github.nifistarrocks.processors.plan.PlanWriter;
import io.github.nifistarrocks.processors.planning.ColumnSelection;
import io.github.nifistarrocks.processors.planning.FilterParameters;
import io.github.nifistarrocks.processors.planning.GroupPlanner;
import io.github.nifistarrocks.processors.planning.IdentifierList;
import io.github.nifistarrocks.processors.planning.InitialValues;
import io.github.nifistarrocks.processors.planning.MaximumValues;
import io.github.nifistarrocks.processors.planning.PartitionVersions;
import io.github.nifistarrocks.processors.planning.PlanState;
import io.github.nifistarrocks.processors.planning.ReadScope;
import io.github.nifistarrocks.processors.planning.StableSelection;
import io.github.nifistarrocks.processors.planning.TablePlanner;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.processors.property.TimeZones;
import org.apache.nifi.annotation.behavior.DynamicProperties;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.scheduling.ExecutionNode;
import org.apache.nifi.scheduling.SchedulingStrategy;

@Tags({"starrocks", "olap", "analytics", "query plan", "tablet", "scan", "source", "partition", "parallel"})
@CapabilityDescription("""
        Plans the scan of a StarRocks table, with selected columns and a filter that StarRocks applies. Emits one FlowFile per group of tablets. \
        ScanStarRocksTablet reads each of them as records, on any node of a NiFi cluster. All tablets are read at the versions of the plan. Without an incoming \
        connection, a plan is created at each run of the schedule. With an incoming connection, a plan is created for each FlowFile. With Maximum-value Columns, \
        each plan reads only rows that were not read before. With Changed Partitions Only, it reads only partitions that changed.""")
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
@UseCase(
        description = "Read the new rows of a table at regular intervals.",
        notes = """
                Requires a column whose values increase with each load, such as the time of the load, and StarRocks 3.2 or newer. Rows that become visible later \
                with a value that was read before are skipped. If loads run side by side, set "Maximum-value Lag" to more than their longest duration.""",
        keywords = {"incremental", "QueryDatabaseTable", "new rows", "delta"},
        configuration = """
                Set "Execution" of this processor to "Primary node" and "Run Schedule" to the interval.
                Set "Maximum-value Columns" to the column. To begin at a value, add the property "initial.maxvalue." and the name of the column.
                """)
@UseCase(
        description = "Copy a table whose rows are updated at regular intervals, without reading all of it each time.",
        notes = """
                Each plan contains all rows of the partitions that changed since the plan before, so the target must update or overwrite rows. Requires StarRocks \
                3.2 or newer. Deleted rows are missing in the plan, and dropped partitions are not reported.""",
        keywords = {"incremental", "changed partitions", "primary key", "updates", "synchronization"},
        configuration = """
                Set "Execution" of this processor to "Primary node" and "Run Schedule" to the interval.
                Set "Changed Partitions Only" to "true".
                """)
@DynamicProperties({
        @DynamicProperty(
                name = "initial.maxvalue.<column>",
                value = "A value of the column, as StarRocks prints it",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = """
                        Sets the value of a maximum-value column up to which rows are not read. It is used until the state has maximum values of the table."""),
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
        @WritesAttribute(attribute = ScanAttributes.MAX_VALUE + "*",
                description = """
                        On success: the maximum value after these rows of each maximum-value column, whose name in lower case follows. Not set if Show Row Data of the \
                        connection service is false."""),
        @WritesAttribute(attribute = ScanAttributes.PARTITIONS,
                description = """
                        On success, with Changed Partitions Only: names of all partitions that the plan reads, separated by commas, truncated after 2000 characters."""),
        @WritesAttribute(attribute = ScanAttributes.MIME_TYPE, description = "On success: application/x-ndjson."),
        @WritesAttribute(attribute = ScanAttributes.FILENAME, description = "On success: database, table, identifier and index, separated by dots."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_MESSAGE, description = "On failure: what failed, the message of StarRocks, and what to do."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_REASON, description = "On failure: UNAVAILABLE, OVERLOADED, DENIED, NOT_FOUND, INVALID or PROTOCOL.")
})
@Stateful(scopes = Scope.CLUSTER, description = """
        With Maximum-value Columns: the maximum values up to which each table was read. With Changed Partitions Only: the versions at which the partitions of each \
        table were read. With both, the fragment.identifier of the latest plan. They are set with the session that transfers the FlowFiles of a plan. Clear the state \
        to read all rows again.""")
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
                    of a dynamic property, such as date.since. Use parameters, not expressions, for values from attributes. Do not use now() and similar \
                    functions: in a plan, their time may be minutes old.""")
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

    static final PropertyDescriptor MAX_VALUE_COLUMNS = new PropertyDescriptor.Builder()
            .name("Maximum-value Columns")
            .description("""
                    Names of columns whose values increase with each load, separated by commas. Each plan reads only rows that are beyond the maximum value of the \
                    first column in the plan before. The values of further columns increase more slowly, such as the day of a partition: they reduce what StarRocks \
                    reads. Rows with NULL, and rows that become visible later with a value that was read before, are skipped. Run this processor on the primary \
                    node only. Requires StarRocks 3.2 or newer.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor INITIAL_LOAD_STRATEGY = new PropertyDescriptor.Builder()
            .name("Initial Load Strategy")
            .description("""
                    Rows that the first plan of a table reads, if the state has no maximum values of it. Ignored if a property initial.maxvalue sets the value of \
                    the first column.""")
            .required(true)
            .allowableValues(InitialLoad.class)
            .defaultValue(InitialLoad.START_AT_BEGINNING)
            .dependsOn(MAX_VALUE_COLUMNS)
            .build();

    static final PropertyDescriptor MAX_VALUE_LAG = new PropertyDescriptor.Builder()
            .name("Maximum-value Lag")
            .description("""
                    Age from which rows are read, by their value in the first maximum-value column, which must be DATE or DATETIME. Younger rows are read by a later \
                    plan. Set it if a load may become visible after one with greater values, to at least the longest time between a value and the end of its load. \
                    Of a DATE column only complete days are read. If not set, rows of every age are read.""")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 10_000, TimeUnit.DAYS))
            .dependsOn(MAX_VALUE_COLUMNS)
            .build();

    static final PropertyDescriptor TIME_ZONE = new PropertyDescriptor.Builder()
            .name("Time Zone")
            .description("""
                    Time zone of the values in the first maximum-value column, for Maximum-value Lag. If it is not set, it is the time zone of the NiFi node, as for \
                    PutStarRocks. The value is a region such as Europe/Berlin or UTC, or an offset such as +02:00.""")
            .addValidator(LoadProperties.parsedBy(TimeZones::parse))
            .dependsOn(MAX_VALUE_LAG)
            .build();

    static final PropertyDescriptor CHANGED_PARTITIONS = new PropertyDescriptor.Builder()
            .name("Changed Partitions Only")
            .description("""
                    Whether each plan reads only partitions that changed since the plan before, with all of their rows. The target must update or overwrite rows, \
                    because unchanged rows of these partitions are read again. Set it to true for tables whose rows are updated, or that have no maximum-value \
                    column. A table without partitions is read as a whole. Deleted rows and dropped partitions are not reported. Run this processor on the primary \
                    node only. Requires StarRocks 3.2 or newer.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
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

    static final PropertyDescriptor BYTES_PER_FLOW_FILE = new PropertyDescriptor.Builder()
            .name("Bytes per FlowFile")
            .description("""
                    Maximum size of the tablets in one FlowFile, as StarRocks stores them, in addition to Tablets per FlowFile. A larger tablet is alone in its \
                    FlowFile. Set it with a high number of Tablets per FlowFile if the sizes of tablets differ. StarRocks 3.2 or newer reports sizes, which may be \
                    some minutes old. Without sizes only the number of tablets is limited.""")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, Long.MAX_VALUE))
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
            .description("""
                    One FlowFile per group of tablets, for ScanStarRocksTablet. If there is nothing to read, one FlowFile without tablets; with Maximum-value \
                    Columns or Changed Partitions Only, none if there is nothing new.""")
            .build();

    static final Relationship REL_FAILURE = new Relationship.Builder()
            .name("failure")
            .description("Incoming FlowFiles for which no plan was created. The attribute starrocks.error.reason shows whether a retry may succeed.")
            .build();

    static final Relationship REL_ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("Incoming FlowFiles for which a plan was created, or whose table has nothing new.")
            .autoTerminateDefault(true)
            .build();

    private static final String ALL_NODES = """
            Each node of the cluster plans and reads the whole table, because Execution of the processor is All nodes. Set Execution to Primary node""";

    /** Warnings that were written since the processor was started. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    public FetchStarRocksTablets() {
        super(List.of(CONNECTION_SERVICE, DATABASE, TABLE, COLUMNS, UNSUPPORTED_COLUMNS, NEWER_TYPES, PARTITIONS, FILTER, EMPTY_PARAMETERS,
                MAX_VALUE_COLUMNS, INITIAL_LOAD_STRATEGY, MAX_VALUE_LAG, TIME_ZONE, CHANGED_PARTITIONS, TABLETS_PER_FLOW_FILE, BYTES_PER_FLOW_FILE, CUT_PLANS),
                Set.of(REL_SUCCESS, REL_FAILURE, REL_ORIGINAL));
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return InitialValues.isInitialValue(propertyDescriptorName)
                ? InitialValues.descriptor(propertyDescriptorName)
                : FilterParameters.descriptor(propertyDescriptorName);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext validationContext) {
        final Collection<ValidationResult> problems = new ArrayList<>(FilterParameters.validate(validationContext, FILTER));
        problems.addAll(InitialValues.validate(validationContext, MAX_VALUE_COLUMNS));
        if (validationContext.getProperty(BYTES_PER_FLOW_FILE).isSet() && "1".equals(validationContext.getProperty(TABLETS_PER_FLOW_FILE).getValue())) {
            problems.add(new ValidationResult.Builder().subject(BYTES_PER_FLOW_FILE.getName()).valid(false)
                    .explanation("it has no effect while Tablets per FlowFile is 1. Raise Tablets per FlowFile to the maximum number of tablets").build());
        }
        final boolean maximumValues = validationContext.getProperty(MAX_VALUE_COLUMNS).isSet();
        final boolean changedPartitions = validationContext.getProperty(CHANGED_PARTITIONS).asBoolean();
        if (maximumValues && changedPartitions) {
            problems.add(new ValidationResult.Builder().subject(CHANGED_PARTITIONS.getName()).valid(false)
                    .explanation("Maximum-value Columns is set. A table is read by one of both: remove the columns, or set Changed Partitions Only to false")
                    .build());
        } else if (maximumValues || changedPartitions) {
            problems.addAll(new StableSelection(FILTER, PARTITIONS).validate(validationContext, maximumValues ? MAX_VALUE_COLUMNS : CHANGED_PARTITIONS));
        }
        return problems;
    }

    @OnScheduled
    public void forgetWarnings() {
        warned.clear();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final boolean incremental = context.getProperty(MAX_VALUE_COLUMNS).isSet() || context.getProperty(CHANGED_PARTITIONS).asBoolean();
        if (incremental && runsOnAllNodes(context)) {
            getLogger().error("""
                    Nothing was planned: with Maximum-value Columns or Changed Partitions Only, each node of the cluster would read the same rows. Set Execution of \
                    the processor to Primary node""");
            context.yield();
            return;
        }
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

    private boolean runsOnAllNodes(final ProcessContext context) {
        return getNodeTypeProvider().isConfiguredForClustering() && context.getExecutionNode() != ExecutionNode.PRIMARY;
    }

    private void planInput(final ProcessContext context, final ProcessSession session, final FlowFile input, final CallScope scope)
            throws CallCancelledException {
        try {
            final UnaryOperator<PropertyValue> evaluation = value -> value.evaluateAttributeExpressions(input);
            final Optional<Reading> reading = reading(context, session, evaluation, scope);
            if (reading.isPresent()) {
                final Supplier<FlowFile> children = () -> session.removeAllAttributes(session.create(input), ScanAttributes.NOT_INHERITED);
                session.transfer(write(context, session, children, reading.get()), REL_SUCCESS);
            }
            session.transfer(withoutError(session, input), REL_ORIGINAL);
        } catch (ScanFailure e) {
            final RowDataFilter rowData = rowData(context);
            getLogger().error("Planning for {} failed", input, rowData.loggable(e));
            session.transfer(failed(session, input, e, rowData), REL_FAILURE);
        }
    }

    private void planSource(final ProcessContext context, final ProcessSession session, final CallScope scope) throws CallCancelledException {
        try {
            if (runsOnAllNodes(context) && warned.add(ALL_NODES)) {
                getLogger().warn(ALL_NODES);
            }
            final long started = System.nanoTime();
            final Optional<Reading> reading = reading(context, session, PropertyValue::evaluateAttributeExpressions, scope);
            if (reading.isEmpty()) {
                context.yield();
                return;
            }
            final List<FlowFile> written = write(context, session, session::create, reading.get());
            final String uri = TransitUri.of(client(context).config().frontends().getFirst().getAuthority(), reading.get().planned().document().table());
            written.forEach(flowFile -> session.getProvenanceReporter().receive(flowFile, uri, millisSince(started)));
            session.transfer(written, REL_SUCCESS);
        } catch (ScanFailure e) {
            getLogger().error("Planning failed", rowData(context).loggable(e));
            context.yield();
        }
    }

    /**
     * What a plan reads, and the state that it continues.
     *
     * @param planned the plan
     * @param scope which rows it reads
     * @param groups into which it is divided
     */
    private record Reading(TablePlanner.Planned planned, ReadScope scope, GroupPlanner.Found groups) {}

    /** @return empty when there is nothing new, and at the first run of a table that starts at its current maximum values */
    private Optional<Reading> reading(final ProcessContext context, final ProcessSession session, final UnaryOperator<PropertyValue> evaluation,
            final CallScope scope) throws ScanFailure, CallCancelledException {
        final ReadScope rows = readScope(context, evaluation);
        final Optional<TablePlanner.Planned> planned = plan(context, evaluation, rows, scope);
        final TableId table = table(context, evaluation);
        if (rows instanceof final MaximumValues values && values.isUnread(table)
                && context.getProperty(INITIAL_LOAD_STRATEGY).asAllowableValue(InitialLoad.class) == InitialLoad.START_AT_CURRENT_MAXIMUM_VALUES) {
            final Map<String, String> maxima = planned.map(found -> found.progress().maxima()).orElse(Map.of());
            advance(session, values.state(), new Advance(table, MaximumValues.entries(table, maxima), UUID.randomUUID().toString()));
            getLogger().info("Rows that table [{}] has now are not read, as Initial Load Strategy requires", table);
            return Optional.empty();
        }
        return planned.isEmpty() ? Optional.empty() : Optional.of(new Reading(planned.get(), rows, limits(context, planned.get(), evaluation, scope)));
    }

    private static ReadScope readScope(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) throws ScanFailure {
        if (context.getProperty(CHANGED_PARTITIONS).asBoolean()) {
            return PartitionVersions.read(context.getStateManager());
        }
        if (!context.getProperty(MAX_VALUE_COLUMNS).isSet()) {
            return new ReadScope.AllRows();
        }
        try {
            final String columns = selection(MAX_VALUE_COLUMNS, context.getProperty(MAX_VALUE_COLUMNS), text(context, evaluation, MAX_VALUE_COLUMNS));
            return MaximumValues.read(context.getStateManager(), new MaximumValues.Selection(IdentifierList.parse(MAX_VALUE_COLUMNS.getName(), columns),
                    InitialValues.of(dynamicValues(context, evaluation)), end(context)));
        } catch (IllegalArgumentException e) {
            throw ScanFailure.properties(e);
        }
    }

    /** Rows of this time or later are too young. */
    private static Optional<LocalDateTime> end(final ProcessContext context) {
        if (!context.getProperty(MAX_VALUE_LAG).isSet()) {
            return Optional.empty();
        }
        final ZoneId zone = context.getProperty(TIME_ZONE).isSet() ? TimeZones.parse(context.getProperty(TIME_ZONE).getValue()) : TimeZones.ofNode();
        return Optional.of(LocalDateTime.now(zone).minus(context.getProperty(MAX_VALUE_LAG).asDuration()));
    }

    /** @return empty when there is nothing new */
    private Optional<TablePlanner.Planned> plan(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation, final ReadScope rows,
            final CallScope scope) throws ScanFailure, CallCancelledException {
        try {
            final ColumnSelection.Rules rules = new ColumnSelection.Rules(context.getProperty(UNSUPPORTED_COLUMNS).asAllowableValue(UnsupportedColumns.class),
                    context.getProperty(NEWER_TYPES).asBoolean());
            final PlanRequest request = request(context, evaluation);
            final Optional<TablePlanner.Planned> planned = new TablePlanner(client(context), rules).plan(request, rows, scope);
            getLogger().debug("Planned table [{}] with [{}] tablets", request.table(), planned.map(plan -> plan.document().tablets().size()).orElse(0));
            return planned;
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        } catch (IllegalArgumentException e) {
            throw ScanFailure.properties(e);
        }
    }

    private static PlanRequest request(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final Function<PropertyDescriptor, String> text = descriptor -> text(context, evaluation, descriptor);
        final Function<PropertyDescriptor, String> selection = descriptor -> selection(descriptor, context.getProperty(descriptor), text.apply(descriptor));
        final Optional<String> filter = Optional.of(selection.apply(FILTER)).filter(condition -> !condition.isEmpty());
        final FilterParameters parameters = new FilterParameters(dynamicValues(context, evaluation));
        return new PlanRequest(table(context, evaluation), IdentifierList.parse("Columns", selection.apply(COLUMNS)),
                IdentifierList.parse("Partitions", selection.apply(PARTITIONS)), filter.map(condition -> parameters.bind(condition,
                        context.getProperty(EMPTY_PARAMETERS).asAllowableValue(EmptyParameters.class))));
    }

    private static TableId table(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        return new TableId(text(context, evaluation, DATABASE).strip(), text(context, evaluation, TABLE).strip());
    }

    private static String text(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation, final PropertyDescriptor descriptor) {
        return Objects.requireNonNullElse(evaluation.apply(context.getProperty(descriptor)).getValue(), "");
    }

    private static Map<String, String> dynamicValues(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final Map<String, String> values = new HashMap<>();
        context.getProperties().keySet().stream().filter(PropertyDescriptor::isDynamic)
                .forEach(property -> values.put(property.getName(), text(context, evaluation, property)));
        return values;
    }

    /** A missing attribute must not select the whole table. */
    private static String selection(final PropertyDescriptor descriptor, final PropertyValue property, final String evaluated) {
        if (property.isSet() && evaluated.isBlank()) {
            throw new IllegalArgumentException("Property [%s] is empty: its expression has no value. Set the attribute, or remove the property"
                    .formatted(descriptor.getName()));
        }
        return evaluated.strip();
    }

    private static GroupPlanner.Found limits(final ProcessContext context, final TablePlanner.Planned planned, final UnaryOperator<PropertyValue> evaluation,
            final CallScope scope) throws CallCancelledException {
        final OptionalLong bytes = context.getProperty(BYTES_PER_FLOW_FILE).isSet()
                ? OptionalLong.of(context.getProperty(BYTES_PER_FLOW_FILE).asDataSize(DataUnit.B).longValue())
                : OptionalLong.empty();
        final List<String> changed = planned.progress().partitions();
        return new GroupPlanner(client(context), context.getProperty(TABLETS_PER_FLOW_FILE).asInteger(), bytes).limits(planned.document(),
                changed.isEmpty() ? request(context, evaluation).partitions() : changed, scope);
    }

    private static PlanParts parts(final ProcessContext context, final PlanDocument plan, final GroupLimits limits) throws ScanFailure {
        try {
            return context.getProperty(CUT_PLANS).asBoolean() ? PlanParts.cut(plan, limits) : PlanParts.whole(plan, limits);
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        }
    }

    /** Writes the FlowFiles of a plan, and sets the state for the next one. */
    private List<FlowFile> write(final ProcessContext context, final ProcessSession session, final Supplier<FlowFile> creation, final Reading reading)
            throws ScanFailure {
        final TablePlanner.Planned planned = reading.planned();
        Stream.concat(planned.warnings().stream(), reading.groups().warnings().stream()).filter(warned::add).forEach(getLogger()::warn);
        final PlanWriter writer = new PlanWriter(client(context).planSigner());
        final PlanParts parts = parts(context, planned.document(), reading.groups().limits());
        if (parts.count() > 1 && context.getProperty(CUT_PLANS).asBoolean() && !parts.isDivided()) {
            getLogger().warn("The query plan of [{}] has an unknown form and is not cut: each of the [{}] FlowFiles contains the plan of all tablets",
                    planned.document().table(), parts.count());
        }
        final Map<String, String> common = new HashMap<>(ScanAttributes.ofOmitted(planned.omitted()));
        switch (client(context).config().rowData()) {
            case SHOWN -> common.putAll(ScanAttributes.ofMaxima(planned.progress().maxima()));
            case HIDDEN -> {}
        }
        common.putAll(ScanAttributes.ofPartitions(planned.progress().partitions()));
        final String identifier = UUID.randomUUID().toString();
        final List<FlowFile> written = new ArrayList<>();
        for (int i = 0; i < parts.count(); i++) {
            final PlanDocument part = parts.part(i);
            final Map<String, String> attributes = ScanAttributes.of(part, identifier, i, parts.count());
            attributes.putAll(common);
            written.add(session.putAllAttributes(session.write(creation.get(), out -> writer.write(part, out)), attributes));
        }
        advance(session, reading.scope().state(), new Advance(planned.document().table(), planned.progress().entries(), identifier));
        return written;
    }

    /**
     * A change of the state after a plan.
     *
     * @param table that was planned
     * @param entries of the state, by key
     * @param identifier of the plan
     */
    private record Advance(TableId table, Map<String, String> entries, String identifier) {}

    private static void advance(final ProcessSession session, final PlanState state, final Advance advance) {
        if (!state.advance(session, advance.entries(), advance.identifier())) {
            throw new ProcessException(
                    """
                    Another node has changed the state of the processor while the table [%s] was planned. No FlowFile was transferred. The next run plans again"""
                            .formatted(advance.table()));
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder step = new ConfigVerificationResult.Builder().verificationStepName("Scan Plan");
        try {
            final UnaryOperator<PropertyValue> evaluation = value -> value.evaluateAttributeExpressions(attributes);
            final ReadScope rows = readScope(context, evaluation);
            final CallScope scope = new CallScope();
            final Optional<TablePlanner.Planned> planned = plan(context, evaluation, rows, scope);
            step.outcome(Outcome.SUCCESSFUL).explanation(planned.isPresent()
                    ? explanation(context, planned.get(), limits(context, planned.get(), evaluation, scope))
                    : nothingNew(rows));
        } catch (ScanFailure e) {
            verificationLogger.warn("Planning failed", rowData(context).loggable(e));
            step.outcome(Outcome.FAILED).explanation(rowData(context).text(e.markedMessage()));
        } catch (CallCancelledException | RuntimeException e) {
            verificationLogger.warn("Planning failed", e);
            step.outcome(Outcome.FAILED).explanation(String.valueOf(e.getMessage()));
        }
        return List.of(step.build());
    }

    private static String nothingNew(final ReadScope rows) {
        return switch (rows) {
            case ReadScope.AllRows ignored -> "The table has no rows.";
            case MaximumValues ignored -> "The table has no rows beyond the maximum values in the state of the processor.";
            case PartitionVersions ignored -> "The partitions of the table have the versions in the state of the processor.";
        };
    }

    private static String explanation(final ProcessContext context, final TablePlanner.Planned planned, final GroupPlanner.Found groups) throws ScanFailure {
        final PlanDocument plan = planned.document();
        final String omitted = planned.omitted().isEmpty() ? "" : " Omitted columns: %s.".formatted(planned.omitted());
        final String warnings = Stream.concat(planned.warnings().stream(), groups.warnings().stream()).map(warning -> " %s.".formatted(warning))
                .collect(Collectors.joining());
        return "The plan of table [%s] has %d columns, %d tablets and %d FlowFiles.%s%s".formatted(plan.table(), plan.columns().size(), plan.tablets().size(),
                parts(context, plan, groups.limits()).count(), omitted, warnings);
    }
}
