package io.github.nifistarrocks.processors.planning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.plan.FilterTemplate;
import io.github.nifistarrocks.client.plan.ParameterType;
import io.github.nifistarrocks.client.plan.ScanFilter;
import io.github.nifistarrocks.processors.option.scan.EmptyParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.expression.ExpressionLanguageScope;

/** The parameters of a filter: dynamic properties named by a type, a point, and the name after the colon, such as {@code date.since}. */
public final class FilterParameters {

    /** Such as {@code string., number.}, for descriptions. */
    public static final String PREFIXES = Stream.of(ParameterType.values()).map(FilterParameters::prefix).collect(Collectors.joining(", "));

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, Parameter> parameters = new TreeMap<>();

    /**
     * @param property its name
     * @param value all expressions evaluated
     */
    private record Parameter(ParameterType type, String property, String value) {

        String literal(final EmptyParameters empty) {
            if (value.isEmpty()) {
                return switch (empty) {
                    case FAIL -> throw new IllegalArgumentException(
                            "Property [%s] is empty: its expression has no value. Set the attribute, or set Empty Parameters to NULL".formatted(property));
                    case NULL -> ParameterType.NULL;
                };
            }
            try {
                return type.literal(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Property [%s]: the value [%s] %s".formatted(property, RowText.of(value), e.getMessage()), e);
            }
        }
    }

    /** @param values of the dynamic properties, by their names */
    public FilterParameters(final Map<String, String> values) {
        values.forEach((property, value) -> type(property)
                .ifPresent(type -> parameters.put(property.substring(prefix(type).length()), new Parameter(type, property, value))));
    }

    /** The descriptor of a dynamic property; null, as NiFi requires, for a name that is not one of a parameter. */
    public static PropertyDescriptor descriptor(final String name) {
        return type(name).map(type -> new PropertyDescriptor.Builder().name(name).dynamic(true)
                .description("Value of the parameter [:%s] in Filter, as a literal of type %s.".formatted(name.substring(prefix(type).length()), type))
                .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                .addValidator(Validator.VALID)
                .build()).orElse(null);
    }

    /** Finds parameters with two types, and those that a filter without expressions uses and that are not set. */
    public static Collection<ValidationResult> validate(final ValidationContext context, final PropertyDescriptor filter) {
        final Map<String, String> properties = new HashMap<>();
        final List<ValidationResult> problems = new ArrayList<>();
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            final Optional<ParameterType> type = property.isDynamic() ? type(property.getName()) : Optional.empty();
            final Optional<String> other = type.map(known -> properties.put(property.getName().substring(prefix(known).length()), property.getName()));
            other.ifPresent(name -> problems.add(problem(property.getName(), "[%s] sets the same parameter".formatted(name))));
        }
        final String text = context.getProperty(filter).getValue();
        if (text != null && !context.isExpressionLanguagePresent(text)) {
            objection(text, properties).ifPresent(objection -> problems.add(problem(filter.getName(), objection)));
        }
        return problems;
    }

    private static Optional<String> objection(final String filter, final Map<String, String> properties) {
        try {
            return FilterTemplate.parse(filter).parameters().stream().filter(name -> !properties.containsKey(name)).findFirst().map(FilterParameters::notSet);
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * The filter with literals instead of its parameters.
     *
     * @throws IllegalArgumentException for a filter without its parameters, and for a value that is not of the type of its parameter, which is marked as
     *     {@link RowText}
     */
    public ScanFilter bind(final String filter, final EmptyParameters empty) {
        final FilterTemplate template = FilterTemplate.parse(filter);
        final Map<String, String> literals = new HashMap<>();
        for (final String name : template.parameters()) {
            final Parameter parameter = parameters.get(name);
            if (parameter == null) {
                throw new IllegalArgumentException(notSet(name));
            }
            literals.put(name, parameter.literal(empty));
        }
        return template.bind(literals);
    }

    private static String notSet(final String name) {
        return "The filter uses the parameter [:%s], but no property sets it. Add one with a prefix of %s, such as string.%s, or put a space after the colon"
                .formatted(name, PREFIXES, name);
    }

    private static Optional<ParameterType> type(final String property) {
        return Stream.of(ParameterType.values()).filter(type -> property.startsWith(prefix(type)))
                .filter(type -> NAME.matcher(property.substring(prefix(type).length())).matches()).findFirst();
    }

    private static String prefix(final ParameterType type) {
        return type.name().toLowerCase(Locale.ROOT) + ".";
    }

    private static ValidationResult problem(final String subject, final String explanation) {
        return new ValidationResult.Builder().subject(subject).valid(false).explanation(explanation).build();
    }
}
