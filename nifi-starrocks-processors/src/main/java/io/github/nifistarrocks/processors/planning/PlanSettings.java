package io.github.nifistarrocks.processors.planning;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.processors.option.scan.EmptyParameters;
import io.github.nifistarrocks.processors.option.scan.InitialLoad;
import io.github.nifistarrocks.processors.option.scan.UnsupportedColumns;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import io.github.nifistarrocks.processors.property.TimeZones;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;

/** What the properties of FetchStarRocksTablets mean for one plan. */
public final class PlanSettings {

    private final ProcessContext context;
    private final UnaryOperator<PropertyValue> evaluation;

    /** @param evaluation of the expressions in properties */
    public PlanSettings(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        this.context = context;
        this.evaluation = evaluation;
    }

    /** Rules between several properties. */
    public static Collection<ValidationResult> validate(final ValidationContext validationContext) {
        final Collection<ValidationResult> problems = new ArrayList<>(FilterParameters.validate(validationContext, PlanningProperties.FILTER));
        problems.addAll(InitialValues.validate(validationContext, PlanningProperties.MAX_VALUE_COLUMNS));
        if (validationContext.getProperty(PlanningProperties.BYTES_PER_FLOW_FILE).isSet()
                && "1".equals(validationContext.getProperty(PlanningProperties.TABLETS_PER_FLOW_FILE).getValue())) {
            problems.add(new ValidationResult.Builder().subject(PlanningProperties.BYTES_PER_FLOW_FILE.getName()).valid(false)
                    .explanation("it has no effect while Tablets per FlowFile is 1. Raise Tablets per FlowFile to the maximum number of tablets").build());
        }
        final boolean maximumValues = validationContext.getProperty(PlanningProperties.MAX_VALUE_COLUMNS).isSet();
        final boolean changedPartitions = validationContext.getProperty(PlanningProperties.CHANGED_PARTITIONS).asBoolean();
        if (maximumValues && changedPartitions) {
            problems.add(new ValidationResult.Builder().subject(PlanningProperties.CHANGED_PARTITIONS.getName()).valid(false)
                    .explanation("Maximum-value Columns is set. A table is read by one of both: remove the columns, or set Changed Partitions Only to false")
                    .build());
        } else if (maximumValues || changedPartitions) {
            problems.addAll(new StableSelection(PlanningProperties.FILTER, PlanningProperties.PARTITIONS).validate(validationContext,
                    maximumValues ? PlanningProperties.MAX_VALUE_COLUMNS : PlanningProperties.CHANGED_PARTITIONS));
        }
        return problems;
    }

    /** Whether each plan continues the one before. */
    public boolean isIncremental() {
        return isByMaximumValues() || isByPartitions();
    }

    private boolean isByMaximumValues() {
        return context.getProperty(PlanningProperties.MAX_VALUE_COLUMNS).isSet();
    }

    private boolean isByPartitions() {
        return context.getProperty(PlanningProperties.CHANGED_PARTITIONS).asBoolean();
    }

    /** Whether the rows that a table has at its first plan are skipped. */
    public boolean isFirstPlanSkipped() {
        return context.getProperty(PlanningProperties.INITIAL_LOAD_STRATEGY).asAllowableValue(InitialLoad.class) == InitialLoad.START_AT_CURRENT_MAXIMUM_VALUES;
    }

    public boolean isCut() {
        return context.getProperty(PlanningProperties.CUT_PLANS).asBoolean();
    }

    /**
     * Reads the state of the processor if each plan continues the one before.
     *
     * @throws IllegalArgumentException when a property has no valid value for the FlowFile
     */
    public ReadScope readScope() {
        if (isByPartitions()) {
            return PartitionVersions.read(context.getStateManager());
        }
        return isByMaximumValues()
                ? MaximumValues.read(context.getStateManager(),
                        new MaximumValues.Selection(identifiers(PlanningProperties.MAX_VALUE_COLUMNS), InitialValues.of(dynamicValues()), end()))
                : new ReadScope.AllRows();
    }

    /** Rows of this time or later are too young. */
    private Optional<LocalDateTime> end() {
        final PropertyValue lag = context.getProperty(PlanningProperties.MAX_VALUE_LAG);
        return lag.isSet() ? Optional.of(LocalDateTime.now(zone()).minus(lag.asDuration())) : Optional.empty();
    }

    private ZoneId zone() {
        final PropertyValue named = context.getProperty(PlanningProperties.TIME_ZONE);
        return named.isSet() ? TimeZones.parse(named.getValue()) : TimeZones.ofNode();
    }

    public ColumnSelection.Rules rules() {
        return new ColumnSelection.Rules(context.getProperty(PlanningProperties.UNSUPPORTED_COLUMNS).asAllowableValue(UnsupportedColumns.class),
                context.getProperty(PlanningProperties.NEWER_TYPES).asBoolean());
    }

    public TableId table() {
        return new TableId(text(PlanningProperties.DATABASE).strip(), text(PlanningProperties.TABLE).strip());
    }

    /** @throws IllegalArgumentException when a property has no valid value for the FlowFile */
    public PlanRequest request() {
        final Optional<String> filter = Optional.of(selection(PlanningProperties.FILTER)).filter(condition -> !condition.isEmpty());
        final FilterParameters parameters = new FilterParameters(dynamicValues());
        return new PlanRequest(table(), identifiers(PlanningProperties.COLUMNS), identifiers(PlanningProperties.PARTITIONS),
                filter.map(condition -> parameters.bind(condition,
                        context.getProperty(PlanningProperties.EMPTY_PARAMETERS).asAllowableValue(EmptyParameters.class))));
    }

    /** How the tablets of plans are grouped. */
    public GroupPlanner groupPlanner(final StarRocksClient client) {
        final PropertyValue bytes = context.getProperty(PlanningProperties.BYTES_PER_FLOW_FILE);
        return new GroupPlanner(client, context.getProperty(PlanningProperties.TABLETS_PER_FLOW_FILE).asInteger(),
                bytes.isSet() ? OptionalLong.of(bytes.asDataSize(DataUnit.B).longValue()) : OptionalLong.empty());
    }

    private List<String> identifiers(final PropertyDescriptor descriptor) {
        return IdentifierList.parse(descriptor.getName(), selection(descriptor));
    }

    /** A missing attribute must not select the whole table. */
    private String selection(final PropertyDescriptor descriptor) {
        final String evaluated = text(descriptor);
        if (context.getProperty(descriptor).isSet() && evaluated.isBlank()) {
            throw new IllegalArgumentException("Property [%s] is empty: its expression has no value. Set the attribute, or remove the property"
                    .formatted(descriptor.getName()));
        }
        return evaluated.strip();
    }

    private String text(final PropertyDescriptor descriptor) {
        return Objects.requireNonNullElse(evaluation.apply(context.getProperty(descriptor)).getValue(), "");
    }

    private Map<String, String> dynamicValues() {
        return context.getProperties().keySet().stream().filter(PropertyDescriptor::isDynamic)
                .collect(Collectors.toMap(PropertyDescriptor::getName, this::text));
    }
}
