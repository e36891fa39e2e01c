package io.github.nifistarrocks.emulator.load;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.load.source.LoadFormat;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.sql.ColumnsHeader;
import io.github.nifistarrocks.emulator.sql.SqlSyntaxException;

/** The source of every column and of the operation of a row. */
final class ColumnMapping {

    private static final int NONE = -1;

    private final Table table;
    private final List<String> fields = new ArrayList<>();
    private final int[] fieldOfColumn;
    private final Expression[] expressionOfColumn;
    private int opField = NONE;
    private Optional<Expression> opExpression = Optional.empty();
    private int constantOp;

    private ColumnMapping(final Table table) {
        this.table = table;
        this.fieldOfColumn = new int[table.columns().size()];
        Arrays.fill(fieldOfColumn, NONE);
        this.expressionOfColumn = new Expression[table.columns().size()];
    }

    static ColumnMapping of(final Table table, final LoadOptions options, final Connection connection) throws LoadRefusedException {
        final ColumnMapping mapping = new ColumnMapping(table);
        final List<ColumnsHeader.Item> items;
        try {
            items = options.text("columns").map(ColumnsHeader::parse).orElseGet(List::of);
        } catch (SqlSyntaxException e) {
            throw new LoadRefusedException(e.getMessage());
        }
        mapping.addFields(items, options);
        mapping.addExpressions(items, connection);
        mapping.check(options);
        return mapping;
    }

    /** Names of the source fields, in order. */
    List<String> fields() {
        return fields;
    }

    /** @return the position of the source field; -1 when the column is not filled from one */
    int fieldOf(final int column) {
        return fieldOfColumn[column];
    }

    /** The column that is filled from a source field. */
    Optional<Column> columnOf(final int field) {
        for (int i = 0; i < fieldOfColumn.length; i++) {
            if (fieldOfColumn[i] == field) {
                return Optional.of(table.columns().get(i));
            }
        }
        return Optional.empty();
    }

    /** @return null when the column is not filled by an expression */
    Expression expressionOf(final int column) {
        return expressionOfColumn[column];
    }

    /** Which columns the load fills. */
    boolean[] provided() {
        final boolean[] provided = new boolean[fieldOfColumn.length];
        for (int i = 0; i < provided.length; i++) {
            provided[i] = fieldOfColumn[i] != NONE || expressionOfColumn[i] != null;
        }
        return provided;
    }

    /** 0 for upsert, 1 for delete. */
    int opOf(final SourceRow row) {
        if (opField != NONE) {
            return number(row.text(opField));
        }
        return opExpression.map(expression -> number(String.valueOf(expression.evaluate(row, fields.size())))).orElse(constantOp);
    }

    private void addFields(final List<ColumnsHeader.Item> items, final LoadOptions options) throws LoadRefusedException {
        final Set<String> seen = new HashSet<>();
        for (final ColumnsHeader.Item item : items) {
            if (table.column(item.name()).filter(Column::isGenerated).isPresent()) {
                throw new LoadRefusedException("generated column: %s can not be specified".formatted(item.name()));
            }
            if (item.expression().isEmpty()) {
                if (!seen.add(item.name().toLowerCase(Locale.ROOT))) {
                    throw new LoadRefusedException("Duplicate column: " + item.name());
                }
                fields.add(item.name());
            }
        }
        if (fields.isEmpty()) {
            table.columns().stream().filter(column -> !column.isGenerated() && !column.isAutoIncrement()).forEach(column -> fields.add(column.name()));
        }
        final Set<String> targets = new HashSet<>();
        for (final ColumnsHeader.Item item : items) {
            if (item.expression().isPresent() && !targets.add(item.name().toLowerCase(Locale.ROOT))) {
                throw new LoadRefusedException("Duplicate column mapping: " + item.name());
            }
        }
        final boolean primary = table.keysType() == KeysType.PRIMARY;
        final boolean byName = options.format() == LoadFormat.JSON && options.text("jsonpaths").isEmpty();
        if (primary && byName && !seen.contains(SourceRow.OP) && !targets.contains(SourceRow.OP)) {
            fields.add(SourceRow.OP);
        }
        for (int i = 0; i < fields.size(); i++) {
            final int column = table.position(fields.get(i));
            if (column >= 0 && !targets.contains(fields.get(i).toLowerCase(Locale.ROOT))) {
                fieldOfColumn[column] = i;
            } else if (primary && fields.get(i).equalsIgnoreCase(SourceRow.OP)) {
                opField = i;
            }
        }
    }

    private void addExpressions(final List<ColumnsHeader.Item> items, final Connection connection) throws LoadRefusedException {
        for (final ColumnsHeader.Item item : items) {
            if (item.expression().isPresent()) {
                addExpression(item.name(), item.expression().get(), connection);
            }
        }
    }

    private void addExpression(final String target, final String sql, final Connection connection) throws LoadRefusedException {
        if (target.equalsIgnoreCase(SourceRow.OP) && table.keysType() == KeysType.PRIMARY) {
            addOp(sql, connection);
            return;
        }
        final int column = table.position(target);
        if (column < 0) {
            throw new LoadRefusedException("Mapping column is not in table. column: " + target);
        }
        expressionOfColumn[column] = Expression.ofFields(connection, target, sql, fields);
    }

    private void addOp(final String sql, final Connection connection) throws LoadRefusedException {
        opField = NONE;
        final boolean quoted = sql.startsWith("'") || sql.startsWith("\"");
        if (quoted) {
            final String name = sql.substring(1, sql.length() - 1);
            constantOp = switch (name.toLowerCase(Locale.ROOT)) {
                case "upsert" -> 0;
                case "delete" -> 1;
                default -> throw new LoadRefusedException("load op type string not supported: " + name);
            };
        } else if (sql.chars().allMatch(Character::isDigit)) {
            constantOp = Integer.parseInt(sql);
            if (constantOp > 1) {
                throw new LoadRefusedException("const load op type column should only be upsert(0)/delete(1)");
            }
        } else {
            opExpression = Optional.of(Expression.ofFields(connection, SourceRow.OP, sql, fields));
        }
    }

    private void check(final LoadOptions options) throws LoadRefusedException {
        final boolean partial = options.isPartialUpdate();
        final boolean[] provided = provided();
        for (int i = 0; i < provided.length; i++) {
            final Column column = table.columns().get(i);
            if (column.isGenerated()) {
                continue;
            }
            if (!provided[i] && partial && column.key()) {
                throw new LoadRefusedException("key column %s not in partial update columns".formatted(column.name()));
            }
            if (!provided[i] && !partial && !column.nullable() && column.defaultValue().isEmpty() && !column.isAutoIncrement()) {
                throw new LoadRefusedException("Column has no default value. column: " + column.name());
            }
            if (fieldOfColumn[i] != NONE && column.type().kind() == TypeKind.HLL) {
                throw new LoadRefusedException("HLL column must use hll_hash function, like %s=hll_hash(xxx)".formatted(column.name()));
            }
            if (fieldOfColumn[i] != NONE && column.type().kind() == TypeKind.BITMAP) {
                throw new LoadRefusedException("BITMAP column must use to_bitmap function, like %s=to_bitmap(xxx)".formatted(column.name()));
            }
        }
    }

    private static int number(final String op) {
        return op != null && op.strip().equals("1") ? 1 : 0;
    }
}
