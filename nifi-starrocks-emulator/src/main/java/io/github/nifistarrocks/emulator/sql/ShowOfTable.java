package io.github.nifistarrocks.emulator.sql;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * {@code SHOW PARTITIONS FROM d.t} and {@code SHOW TABLET FROM d.t PARTITION (p) LIMIT 10,20}.
 *
 * @param subject what is shown
 * @param table with its database
 * @param partitions of which tablets are shown; empty for all
 * @param page the rows that are shown
 */
public record ShowOfTable(Subject subject, TableName table, List<String> partitions, Page page) {

    /**
     * Some of the rows.
     *
     * @param offset number of rows before it
     * @param size maximum number of rows
     */
    public record Page(int offset, int size) {
        static final Page ALL = new Page(0, Integer.MAX_VALUE);
    }

    /** Which parts of a table are shown. */
    public enum Subject {
        PARTITIONS, TEMPORARY_PARTITIONS, TABLETS
    }

    public ShowOfTable {
        partitions = List.copyOf(partitions);
    }

    /** @return empty for another statement */
    public static Optional<ShowOfTable> parse(final String sql) {
        final TokenCursor tokens = new TokenCursor(sql);
        return subject(tokens).map(subject -> {
            final TableName table = tokens.tableName();
            final List<String> partitions = subject == Subject.TABLETS && tokens.accept("partition") ? tokens.names() : List.of();
            final Page page = page(tokens);
            if (!tokens.isAtEnd()) {
                throw tokens.failure("the end of the statement");
            }
            return new ShowOfTable(subject, table, partitions, page);
        });
    }

    private static Page page(final TokenCursor tokens) {
        if (!tokens.accept("limit")) {
            return Page.ALL;
        }
        final int first = tokens.number();
        return tokens.acceptSymbol(",") ? new Page(first, tokens.number()) : new Page(0, first);
    }

    private static Optional<Subject> subject(final TokenCursor tokens) {
        if (tokens.accept("show", "partitions", "from")) {
            return Optional.of(Subject.PARTITIONS);
        }
        if (tokens.accept("show", "temporary", "partitions", "from")) {
            return Optional.of(Subject.TEMPORARY_PARTITIONS);
        }
        return tokens.accept("show", "tablet", "from") || tokens.accept("show", "tablets", "from") ? Optional.of(Subject.TABLETS) : Optional.empty();
    }
}
