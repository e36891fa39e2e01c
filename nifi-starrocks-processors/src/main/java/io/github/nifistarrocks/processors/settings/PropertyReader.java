package io.github.nifistarrocks.processors.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.Messages;
import org.apache.nifi.components.DescribedValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;

/** Reads the values of single properties, with expressions evaluated for one FlowFile. */
final class PropertyReader {

    private final PropertyContext context;
    private final UnaryOperator<PropertyValue> evaluation;

    /** @param evaluation of the expressions in a value */
    PropertyReader(final PropertyContext context, final UnaryOperator<PropertyValue> evaluation) {
        this.context = context;
        this.evaluation = evaluation;
    }

    /** The value itself, for types that this class does not have. */
    PropertyValue value(final PropertyDescriptor property) {
        return context.getProperty(property);
    }

    <E extends Enum<E> & DescribedValue> E choice(final PropertyDescriptor property, final Class<E> type) {
        return value(property).asAllowableValue(type);
    }

    boolean flag(final PropertyDescriptor property) {
        return value(property).asBoolean();
    }

    Duration duration(final PropertyDescriptor property) {
        return value(property).asDuration();
    }

    /** Text without expressions; nothing if it is blank or not set. */
    Optional<String> text(final PropertyDescriptor property) {
        return Optional.ofNullable(value(property).getValue()).map(String::strip).filter(Predicate.not(String::isEmpty));
    }

    /** Text with its expressions evaluated; nothing if it is blank or not set. */
    Optional<String> evaluatedText(final PropertyDescriptor property) throws InvalidPropertyException {
        return evaluated(property).map(String::strip).filter(Predicate.not(String::isEmpty));
    }

    /** @throws InvalidPropertyException if the value is blank */
    String required(final PropertyDescriptor property) throws InvalidPropertyException {
        return evaluatedText(property)
                .orElseThrow(() -> new InvalidPropertyException("Property [%s] is empty: its expression has no value".formatted(property.getName()), null));
    }

    /** The value with its expressions evaluated, unchanged. */
    Optional<String> evaluated(final PropertyDescriptor property) throws InvalidPropertyException {
        try {
            return Optional.ofNullable(evaluation.apply(value(property)).getValue());
        } catch (RuntimeException e) {
            throw new InvalidPropertyException(
                    "The expression in property [%s] cannot be evaluated: %s".formatted(property.getName(), RowText.shown(Messages.of(e))), e);
        }
    }
}
