package io.github.nifistarrocks.emulator.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.TextValues;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;

/** The conditions of a filter by which tablets can be skipped: comparisons of a column with constants, connected by AND. */
final class Conditions {

    private final List<Expression> conjuncts = new ArrayList<>();

    private Conditions() {}

    static Conditions none() {
        return new Conditions();
    }

    static Conditions of(final Expression where) {
        final Conditions conditions = new Conditions();
        conditions.collect(where);
        return conditions;
    }

    private void collect(final Expression expression) {
        final Expression inner = bare(expression);
        if (inner instanceof final AndExpression and) {
            collect(and.getLeftExpression());
            collect(and.getRightExpression());
        } else {
            conjuncts.add(inner);
        }
    }

    /** Whether nothing can match, whatever the table holds. */
    boolean neverTrue() {
        return conjuncts.stream().anyMatch(Conditions::isFalse);
    }

    /** The ranges that a column's value must be in, each; values are of the column's Java class. */
    List<ValueRange> ranges(final Column column) {
        final List<ValueRange> ranges = new ArrayList<>();
        for (final Expression conjunct : conjuncts) {
            switch (conjunct) {
                case ComparisonOperator comparison -> addComparison(ranges, column, comparison);
                case Between between when !between.isNot() && names(between.getLeftExpression(), column) -> {
                    literal(column.type(), between.getBetweenExpressionStart()).ifPresent(low -> ranges.add(ValueRange.atLeast(low)));
                    literal(column.type(), between.getBetweenExpressionEnd()).ifPresent(high -> ranges.add(ValueRange.atMost(high)));
                }
                default -> {}
            }
        }
        return ranges;
    }

    /** The values that a column may have, where the filter lists them. */
    Optional<List<Object>> values(final Column column) {
        for (final Expression conjunct : conjuncts) {
            final Optional<List<Object>> values = switch (conjunct) {
                case ComparisonOperator comparison -> equalTo(comparison, column);
                case InExpression in when !in.isNot() && names(in.getLeftExpression(), column) -> inList(in, column);
                default -> Optional.empty();
            };
            if (values.isPresent()) {
                return values;
            }
        }
        return Optional.empty();
    }

    private static Optional<List<Object>> equalTo(final ComparisonOperator comparison, final Column column) {
        if (!comparison.getStringExpression().equals("=")) {
            return Optional.empty();
        }
        if (names(comparison.getLeftExpression(), column)) {
            return literal(column.type(), comparison.getRightExpression()).map(List::of);
        }
        return names(comparison.getRightExpression(), column) ? literal(column.type(), comparison.getLeftExpression()).map(List::of) : Optional.empty();
    }

    private static Optional<List<Object>> inList(final InExpression in, final Column column) {
        if (!(in.getRightExpression() instanceof final ParenthesedExpressionList<?> list)) {
            return Optional.empty();
        }
        final List<Object> values = new ArrayList<>();
        for (final Expression item : list) {
            literal(column.type(), item).ifPresent(values::add);
        }
        return values.size() == list.size() ? Optional.of(values) : Optional.empty();
    }

    private static void addComparison(final List<ValueRange> ranges, final Column column, final ComparisonOperator comparison) {
        final boolean forward = names(comparison.getLeftExpression(), column);
        if (!forward && !names(comparison.getRightExpression(), column)) {
            return;
        }
        final Expression constant = forward ? comparison.getRightExpression() : comparison.getLeftExpression();
        literal(column.type(), constant).flatMap(
                value -> forward ? ValueRange.of(comparison.getStringExpression(), value) : ValueRange.ofMirrored(comparison.getStringExpression(), value))
                .ifPresent(ranges::add);
    }

    private static boolean isFalse(final Expression expression) {
        return switch (expression) {
            case ComparisonOperator comparison when bare(comparison.getLeftExpression()) instanceof final LongValue left
                    && bare(comparison.getRightExpression()) instanceof final LongValue right ->
                !holds(comparison.getStringExpression(), left, right);
            case net.sf.jsqlparser.schema.Column column -> column.getColumnName().equalsIgnoreCase("false");
            default -> expression instanceof NullValue || expression.toString().equalsIgnoreCase("false");
        };
    }

    private static boolean holds(final String operator, final LongValue left, final LongValue right) {
        final int order = left.getBigIntegerValue().compareTo(right.getBigIntegerValue());
        return switch (operator) {
            case "=" -> order == 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<>", "!=" -> order != 0;
            default -> true;
        };
    }

    private static boolean names(final Expression expression, final Column column) {
        return switch (bare(expression)) {
            case net.sf.jsqlparser.schema.Column named -> named.getUnquotedColumnName().equalsIgnoreCase(column.name());
            case DateUnitExpression unit -> unit.getType().name().equalsIgnoreCase(column.name());
            default -> false;
        };
    }

    private static Expression bare(final Expression expression) {
        return expression instanceof final ParenthesedExpressionList<?> list && list.size() == 1 ? bare(list.getFirst()) : expression;
    }

    /** The constant as a value of the column; empty where it is none, or not exactly. */
    private static Optional<Object> literal(final ColumnType type, final Expression expression) {
        return constant(bare(expression)).flatMap(text -> {
            try {
                return Optional.of(TextValues.parse(type, text)).filter(value -> isExact(type, text, value));
            } catch (InvalidValueException e) {
                return Optional.empty();
            }
        });
    }

    private static boolean isExact(final ColumnType type, final String text, final Object value) {
        return switch (type.kind()) {
            case DECIMAL, DECIMALV2 -> ((BigDecimal) value).compareTo(new BigDecimal(text.trim())) == 0;
            case DATE -> text.trim().length() == "yyyy-MM-dd".length();
            case FLOAT, DOUBLE -> false;
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT -> true;
        };
    }

    private static Optional<String> constant(final Expression expression) {
        return switch (expression) {
            case StringValue text -> Optional.of(SqlNames.text(text.getValue(), '\''));
            case LongValue number -> Optional.of(number.getStringValue());
            case DoubleValue number -> Optional.of(number.toString());
            case SignedExpression signed when signed.getExpression() instanceof LongValue || signed.getExpression() instanceof DoubleValue ->
                Optional.of(signed.getSign() == '-' ? "-" + signed.getExpression() : signed.getExpression().toString());
            case net.sf.jsqlparser.schema.Column column when column.getTable() == null && SqlNames.isText(column.getColumnName()) ->
                Optional.of(SqlNames.text(column.getColumnName().substring(1, column.getColumnName().length() - 1), '"'));
            default -> Optional.empty();
        };
    }
}
