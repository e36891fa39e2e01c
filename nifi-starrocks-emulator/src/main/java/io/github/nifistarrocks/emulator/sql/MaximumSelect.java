package io.github.nifistarrocks.emulator.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * {@code SELECT max(a), max(b) FROM d.t PARTITION (p) WHERE condition}.
 *
 * @param table with its database
 * @param columns of which the maxima are selected
 * @param partitions to be read; empty for all
 * @param where the condition
 */
public record MaximumSelect(TableName table, List<String> columns, List<String> partitions, Optional<String> where) {

    /** @return empty for another statement */
    public static Optional<MaximumSelect> parse(final String sql) {
        final TokenCursor tokens = new TokenCursor(sql);
        if (!tokens.accept("select", "max")) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(tokens));
        } catch (SqlSyntaxException e) {
            return Optional.empty();
        }
    }

    private static MaximumSelect parse(final TokenCursor tokens) {
        final List<String> columns = new ArrayList<>(maximum(tokens));
        while (tokens.acceptSymbol(",")) {
            tokens.expect("max");
            columns.addAll(maximum(tokens));
        }
        tokens.expect("from");
        final TableName table = tokens.tableName();
        final List<String> partitions = tokens.accept("partition") ? tokens.names() : List.of();
        if (tokens.accept("where")) {
            return new MaximumSelect(table, columns, partitions, Optional.of(tokens.rest()));
        }
        if (!tokens.isAtEnd()) {
            throw tokens.failure("WHERE");
        }
        return new MaximumSelect(table, columns, partitions, Optional.empty());
    }

    private static List<String> maximum(final TokenCursor tokens) {
        final List<String> argument = tokens.names();
        if (argument.size() != 1) {
            throw tokens.failure("one column");
        }
        return argument;
    }
}
