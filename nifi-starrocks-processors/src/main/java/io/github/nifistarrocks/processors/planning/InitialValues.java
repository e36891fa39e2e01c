package io.github.nifistarrocks.processors.planning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

/** Dynamic properties {@code initial.maxvalue.<column>}, as QueryDatabaseTable has them. */
public final class InitialValues {

    public static final String PREFIX = "initial.maxvalue.";

    private InitialValues() {}

    public static boolean isInitialValue(final String property) {
        return property.length() > PREFIX.length() && property.startsWith(PREFIX);
    }

    public static PropertyDescriptor descriptor(final String name) {
        return new PropertyDescriptor.Builder().name(name).dynamic(true)
                .description("Value of the column [%s] up to which rows are not read, for a table whose maximum values are not in the state yet."
                        .formatted(name.substring(PREFIX.length())))
                .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
                .build();
    }

    /**
     * @param values of the dynamic properties, by their names
     * @return initial values by the names of their columns
     * @throws IllegalArgumentException for a value that is empty
     */
    public static Map<String, String> of(final Map<String, String> values) {
        values.forEach((property, value) -> {
            if (isInitialValue(property) && value.isBlank()) {
                throw new IllegalArgumentException("Property [%s] is empty: its expression has no value. Set the attribute, or remove the property"
                        .formatted(property));
            }
        });
        return values.entrySet().stream().filter(entry -> isInitialValue(entry.getKey()))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(PREFIX.length()), Map.Entry::getValue));
    }

    /**
     * Finds initial values that no column uses, and selections of rows that change with the FlowFile or the statement: then maximum values of some rows would
     * skip others.
     *
     * @param columns the property with the maximum-value columns
     * @param filter the property with the filter
     * @param partitions the property with the partitions
     */
    public static Collection<ValidationResult> validate(final ValidationContext context, final PropertyDescriptor columns, final PropertyDescriptor filter,
            final PropertyDescriptor partitions) {
        final List<ValidationResult> problems = new ArrayList<>();
        final PropertyValue names = context.getProperty(columns);
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            final boolean initial = property.isDynamic() && isInitialValue(property.getName());
            if (initial && !isUsed(property.getName(), names)) {
                problems.add(problem(property.getName(), "its column is not in Maximum-value Columns"));
            }
            final boolean selects = property.isDynamic() ? !initial : property.equals(filter) || property.equals(partitions);
            if (selects && names.isSet() && context.getProperty(property).isExpressionLanguagePresent()) {
                problems.add(problem(property.getName(), """
                        it has an expression, and Maximum-value Columns is set. The maximum values are those of the table, so the selection of rows must not change: \
                        use a processor for each selection"""));
            }
        }
        if (names.isSet() && context.getProperty(filter).isSet()) {
            changingFunction(context.getProperty(filter).getValue()).ifPresent(function -> problems.add(problem(filter.getName(), """
                    the value of the function [%s] differs between the statements of a plan. With Maximum-value Columns, use Maximum-value Lag to exclude the latest \
                    rows""".formatted(function))));
        }
        return problems;
    }

    /** The form of the filter is checked elsewhere. */
    private static Optional<String> changingFunction(final String filter) {
        try {
            return RepeatableFilter.changingFunction(filter);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isUsed(final String property, final PropertyValue names) {
        if (!names.isSet() || names.isExpressionLanguagePresent()) {
            return names.isSet();
        }
        try {
            return IdentifierList.parse("Maximum-value Columns", names.getValue()).stream()
                    .anyMatch(name -> name.equalsIgnoreCase(property.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static ValidationResult problem(final String subject, final String explanation) {
        return new ValidationResult.Builder().subject(subject).valid(false).explanation(explanation).build();
    }
}
