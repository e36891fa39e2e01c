package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;

/**
 * What keeps fractions away from columns of whole numbers: a BE that reads JSON cuts them off, also in strict mode (be/src/formats/json/numeric_column.cpp).
 */
final class WholeNumbers {

    private static final Set<String> TYPES = Set.of("TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT");
    private static final double LARGEST_WHOLE_DOUBLE = 1L << 53;

    private WholeNumbers() {}

    static boolean is(final double real) {
        return Math.abs(real) <= LARGEST_WHOLE_DOUBLE && real == Math.rint(real);
    }

    static boolean is(final BigDecimal decimal) throws UnencodableValueException {
        return decimal.signum() == 0 || Finite.bounded(decimal).stripTrailingZeros().scale() <= 0;
    }

    /** A BE that reads JSON makes a DOUBLE of such text, which has not all digits. Other text, which is no decimal number, is for the server to refuse. */
    static Optional<BigDecimal> decimalOf(final String text) throws UnencodableValueException {
        if (!mayHoldFraction(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Finite.bounded(new BigDecimal(text.strip())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean mayHoldFraction(final String text) {
        return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
    }

    static UnencodableValueException fraction(final Object value, final TableColumn column) {
        return new UnencodableValueException("%s cannot be loaded into a column of type %s, which takes whole numbers only; an expression can round it"
                .formatted(value, column.type()));
    }

    /** @return whether there are whole numbers somewhere in a nested column */
    static boolean heldBy(final TableColumn column) {
        return column.children().stream().anyMatch(child -> TYPES.contains(child.type()) || heldBy(child));
    }

    /**
     * @param json one JSON value for a nested column
     * @throws UnencodableValueException when a fraction stands where the column holds whole numbers
     */
    static void check(final String json, final TableColumn column) throws IOException {
        if (!mayHoldFraction(json)) {
            return;
        }
        try (JsonParser parser = JsonText.parser(json)) {
            parser.nextToken();
            checkValue(parser, column, column);
        }
    }

    private static void checkValue(final JsonParser parser, final TableColumn part, final TableColumn column) throws IOException {
        switch (parser.currentToken()) {
            case START_ARRAY -> {
                final boolean known = "ARRAY".equals(part.type()) && part.children().size() == 1;
                if (!known) {
                    parser.skipChildren();
                    return;
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    checkValue(parser, part.children().getFirst(), column);
                }
            }
            case START_OBJECT -> {
                if (!"MAP".equals(part.type()) && !"STRUCT".equals(part.type())) {
                    parser.skipChildren();
                    return;
                }
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    checkEntry(parser, part, column);
                }
            }
            case VALUE_NUMBER_FLOAT, VALUE_STRING -> checkNumber(parser.getText(), part, column);
            default -> {
                // Neither a number with a fraction nor a text that may be one.
            }
        }
    }

    private static void checkEntry(final JsonParser parser, final TableColumn part, final TableColumn column) throws IOException {
        final String name = parser.currentName();
        parser.nextToken();
        if ("MAP".equals(part.type()) && part.children().size() == 2) {
            checkNumber(name, part.children().getFirst(), column);
            checkValue(parser, part.children().getLast(), column);
        } else {
            final Optional<TableColumn> field = part.children().stream().filter(child -> child.name().equalsIgnoreCase(name)).findFirst();
            if (field.isPresent()) {
                checkValue(parser, field.get(), column);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void checkNumber(final String text, final TableColumn part, final TableColumn column) throws UnencodableValueException {
        final Optional<BigDecimal> decimal = TYPES.contains(part.type()) ? decimalOf(text) : Optional.empty();
        if (decimal.isPresent() && !is(decimal.get())) {
            throw new UnencodableValueException("It holds %s where the column of type %s takes whole numbers only (%s)".formatted(text, column.type(), part
                    .type()));
        }
    }
}
