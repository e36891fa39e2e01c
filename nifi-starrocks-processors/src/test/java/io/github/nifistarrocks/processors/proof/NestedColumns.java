package io.github.nifistarrocks.processors.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Columns of ARRAY, MAP and STRUCT in all 27 combinations of three levels, with leaves of every type, NULL and empty values at each level. */
final class NestedColumns {

    private static final List<Leaf> LEAVES = List.of(new Leaf("BOOLEAN", "true", "false"), new Leaf("TINYINT", "-128", "127"),
            new Leaf("SMALLINT", "-32768", "32767"), new Leaf("INT", "-2147483648", "2147483647"),
            new Leaf("BIGINT", "-9223372036854775808", "9223372036854775807"),
            new Leaf("LARGEINT", "\"-170141183460469231731687303715884105728\"", "\"170141183460469231731687303715884105727\""),
            new Leaf("FLOAT", "0.1", "-3.4028234E38", "16777216"), new Leaf("DOUBLE", "4.9E-324", "-1.7976931348623157E308", "0.1"),
            new Leaf("DECIMAL(9,2)", "\"-9999999.99\"", "\"0.01\""),
            new Leaf("DECIMAL(38,10)", "\"1234567890123456789012345678.0123456789\"", "\"-0.0000000001\""),
            new Leaf("DATE", "\"2024-02-29\"", "\"0001-01-01\"", "\"1582-10-10\"", "\"9999-12-31\""),
            new Leaf("DATETIME", "\"2024-02-29 23:59:59.000001\"", "\"2024-03-10 02:30:00\"", "\"0001-01-01 00:00:00\"", "\"9999-12-31 23:59:59.999999\""),
            new Leaf("VARCHAR(60)", "\"\"", "\" both \"", "\"a,]}:\\\"\\n\\\\N\"", "\"\\uD83D\\uDE00<&>\\u0001\"", "\"null\""),
            new Leaf("CHAR(20)", "\"c\"", "\"\\u65e5\\u672c\""));
    private static final List<Key> KEYS = List.of(new Key("VARCHAR(20)", "a", "k-2", ""), new Key("INT", "-1", "2147483647", "0"),
            new Key("DATE", "2024-02-29", "0001-01-01", "9999-12-31"), new Key("LARGEINT", "-170141183460469231731687303715884105728", "7", "8"));

    private NestedColumns() {}

    /** @param values JSON */
    private record Leaf(String ddl, List<JsonNode> values) {
        private Leaf(final String ddl, final String... values) {
            this(ddl, Stream.concat(Stream.of("null"), Stream.of(values)).map(TypedColumn::json).toList());
        }
    }

    /** Type and values of the keys of a MAP. */
    private record Key(String ddl, String one, String two, String three) {}

    private enum Level {
        ARRAY, MAP, STRUCT
    }

    /** @param leavesPerCombination how many leaf types each combination has; all types are leaves of some combination */
    static List<TypedColumn> all(final int leavesPerCombination) {
        final List<TypedColumn> columns = new ArrayList<>();
        int next = 0;
        for (final Level outer : Level.values()) {
            for (final Level middle : Level.values()) {
                for (final Level inner : Level.values()) {
                    for (int i = 0; i < Math.min(leavesPerCombination, LEAVES.size()); i++) {
                        final Leaf leaf = LEAVES.get(next % LEAVES.size());
                        final Key key = KEYS.get(next % KEYS.size());
                        final Leaf nested = within(outer, key, within(middle, key, within(inner, key, leaf)));
                        columns.add(new TypedColumn(nested.ddl(), nested.values().stream().filter(value -> !value.isNull()).map(Object.class::cast).toList()));
                        next++;
                    }
                }
            }
        }
        return columns;
    }

    private static Leaf within(final Level level, final Key key, final Leaf part) {
        final List<JsonNode> values = new ArrayList<>(List.of(TypedColumn.json("null")));
        return switch (level) {
            case ARRAY -> {
                values.add(array());
                part.values().forEach(value -> values.add(array(value)));
                values.add(array(part.values().getLast(), part.values().get(1)));
                values.add(array(part.values().toArray(JsonNode[]::new)));
                yield new Leaf("ARRAY<%s>".formatted(part.ddl()), values);
            }
            case MAP -> {
                values.add(object());
                part.values().forEach(value -> values.add(object().set(key.one(), value)));
                values.add(object().<ObjectNode>set(key.two(), part.values().get(1)).set(key.three(), part.values().getLast()));
                yield new Leaf("MAP<%s,%s>".formatted(key.ddl(), part.ddl()), values);
            }
            case STRUCT -> {
                part.values().forEach(value -> values.add(object().put("n", 7).set("x", value)));
                values.add(object().putNull("n").set("x", TypedColumn.json("null")));
                yield new Leaf("STRUCT<n INT,x %s>".formatted(part.ddl()), values);
            }
        };
    }

    private static ArrayNode array(final JsonNode... elements) {
        return TypedColumn.MAPPER.createArrayNode().addAll(List.of(elements));
    }

    private static ObjectNode object() {
        return TypedColumn.MAPPER.createObjectNode();
    }
}
