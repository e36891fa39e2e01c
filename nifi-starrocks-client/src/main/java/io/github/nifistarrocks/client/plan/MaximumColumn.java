package io.github.nifistarrocks.client.plan;

import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.sql.SqlNames;

/**
 * A column whose values increase with each load, so that rows beyond a known value are new.
 *
 * @param name as StarRocks spells it
 * @param type of literals for its values
 * @param last the value up to which rows were read; empty when none were
 * @param end rows with this value or a greater one are not read yet; empty when all are read
 */
public record MaximumColumn(String name, ParameterType type, Optional<String> last, Optional<String> end) {

    /** The state of NiFi has the value. ZooKeeper keeps at most 1 MB for each processor by default. */
    private static final int MAX_LENGTH = 1000;

    /** The condition that the column is related to a value by an operator, such as {@code >}. */
    ScanFilter condition(final String operator, final String value) {
        final String literal = literal(value);
        final String left = "%s %s ".formatted(SqlNames.quote(name), operator);
        return new ScanFilter(left + literal, left + RowText.of(literal));
    }

    private String literal(final String value) {
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The value of column [%s] has %d characters. At most %d can be kept. Use another column"
                    .formatted(name, value.length(), MAX_LENGTH));
        }
        try {
            return type.literal(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The value [%s] of column [%s] %s".formatted(RowText.of(value), name, e.getMessage()), e);
        }
    }
}
