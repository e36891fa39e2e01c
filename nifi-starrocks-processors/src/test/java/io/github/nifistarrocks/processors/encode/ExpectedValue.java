package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;

/** What a value means in a column, independent of the product's code, as a BE prints it. */
final class ExpectedValue {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("(\\d{4})([-/._]?)(\\d{1,2})\\2(\\d{1,2})(?:[T ]*(\\d{1,2}):?(?:(\\d{1,2}):?(?:(\\d{1,2})(\\.\\d*)?)?)?)?");

    private static final Pattern INSTANT = Pattern
            .compile("\\d{4}-[01]\\d-[0-3]\\d[T ][0-2]\\d:[0-5]\\d:[0-5]\\d(\\.\\d{1,9})? ?(Z|[-+]\\d\\d:?\\d\\d)");

    private ExpectedValue() {}

    /** What stands in a column, and whether it is the value with all its digits. */
    record Meaning(Function<String, Boolean> isStored, boolean exact) {}

    /** @return what the value means in the column; empty when it means nothing there */
    static Optional<Meaning> of(final ColumnType type, final Object value) {
        return switch (type) {
            case ScalarType.BOOLEAN -> bool(value);
            case ScalarType.TINYINT -> whole(value, 8);
            case ScalarType.SMALLINT -> whole(value, 16);
            case ScalarType.INT -> whole(value, 32);
            case ScalarType.BIGINT -> whole(value, 64);
            case ScalarType.LARGEINT -> whole(value, 128);
            case ScalarType.FLOAT -> number(value).filter(number -> Float.isFinite(number.floatValue()))
                    .map(number -> new Meaning(text -> Float.parseFloat(text) == number.floatValue(), isKept(number, number.floatValue())));
            case ScalarType.DOUBLE -> number(value).filter(number -> Double.isFinite(number.doubleValue()))
                    .map(number -> new Meaning(text -> Double.parseDouble(text) == number.doubleValue(), isKept(number, number.doubleValue())));
            case ScalarType.DATE -> date(value)
                    .map(date -> new Meaning(date.toLocalDate().toString()::equals, date.toLocalDate().atStartOfDay().equals(date)));
            case ScalarType.DATETIME -> date(value).map(date -> new Meaning(printed(date)::equals, date.getNano() % 1000 == 0));
            case ColumnType.DecimalType decimal -> decimal(value, decimal);
            case ColumnType.CharType text -> text(value, text.length().orElseThrow()).filter(meaning -> plain(value).indexOf('\0') < 0);
            case ColumnType.VarcharType text -> text(value, text.length().orElse(1_048_576));
            case ColumnType.VarbinaryType bytes -> bytes(value, bytes.length().orElse(1_048_576));
            case ScalarType.JSON -> json(value);
            case ColumnType.ArrayType ignored -> nested(value, type);
            case ColumnType.MapType ignored -> nested(value, type);
            case ColumnType.StructType ignored -> nested(value, type);
            case ScalarType.HLL, ScalarType.BITMAP, ScalarType.PERCENTILE -> throw new IllegalArgumentException("Not recorded: " + type);
            case ColumnType.UnknownType unknown -> throw new IllegalArgumentException("Not recorded: " + unknown);
        };
    }

    private static String plain(final Object value) {
        return value instanceof final Number number ? new BigDecimal(number.toString()).toPlainString() : value.toString();
    }

    private static Optional<BigDecimal> number(final Object value) {
        return switch (value) {
            case Boolean flag -> Optional.of(flag ? BigDecimal.ONE : BigDecimal.ZERO);
            case Number number -> Optional.of(new BigDecimal(number.toString()));
            case String text when NUMBER.matcher(text.strip()).matches() -> Optional.of(new BigDecimal(text.strip()));
            default -> Optional.empty();
        };
    }

    private static boolean isKept(final BigDecimal number, final double nearest) {
        return nearest != 0 || number.signum() == 0;
    }

    private static Optional<Meaning> bool(final Object value) {
        if (value instanceof final String text && ("true".equalsIgnoreCase(text.strip()) || "false".equalsIgnoreCase(text.strip()))) {
            return Optional.of(new Meaning(("true".equalsIgnoreCase(text.strip()) ? "1" : "0")::equals, true));
        }
        return number(value).map(number -> new Meaning((number.signum() == 0 ? "0" : "1")::equals,
                number.signum() == 0 || number.compareTo(BigDecimal.ONE) == 0));
    }

