package io.github.nifistarrocks.processors.planning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;

/** Finds selections of rows that change with the FlowFile or the statement. The state is that of a table, so with it some rows would be skipped. */
public final class StableSelection {

    private final PropertyDescriptor filter;
    private final PropertyDescriptor partitions;

    /**
     * @param filter the property with the filter
     * @param partitions the property with the partitions
     */
    public StableSelection(final PropertyDescriptor filter, final PropertyDescriptor partitions) {
        this.filter = filter;
        this.partitions = partitions;
    }

    /** @param reason the property because of which a state is kept */
    public Collection<ValidationResult> validate(final ValidationContext context, final PropertyDescriptor reason) {
        final List<ValidationResult> problems = new ArrayList<>();
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            if (selects(property) && context.getProperty(property).isExpressionLanguagePresent()) {
                problems.add(problem(property, """
                        it has an expression, and a state is kept because of %s. The state is that of the table, so the selection of rows must not change: use a \
                        processor for each selection""".formatted(reason.getName())));
            }
        }
        changingFunction(context).ifPresent(function -> problems.add(problem(filter, """
                the value of the function [%s] changes, and a state is kept because of %s. Rows that the filter selects later would be skipped. To exclude the \
                latest rows, use Maximum-value Lag""".formatted(function, reason.getName()))));
        return problems;
    }

    private boolean selects(final PropertyDescriptor property) {
        return property.isDynamic() ? !InitialValues.isInitialValue(property.getName()) : property.equals(filter) || property.equals(partitions);
    }

    /** The form of the filter is checked elsewhere. */
    private Optional<String> changingFunction(final ValidationContext context) {
        try {
            return Optional.ofNullable(context.getProperty(filter).getValue()).flatMap(RepeatableFilter::changingFunction);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ValidationResult problem(final PropertyDescriptor subject, final String explanation) {
        return new ValidationResult.Builder().subject(subject.getName()).valid(false).explanation(explanation).build();
    }
}
