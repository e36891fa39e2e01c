package io.github.nifistarrocks.emulator.plan;

import io.github.nifistarrocks.emulator.catalog.Table;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.util.deparser.ExpressionDeParser;

/** Checks the columns of a filter and writes it with bare column names in back-ticks, so that it is valid without the FROM of the query. */
final class FilterWriter extends ExpressionDeParser {

    private final Table table;
    private final String sql;

    private FilterWriter(final Table table, final String sql) {
        super(null, new StringBuilder());
        this.table = table;
        this.sql = sql;
    }

    static String write(final Expression where, final Table table, final String sql) {
        final FilterWriter writer = new FilterWriter(table, sql);
        where.accept(writer, null);
        return writer.getBuilder().toString();
    }

    @Override
    public <S> StringBuilder visit(final Column column, final S context) {
        final String name = column.getColumnName();
        if (column.getTable() == null && SqlNames.isText(name)) {
            return builder.append(name);
        }
        if (column.getTable() == null && (name.equalsIgnoreCase("true") || name.equalsIgnoreCase("false"))) {
            return builder.append(name);
        }
        return append(column.getUnquotedColumnName());
    }

    @Override
    public <S> StringBuilder visit(final DateUnitExpression unit, final S context) {
        return table.column(unit.getType().name()).isPresent() ? append(unit.getType().name()) : super.visit(unit, context);
    }

    @Override
    public <S> StringBuilder visit(final ParenthesedSelect select, final S context) {
        throw embedded();
    }

    @Override
    public <S> StringBuilder visit(final Select select, final S context) {
        throw embedded();
    }

    private StringBuilder append(final String columnName) {
        return builder.append(SqlNames.quoted(table.column(columnName).orElseThrow(() -> PlanException.invalidSql(sql)).name()));
    }

    private PlanException embedded() {
        return PlanException.of(500, "Planner should plan just only 1 ScanNode but found 2, sql is " + sql);
    }
}
