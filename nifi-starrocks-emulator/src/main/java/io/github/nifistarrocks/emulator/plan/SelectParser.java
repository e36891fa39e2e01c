package io.github.nifistarrocks.emulator.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.emulator.catalog.TableName;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;

/** Accepts a plain scan and refuses every query that the FE refuses to plan for an external scan. */
final class SelectParser {

    private static final Set<String> AGGREGATES = Set.of("count", "sum", "min", "max", "avg", "group_concat", "array_agg", "bitmap_union", "bitmap_union_count",
            "hll_union", "hll_union_agg", "ndv", "approx_count_distinct", "any_value", "stddev", "variance", "percentile_approx");

    private final String sql;
    private final PartitionClause partitions;

    private SelectParser(final String sql) {
        this.sql = sql;
        partitions = PartitionClause.of(sql);
    }

    /** Of several statements the first counts, as recording 066 shows. */
    static ScanSelect parse(final String sql) {
        return new SelectParser(sql).parse();
    }

    private ScanSelect parse() {
        if (!(statement() instanceof final Select select)) {
            throw PlanException.of(400, "Select statement needed, but found [" + sql + " ]");
        }
        if (select instanceof SetOperationList) {
            throw PlanException.crash("class com.starrocks.sql.ast.UnionRelation cannot be cast to class com.starrocks.sql.ast.SelectRelation ("
                    + "com.starrocks.sql.ast.UnionRelation and com.starrocks.sql.ast.SelectRelation are in unnamed module of loader 'app')");
        }
        if (!(select instanceof final PlainSelect plain)) {
            throw PlanException.invalidSql(sql);
        }
        if (isMoreThanAScan(plain)) {
            throw PlanException.notAScan(sql);
        }
        if (plain.getFromItem() instanceof ParenthesedSelect || plain.getWithItemsList() != null) {
            throw PlanException.of(400, "Select statement must not embed another statement: " + sql);
        }
        if (plain.getJoins() != null && !plain.getJoins().isEmpty()) {
            throw PlanException.crash("Cannot invoke \"com.starrocks.sql.ast.expression.TableName.getDb()\" because \"<local9>\" is null");
        }
        if (!(plain.getFromItem() instanceof final Table table)) {
            throw PlanException.invalidSql(sql);
        }
        final List<ScanSelect.Item> items = plain.getSelectItems().stream().map(this::item).toList();
        return new ScanSelect(tableName(table), alias(table.getAlias()), items, Optional.ofNullable(plain.getWhere()), partitions.names());
    }

    private Statement statement() {
        try {
            return CCJSqlParserUtil.parseStatements(partitions.rest(), parser -> parser.withBackslashEscapeCharacter(true)).getFirst();
        } catch (JSQLParserException e) {
            throw PlanException.invalidSql(sql);
        }
    }

    private static boolean isMoreThanAScan(final PlainSelect select) {
        return select.getDistinct() != null || select.getGroupBy() != null || select.getHaving() != null || select.getOrderByElements() != null
                || select.getLimit() != null || select.getOffset() != null || select.getFetch() != null || select.getQualify() != null
                || select.getSelectItems().stream().anyMatch(item -> aggregates(item.getExpression()));
    }

    private static boolean aggregates(final Expression expression) {
        final boolean[] found = new boolean[1];
        expression.accept(new ExpressionVisitorAdapter<Void>() {
            @Override
            public <S> Void visit(final Function function, final S context) {
                found[0] |= AGGREGATES.contains(function.getName().toLowerCase(Locale.ROOT));
                return super.visit(function, context);
            }

            @Override
            public <S> Void visit(final AnalyticExpression analytic, final S context) {
                found[0] = true;
                return null;
            }
        }, null);
        return found[0];
    }

    /** The FE does not resolve an unqualified name against the database of the path: recording 055. */
    private TableName tableName(final Table table) {
        if (table.getUnquotedSchemaName() == null) {
            throw PlanException.invalidSql(sql);
        }
        return new TableName(table.getUnquotedSchemaName(), table.getUnquotedName());
    }

    private Optional<String> alias(final Alias alias) {
        if (alias == null) {
            return Optional.empty();
        }
        if (alias.getAliasColumns() != null) {
            throw PlanException.invalidSql(sql);
        }
        return Optional.of(SqlNames.unquoted(alias.getName()));
    }

    /** The parser reads names such as {@code day} as date units; in a select list they can only be columns. */
    private ScanSelect.Item item(final SelectItem<?> item) {
        final Optional<String> label = alias(item.getAlias());
        return switch (item.getExpression()) {
            case AllTableColumns ignored -> new ScanSelect.Item.AllColumns();
            case AllColumns ignored -> new ScanSelect.Item.AllColumns();
            case Column column when !SqlNames.isText(column.getColumnName()) -> new ScanSelect.Item.NamedColumn(column.getUnquotedColumnName(),
                    label.orElse(column.getUnquotedColumnName()));
            case DateUnitExpression unit -> new ScanSelect.Item.NamedColumn(unit.getType().name(),
                    label.orElse(unit.getType().name().toLowerCase(Locale.ROOT)));
            case Expression expression -> new ScanSelect.Item.Computed(expression, label.orElse(expression.toString()));
        };
    }
}
