package io.github.nifistarrocks.processors.property;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.option.ContentKind;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

/** The dynamic properties of PutStarRocks: Stream Load headers, computed columns, and fields whose column has another name. */
public final class DynamicLoadProperties {

    public static final String COLUMN_PREFIX = "column.";
    public static final String FIELD_PREFIX = "field.";

    private DynamicLoadProperties() {}

    /** The descriptor of a dynamic property; null, as NiFi requires, for a name without one of the prefixes. */
    public static PropertyDescriptor descriptor(final String name) {
        final PropertyDescriptor.Builder builder = new PropertyDescriptor.Builder().name(name).dynamic(true);
        if (name.startsWith(DynamicHeaders.PREFIX)) {
            return builder.description("Value of the Stream Load header that follows the prefix. An empty value is not sent.")
                    .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                    .addValidator(DynamicLoadProperties::validateHeader)
                    .build();
        }
        if (name.startsWith(COLUMN_PREFIX) && name.length() > COLUMN_PREFIX.length()) {
            return builder.description("StarRocks expression over the fields of the records. It computes the column that follows the prefix.")
                    .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
                    .build();
        }
        if (name.startsWith(FIELD_PREFIX) && name.length() > FIELD_PREFIX.length()) {
            return builder.description("Column into which the field that follows the prefix is loaded. Leave it empty to skip the field.")
                    .addValidator((subject, input, context) -> new ValidationResult.Builder().subject(subject).input(input).valid(true).build())
                    .build();
        }
        return null;
    }

    /** Finds properties that differ only in case, and those that do not apply to the content. */
    static Collection<ValidationResult> validate(final ValidationContext context) {
        final ContentKind content = context.getProperty(LoadProperties.CONTENT).asAllowableValue(ContentKind.class);
        final Map<String, String> byName = new HashMap<>();
        final List<ValidationResult> problems = new ArrayList<>();
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            if (!property.isDynamic()) {
                continue;
            }
            final String other = byName.put(property.getName().toLowerCase(Locale.ROOT), property.getName());
            if (other != null && !property.getName().startsWith(FIELD_PREFIX)) {
                problems.add(problem(property, "[%s] sets the same; names are case-insensitive in StarRocks".formatted(other)));
            }
            if (property.getName().startsWith(DynamicHeaders.PREFIX)) {
                DynamicHeaders.objection(property.getName(), content).ifPresent(objection -> problems.add(problem(property, objection)));
            } else if (content == ContentKind.RAW) {
                problems.add(problem(property, "raw content has no fields; use load.columns to describe it"));
            }
        }
        return problems;
    }

    /** The names that follow a prefix, with the values of their properties. */
    public static Map<String, String> behind(final String prefix, final Map<PropertyDescriptor, String> properties) {
        final Map<String, String> found = new HashMap<>();
        properties.forEach((property, value) -> {
            if (property.isDynamic() && property.getName().startsWith(prefix)) {
                found.put(property.getName().substring(prefix.length()), value == null ? "" : value.strip());
            }
        });
        return found;
    }

    public static boolean hasControlCharacter(final String value) {
        return value.chars().anyMatch(Character::isISOControl);
    }

    private static ValidationResult problem(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder().subject(property.getName()).valid(false).explanation(explanation).build();
    }

    private static ValidationResult validateHeader(final String subject, final String input, final ValidationContext context) {
        final Optional<String> objection = input != null && hasControlCharacter(input)
                ? Optional.of("the value contains a control character or a line end, which an HTTP header does not support")
                : Optional.empty();
        return new ValidationResult.Builder().subject(subject).input(input).valid(objection.isEmpty()).explanation(objection.orElse(null)).build();
    }
}
