package io.github.nifistarrocks.processors.planning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
     * Finds initial values that no column uses.
     *
     * @param columns the property with the maximum-value columns
     */
    public static Collection<ValidationResult> validate(final ValidationContext context, final PropertyDescriptor columns) {
        final List<ValidationResult> problems = new ArrayList<>();
        final PropertyValue names = context.getProperty(columns);
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            if (property.isDynamic() && isInitialValue(property.getName()) && !isUsed(property.getName(), names)) {
                problems.add(problem(property.getName(), "its column is not in Maximum-value Columns"));
            }
        }
        return problems;
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