    private static Optional<Meaning> whole(final Object value, final int bits) {
        return number(value).filter(number -> number.signum() == 0 || number.stripTrailingZeros().scale() <= 0 && number.scale() > -400)
                .map(BigDecimal::toBigInteger)
                .filter(number -> number.bitLength() < bits).map(number -> new Meaning(text -> new BigInteger(text).equals(number), true));
    }

    private static Optional<Meaning> decimal(final Object value, final ColumnType.DecimalType type) {
        final int scale = type.scale().orElseThrow();
        final BigInteger limit = BigInteger.TEN.pow(type.precision().orElseThrow());
        return number(value).flatMap(number -> {
            final BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
            return rounded.unscaledValue().abs().compareTo(limit) < 0
                    ? Optional.of(new Meaning(text -> new BigDecimal(text).compareTo(rounded) == 0, rounded.compareTo(number) == 0))
                    : Optional.empty();
        });
    }

    private static Optional<LocalDateTime> date(final Object value) {
        if (INSTANT.matcher(plain(value).strip()).matches()) {
            return Optional.of(OffsetDateTime.parse(plain(value).strip().replaceFirst("(\\d) ?([-+]\\d\\d)(\\d\\d)$", "$1$2:$3").replaceFirst(" (?=\\d)", "T").replace(
                    " ", "")).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        final Matcher parts = DATE.matcher(plain(value).strip());
        if (value instanceof Boolean || !parts.matches()) {
            return Optional.empty();
        }
        final boolean digits = parts.group(2).isEmpty();
        if (digits && !plain(value).strip().matches("\\d{8}(T?\\d{6}(\\.\\d*)?)?") || !digits && !plain(value).strip().matches("[^T ]*(?:(?:T| +)[\\d:.]+)?")
                || !digits && plain(value).strip().matches("[^T ]*[T ]+\\d\\d\\d.*")) {
            return Optional.empty();
        }
        final List<Integer> numbers = new ArrayList<>();
        for (final int group : new int[] {1, 3, 4, 5, 6, 7}) {
            numbers.add(parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group)));
        }
        final String fraction = parts.group(8) == null ? "" : parts.group(8).substring(1);
        try {
            return Optional.of(LocalDateTime.of(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4), numbers.get(5),
                    Integer.parseInt((fraction + "000000000").substring(0, 9))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String printed(final LocalDateTime date) {
        final int micros = date.getNano() / 1000;
        return "%s %02d:%02d:%02d%s".formatted(date.toLocalDate(), date.getHour(), date.getMinute(), date.getSecond(), micros == 0
                ? ""
                : ".%06d".formatted(micros));
    }

    private static Optional<Meaning> text(final Object value, final int max) {
        final String text = plain(value);
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= max && new String(bytes, StandardCharsets.UTF_8).equals(text) ? Optional.of(new Meaning(text::equals, true)) : Optional.empty();
    }

    /** Bytes that are not UTF-8 are read as one character each. */
    private static Optional<Meaning> bytes(final Object value, final int max) {
        final String text = plain(value);
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= max && new String(bytes, StandardCharsets.UTF_8).equals(text)
                ? Optional.of(new Meaning(stored -> stored.equals(text) || stored.equals(new String(bytes, StandardCharsets.ISO_8859_1)), true))
                : Optional.empty();
    }

    private static Optional<JsonNode> tree(final Object value) {
        try {
            return Optional.of(JSON.readTree(value.toString())).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Meaning> json(final Object value) {
        return tree(value).map(tree -> new Meaning(text -> tree.isNull()
                ? text.equals(BackendValues.NULL)
                : tree(text).filter(stored -> tree.equals(ExpectedValue::compare, stored)).isPresent(), true));
    }

    /** Whole numbers are compared by their digits, and others also by the DOUBLE that they are, of which a BE does not always print the shortest digits. */
    private static int compare(final JsonNode expected, final JsonNode stored) {
        if (!expected.isNumber() || !stored.isNumber()) {
            return expected.equals(stored) ? 0 : 1;
        }
        final boolean isDouble = !expected.isIntegralNumber() && expected.doubleValue() == stored.doubleValue();
        return isDouble ? 0 : expected.decimalValue().compareTo(stored.decimalValue());
    }

    private static Optional<Meaning> nested(final Object value, final ColumnType type) {
        return tree(value).filter(tree -> !tree.isNull()).flatMap(tree -> part(tree, type)).map(printed -> new Meaning(printed.text::equals, printed.exact));
    }

    private record Printed(String text, boolean exact) {}

    private static Optional<Printed> part(final JsonNode tree, final ColumnType type) {
        if (tree.isNull()) {
            return Optional.of(new Printed("null", true));
        }
        return switch (type) {
            case ColumnType.ArrayType array -> !tree.isArray() ? Optional.empty() : list(StreamSupport.stream(tree.spliterator(), false)
                    .map(element -> part(element, array.element())).toList(), "[", "]");
            case ColumnType.MapType map -> !tree.isObject() ? Optional.empty() : list(tree.properties().stream().map(entry -> pair(part(TextNode.valueOf(entry
                    .getKey()), map.key()), part(entry.getValue(), map.value()))).toList(), "{", "}");
            case ColumnType.StructType struct -> struct(tree, struct);
            default -> single(tree, type);
        };
    }

    private static Optional<Printed> struct(final JsonNode tree, final ColumnType.StructType struct) {
        if (!tree.isObject() || tree.properties().stream().anyMatch(entry -> struct.fields().stream().noneMatch(field -> field.name().equalsIgnoreCase(entry
                .getKey())))) {
            return Optional.empty();
        }
        return list(struct.fields().stream().map(field -> pair(Optional.of(new Printed('"' + field.name() + '"', true)), part(tree.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(field.name())).map(Map.Entry::getValue).findFirst().orElse(JsonNodeFactory.instance
                        .nullNode()), field.type()))).toList(), "{", "}");
    }

    private static Optional<Printed> pair(final Optional<Printed> key, final Optional<Printed> value) {
        return key.flatMap(left -> value.map(right -> new Printed(left.text + ':' + right.text, left.exact && right.exact)));
    }

    private static Optional<Printed> list(final List<Optional<Printed>> parts, final String begin, final String end) {
        if (parts.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        final List<Printed> found = parts.stream().map(Optional::orElseThrow).toList();
        return Optional.of(new Printed(begin + String.join(",", found.stream().map(Printed::text).toList()) + end, found.stream().allMatch(Printed::exact)));
    }

    /** Only for types whose print follows from the value. */
    private static Optional<Printed> single(final JsonNode tree, final ColumnType type) {
        final boolean structure = tree.isArray() || tree.isObject();
        final Object value = tree.isNumber() ? tree.decimalValue() : tree.isBoolean() ? (Object) tree.booleanValue() : tree.isTextual() ? tree.textValue() : tree
                .toString();
        final boolean text = type instanceof ColumnType.VarcharType || type instanceof ColumnType.CharType || type instanceof ColumnType.VarbinaryType;
        if (type == ScalarType.JSON) {
            return json(tree.toString()).map(meaning -> new Printed("'" + tree.toString().replace(":", ": ").replace(",", ", ") + "'", true));
        }
        if (structure && !text) {
            return Optional.empty();
        }
        return of(type, value).map(meaning -> new Printed(switch (type) {
            case ColumnType.DecimalType decimal -> number(value).orElseThrow().setScale(decimal.scale().orElseThrow(), RoundingMode.HALF_UP).toPlainString();
            case ScalarType.BOOLEAN -> meaning.isStored().apply("1") ? "1" : "0";
            case ScalarType.FLOAT, ScalarType.DOUBLE -> number(value).orElseThrow().stripTrailingZeros().toPlainString();
            case ScalarType.DATE -> '"' + date(value).orElseThrow().toLocalDate().toString() + '"';
            case ScalarType.DATETIME -> '"' + printed(date(value).orElseThrow()) + '"';
            case ScalarType ignored -> number(value).orElseThrow().toBigInteger().toString();
            default -> '"' + plain(value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }, meaning.exact()));
    }
}
