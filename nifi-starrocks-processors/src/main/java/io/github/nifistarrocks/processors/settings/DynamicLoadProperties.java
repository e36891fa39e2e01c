package io.github.nifistarrocks.processors.settings;

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

/** The dynamic properties of PutStarRocks: Stream Load headers, columns that are computed, and fields that have another name than their column. */
public final class DynamicLoadProperties {

    static final String COLUMN_PREFIX = "column.";
    static final String FIELD_PREFIX = "field.";

    private DynamicLoadProperties() {}

    /** The descriptor of a dynamic property; null, as NiFi wants it, for a name without one of the prefixes. */
    public static PropertyDescriptor descriptor(final String name) {
        final PropertyDescriptor.Builder builder = new PropertyDescriptor.Builder().name(name).dynamic(true);
        if (name.startsWith(LoadHeaders.PREFIX)) {
            return builder.description("Sent as the Stream Load header behind the prefix. An empty value is not sent.")
                    .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                    .addValidator(DynamicLoadProperties::validateHeader)
                    .build();
        }
        if (name.startsWith(COLUMN_PREFIX) && name.length() > COLUMN_PREFIX.length()) {
            return builder.description("Expression of StarRocks over the fields of the records that computes the column behind the prefix.")
                    .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
                    .build();
        }
        if (name.startsWith(FIELD_PREFIX) && name.length() > FIELD_PREFIX.length()) {
            return builder.description("Column into which the field behind the prefix is loaded; empty to leave the field out.")
                    .addValidator((subject, input, context) -> new ValidationResult.Builder().subject(subject).input(input).valid(true).build())
                    .build();
        }
        return null;
    }

    /** Finds headers that are given twice, in different case, and those that do not go with the content. */
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
                problems.add(problem(property, "[%s] sets the same, because StarRocks' names know no case".formatted(other)));
            }
            if (property.getName().startsWith(LoadHeaders.PREFIX)) {
                LoadHeaders.objection(property.getName(), content).ifPresent(objection -> problems.add(problem(property, objection)));
            } else if (content == ContentKind.RAW) {
                problems.add(problem(property, "Raw content has no fields; describe it by load.columns"));
            }
        }
        return problems;
    }

    /** Names behind a prefix, with the values. */
    static Map<String, String> behind(final String prefix, final Map<PropertyDescriptor, String> properties) {
        final Map<String, String> found = new HashMap<>();
        properties.forEach((property, value) -> {
            if (property.isDynamic() && property.getName().startsWith(prefix)) {
                found.put(property.getName().substring(prefix.length()), value == null ? "" : value.strip());
            }
        });
        return found;
    }

    static boolean hasControlCharacter(final String value) {
        return value.chars().anyMatch(Character::isISOControl);
    }

    private static ValidationResult problem(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder().subject(property.getName()).valid(false).explanation(explanation).build();
    }

    private static ValidationResult validateHeader(final String subject, final String input, final ValidationContext context) {
        final Optional<String> objection = input != null && hasControlCharacter(input)
                ? Optional.of("The value holds a control character or a line end, which no HTTP header takes")
                : Optional.empty();
        return new ValidationResult.Builder().subject(subject).input(input).valid(objection.isEmpty()).explanation(objection.orElse(null)).build();
    }
}
