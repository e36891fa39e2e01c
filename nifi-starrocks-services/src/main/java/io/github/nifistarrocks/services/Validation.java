package io.github.nifistarrocks.services;

import java.util.function.Function;

import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;

/** Validates a value by the parser that reads it later. */
final class Validation {

    private Validation() {}

    static Validator by(final Function<String, ?> parser) {
        return (subject, input, context) -> parse(subject, input, context, parser);
    }

    /** For secrets: the result does not contain the value. */
    static Validator minimumLength(final int length) {
        return (subject, input, context) -> new ValidationResult.Builder().subject(subject).valid(input.length() >= length)
                .explanation("it must have at least %d characters".formatted(length)).build();
    }

    private static ValidationResult parse(final String subject, final String input, final ValidationContext context, final Function<String, ?> parser) {
        final ValidationResult.Builder result = new ValidationResult.Builder().subject(subject).input(input);
        if (context.isExpressionLanguageSupported(subject) && context.isExpressionLanguagePresent(input)) {
            return result.valid(true).explanation("Expression Language is evaluated when the service is enabled").build();
        }
        try {
            parser.apply(input);
            return result.valid(true).build();
        } catch (IllegalArgumentException e) {
            return result.valid(false).explanation(e.getMessage()).build();
        }
    }
}
