package io.github.nifistarrocks.processors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanParts;
import io.github.nifistarrocks.processors.plan.PlanWriter;
import io.github.nifistarrocks.processors.planning.FilterParameters;
import io.github.nifistarrocks.processors.planning.GroupPlanner;
import io.github.nifistarrocks.processors.planning.InitialValues;
import io.github.nifistarrocks.processors.planning.MaximumValues;
import io.github.nifistarrocks.processors.planning.PartitionVersions;
import io.github.nifistarrocks.processors.planning.PlanSettings;
import io.github.nifistarrocks.processors.planning.PlanState;
import io.github.nifistarrocks.processors.planning.ReadScope;
import io.github.nifistarrocks.processors.planning.TablePlanner;
import io.github.nifistarrocks.processors.property.PlanningProperties;
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
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
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
        super(PlanningProperties.DESCRIPTORS, Set.of(REL_SUCCESS, REL_FAILURE, REL_ORIGINAL));
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return InitialValues.isInitialValue(propertyDescriptorName)
                ? InitialValues.descriptor(propertyDescriptorName)
                : FilterParameters.descriptor(propertyDescriptorName);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext validationContext) {
        return PlanSettings.validate(validationContext);
    }

    @OnScheduled
    public void forgetWarnings() {
        warned.clear();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        if (new PlanSettings(context, UnaryOperator.identity()).isIncremental() && runsOnAllNodes(context)) {
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
            final Optional<Reading> reading = unread(context, session, new PlanSettings(context, value -> value.evaluateAttributeExpressions(input)), scope);
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
            final Optional<Reading> reading = unread(context, session, new PlanSettings(context, PropertyValue::evaluateAttributeExpressions), scope);
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
     * @param parts into which it is divided
     * @param warnings about it
     */
    private record Reading(TablePlanner.Planned planned, ReadScope scope, PlanParts parts, List<String> warnings) {}

    /** @return empty when there is nothing new, and at the first run of a table that starts at its current maximum values */
    private Optional<Reading> unread(final ProcessContext context, final ProcessSession session, final PlanSettings settings, final CallScope scope)
            throws ScanFailure, CallCancelledException {
        try {
            final ReadScope rows = settings.readScope();
            final Optional<TablePlanner.Planned> planned = plan(context, settings, rows, scope);
            final TableId table = settings.table();
            if (rows instanceof final MaximumValues values && values.isUnread(table) && settings.isFirstPlanSkipped()) {
                final Map<String, String> maxima = planned.map(found -> found.progress().maxima()).orElse(Map.of());
                advance(session, values.state(), new Advance(table, MaximumValues.entries(table, maxima), UUID.randomUUID().toString()));
                getLogger().info("Rows that table [{}] has now are not read, as Initial Load Strategy requires", table);
                return Optional.empty();
            }
            return planned.isEmpty() ? Optional.empty() : Optional.of(divided(context, settings, new Unread(planned.get(), rows), scope));
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        } catch (IllegalArgumentException e) {
            throw ScanFailure.properties(e);
        }
    }

    /** A plan and the rows that it reads. */
    private record Unread(TablePlanner.Planned planned, ReadScope scope) {}

    /** @return empty when there is nothing new */
    private Optional<TablePlanner.Planned> plan(final ProcessContext context, final PlanSettings settings, final ReadScope rows, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final PlanRequest request = settings.request();
        final Optional<TablePlanner.Planned> planned = new TablePlanner(client(context), settings.rules()).plan(request, rows, scope);
        getLogger().debug("Planned table [{}] with [{}] tablets", request.table(), planned.map(plan -> plan.document().tablets().size()).orElse(0));
        return planned;
    }

    private static Reading divided(final ProcessContext context, final PlanSettings settings, final Unread unread, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final PlanDocument plan = unread.planned().document();
        final List<String> changed = unread.planned().progress().partitions();
        final GroupPlanner.Found groups = settings.groupPlanner(client(context)).limits(plan, changed.isEmpty() ? settings.request().partitions() : changed,
                scope);
        final PlanParts parts = settings.isCut() ? PlanParts.cut(plan, groups.limits()) : PlanParts.whole(plan, groups.limits());
        final int copies = settings.isCut() && !parts.isDivided() ? parts.count() : 1;
        return new Reading(unread.planned(), unread.scope(), parts, warnings(unread.planned(), groups, copies));
    }

    /** @param copies number of FlowFiles that contain the plan of all tablets against the setting */
    private static List<String> warnings(final TablePlanner.Planned planned, final GroupPlanner.Found groups, final int copies) {
        final List<String> warnings = new ArrayList<>(planned.warnings());
        warnings.addAll(groups.warnings());
        if (copies > 1) {
            warnings.add("The query plan of [%s] has an unknown form and is not cut: each of the [%d] FlowFiles contains the plan of all tablets"
                    .formatted(planned.document().table(), copies));
        }
        return warnings;
    }

    /** Writes the FlowFiles of a plan, and sets the state for the next one. */
    private List<FlowFile> write(final ProcessContext context, final ProcessSession session, final Supplier<FlowFile> creation, final Reading reading) {
        final TablePlanner.Planned planned = reading.planned();
        reading.warnings().stream().filter(warned::add).forEach(getLogger()::warn);
        final PlanWriter writer = new PlanWriter(client(context).planSigner());
        final Map<String, String> common = new HashMap<>(ScanAttributes.ofOmitted(planned.omitted()));
        switch (client(context).config().rowData()) {
            case SHOWN -> common.putAll(ScanAttributes.ofMaxima(planned.progress().maxima()));
            case HIDDEN -> {}
        }
        common.putAll(ScanAttributes.ofPartitions(planned.progress().partitions()));
        final String identifier = UUID.randomUUID().toString();
        final List<FlowFile> written = new ArrayList<>();
        for (int i = 0; i < reading.parts().count(); i++) {
            final PlanDocument part = reading.parts().part(i);
            final Map<String, String> attributes = ScanAttributes.of(part, identifier, i, reading.parts().count());
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
            final PlanSettings settings = new PlanSettings(context, value -> value.evaluateAttributeExpressions(attributes));
            step.outcome(Outcome.SUCCESSFUL).explanation(explanation(context, settings));
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

    private String explanation(final ProcessContext context, final PlanSettings settings) throws ScanFailure, CallCancelledException {
        try {
            final CallScope scope = new CallScope();
            final ReadScope rows = settings.readScope();
            final Optional<TablePlanner.Planned> planned = plan(context, settings, rows, scope);
            return planned.isEmpty() ? nothingNew(rows) : explanation(divided(context, settings, new Unread(planned.get(), rows), scope));
        } catch (StarRocksException e) {
            throw ScanFailure.planning(e);
        } catch (IllegalArgumentException e) {
            throw ScanFailure.properties(e);
        }
    }

    private static String explanation(final Reading reading) {
        final PlanDocument plan = reading.planned().document();
        final String omitted = reading.planned().omitted().isEmpty() ? "" : " Omitted columns: %s.".formatted(reading.planned().omitted());
        final String warnings = reading.warnings().stream().map(" %s."::formatted).collect(Collectors.joining());
        return "The plan of table [%s] has %d columns, %d tablets and %d FlowFiles.%s%s".formatted(plan.table(), plan.columns().size(), plan.tablets().size(),
                reading.parts().count(), omitted, warnings);
    }
}
