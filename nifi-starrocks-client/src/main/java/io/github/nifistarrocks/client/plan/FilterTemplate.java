package io.github.nifistarrocks.client.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.core.RowText;

/**
 * An SQL condition with parameters {@code :name}. Text in quotes and backticks, and comments, have no parameters (StarRocksLex.g4). Literals are known too, so
 * that messages can be shown without them.
 */
public final class FilterTemplate {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<literal>'(?:[^'\\\\]|''|\\\\.)*+'|"(?:[^"\\\\]|""|\\\\.)*+")\
            |(?<name>`(?:[^`]|``)*+`|[\\p{Alpha}_$\\x{80}-\\x{10FFFF}][\\p{Alnum}_$\\x{80}-\\x{10FFFF}]*+)\
            |(?<number>[0-9][\\p{Alnum}_.]*+|\\.[0-9][\\p{Alnum}_]*+)\
            |(?<comment>--[^\\r\\n]*+|/\\*.*?\\*/)\
            |(?<parameter>(?<!:):[\\p{Alpha}_][\\p{Alnum}_]*+)\
            |(?<open>['"`]|/\\*)\
            |(?<other>.)""", Pattern.DOTALL);

    private final List<Piece> pieces;

    private sealed interface Piece {

        record Sql(String text) implements Piece {}

        record Literal(String text) implements Piece {}

        record Parameter(String name) implements Piece {}
    }

    private FilterTemplate(final List<Piece> pieces) {
        this.pieces = pieces;
    }

    /** @throws IllegalArgumentException for quotes, backticks and comments without an end */
    public static FilterTemplate parse(final String filter) {
        final List<Piece> pieces = new ArrayList<>();
        final Matcher token = TOKEN.matcher(filter);
        while (token.find()) {
            final String text = token.group();
            if (token.group("open") != null) {
                throw new IllegalArgumentException("The filter has a %s without an end, at character %d".formatted(text, token.start() + 1));
            }
            if (token.group("parameter") != null) {
                pieces.add(new Piece.Parameter(text.substring(1)));
            } else {
                pieces.add(token.group("literal") != null || token.group("number") != null ? new Piece.Literal(text) : new Piece.Sql(text));
            }
        }
        return new FilterTemplate(pieces);
    }

    /** The names of the parameters, without the colon. */
    public Set<String> parameters() {
        final Set<String> names = new LinkedHashSet<>();
        for (final Piece piece : pieces) {
            if (piece instanceof Piece.Parameter(final String name)) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * @param literals SQL literals by the names of all parameters
     * @throws IllegalArgumentException for a parameter without a literal
     */
    public ScanFilter bind(final Map<String, String> literals) {
        final StringBuilder sql = new StringBuilder();
        final StringBuilder marked = new StringBuilder();
        for (final Piece piece : pieces) {
            switch (piece) {
                case Piece.Sql(final String text) -> {
                    sql.append(text);
                    marked.append(text);
                }
                case Piece.Literal(final String text) -> {
                    sql.append(text);
                    marked.append(RowText.of(text));
                }
                case Piece.Parameter(final String name) -> {
                    final String literal = literals.get(name);
                    if (literal == null) {
                        throw new IllegalArgumentException("The filter uses the parameter [:%s], which is not set".formatted(name));
                    }
                    sql.append(literal);
                    marked.append(RowText.of(literal));
                }
            }
        }
        return new ScanFilter(sql.toString(), marked.toString());
    }
}
