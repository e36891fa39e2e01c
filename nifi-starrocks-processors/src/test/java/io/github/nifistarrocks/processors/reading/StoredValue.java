package io.github.nifistarrocks.processors.reading;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;

/** Compares what a table holds with the JSON or the text that was sent, without the code of the processor. */
final class StoredValue {

    private static final ObjectMapper EXACT = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
    private static final int SAFE_DIGITS = 15;

    private StoredValue() {}

    static JsonNode json(final String text) {
        try {
            return EXACT.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static JsonNode text(final String text) {
        return TextNode.valueOf(text);
    }

    /** How a stored value compares with the one that was sent. */
    enum Comparison {
        EQUAL,
        /** A number of more than 15 digits, of which the reader keeps only a double. If the double has 15 digits, nothing shows that there were more. */
        EQUAL_AS_DOUBLE,
        DIFFERENT
    }

    static Comparison compare(final JsonNode sent, final Object stored, final String type) {
        if (sent.isNull()) {
            return of(stored == null);
        }
        if (stored == null) {
            return of("JSON".equals(type) && sent.isTextual() && "null".equals(sent.textValue()));
        }
        return switch (type) {
            case "JSON" -> of(isSame(sent, json(stored.toString())) || sent.isTextual() && isSame(json(sent.textValue()), json(stored.toString())));
            case "ARRAY<VARCHAR(200)>" -> array(sent, json(stored.toString()));
            case "DOUBLE" -> sent.isBoolean()
                    ? decimal(sent, new BigDecimal(stored.toString()))
                    : of(number(sent).map(exact -> exact.doubleValue() == ((Number) stored).doubleValue()).orElse(false));
            case "BOOLEAN" -> of(stored.equals(truth(sent)));
            default -> type.startsWith("VARCHAR") ? text(sent, stored.toString()) : decimal(sent, new BigDecimal(stored.toString()));
        };
    }

    private static Comparison array(final JsonNode sent, final JsonNode stored) {
        final JsonNode elements = sent.isTextual() ? json(sent.textValue()) : sent;
        if (!elements.isArray() || elements.size() != stored.size()) {
            return Comparison.DIFFERENT;
        }
        Comparison result = Comparison.EQUAL;
        for (int i = 0; i < elements.size(); i++) {
            final Comparison element = compare(elements.get(i), stored.get(i).isNull() ? null : stored.get(i).asText(), "VARCHAR(200)");
            result = element.compareTo(result) > 0 ? element : result;
        }
        return result;
    }

    private static Object truth(final JsonNode sent) {
        if (sent.isBoolean()) {
            return sent.booleanValue();
        }
        final String text = sent.asText().strip();
        if ("true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text)) {
            return Boolean.valueOf(text);
        }
        return number(sent).map(exact -> exact.signum() != 0).orElse(null);
    }

    private static Comparison text(final JsonNode sent, final String stored) {
        if (sent.isTextual()) {
            return of(sent.textValue().equals(stored));
        }
        if (sent.isNumber()) {
            return decimal(sent, new BigDecimal(stored));
        }
        return of(sent.isBoolean() ? stored.equals(sent.asText()) : isSame(sent, json(stored)));
    }

    private static Comparison decimal(final JsonNode sent, final BigDecimal stored) {
        if (sent.isBoolean()) {
            return of(stored.compareTo(sent.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO) == 0);
        }
        final Optional<BigDecimal> exact = number(sent);
        if (exact.isEmpty()) {
            return Comparison.DIFFERENT;
        }
        if (exact.get().compareTo(stored) == 0) {
            return Comparison.EQUAL;
        }
        final boolean isBeyondDouble = sent.isBigDecimal() && exact.get().stripTrailingZeros().precision() > SAFE_DIGITS;
        return isBeyondDouble && new BigDecimal(Double.toString(exact.get().doubleValue())).compareTo(stored) == 0
                ? Comparison.EQUAL_AS_DOUBLE
                : Comparison.DIFFERENT;
    }

    private static Optional<BigDecimal> number(final JsonNode sent) {
        try {
            return sent.isNumber() || sent.isTextual() ? Optional.of(new BigDecimal(sent.asText().strip())) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Numbers inside of JSON are doubles where they have a fraction, as for a JSON column. */
    static boolean isSame(final JsonNode one, final JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.isIntegralNumber() && other.isIntegralNumber()
                    ? one.bigIntegerValue().equals(other.bigIntegerValue())
                    : one.doubleValue() == other
                            .doubleValue();
        }
        if (one.getNodeType() != other.getNodeType() || one.size() != other.size()) {
            return false;
        }
        if (one.isArray()) {
            for (int i = 0; i < one.size(); i++) {
                if (!isSame(one.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return one.isObject()
                ? one.properties().stream().allMatch(field -> other.has(field.getKey()) && isSame(field.getValue(), other.get(field.getKey())))
                : Objects.equals(one.asText(), other.asText());
    }

    private static Comparison of(final boolean isEqual) {
        return isEqual ? Comparison.EQUAL : Comparison.DIFFERENT;
    }
}
