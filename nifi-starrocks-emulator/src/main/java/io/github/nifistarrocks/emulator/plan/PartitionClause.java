package io.github.nifistarrocks.emulator.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The partitions that a SELECT names behind its table (StarRocks.g4: {@code tableAtom} and {@code partitionNames}), which the SQL parser does not know.
 *
 * @param rest the statement without the clause
 * @param names the partitions; empty for all
 */
record PartitionClause(String rest, List<String> names) {

    /** Quantifiers are possessive, since others use the stack for each repetition. */
    private static final String NAME = "(?:`(?:[^`]|``)++`|[\\w$]++)";
    private static final Pattern FROM = Pattern
            .compile("\\G(?:`(?:[^`]|``)*+`|'(?:[^'\\\\]|''|\\\\.)*+'|\"(?:[^\"\\\\]|\"\"|\\\\.)*+\"|(?!\\bfrom\\b).)*+\\bfrom\\s+"
                    + NAME + "(?:\\s*\\.\\s*" + NAME + ")?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CLAUSE = Pattern.compile("\\G\\s*partitions?\\s*\\(\\s*(" + NAME + "(?:\\s*,\\s*" + NAME + ")*+)\\s*\\)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern EACH = Pattern.compile(NAME);

    static PartitionClause of(final String sql) {
        final Matcher from = FROM.matcher(sql);
        if (!from.find()) {
            return new PartitionClause(sql, List.of());
        }
        final Matcher clause = CLAUSE.matcher(sql);
        if (!clause.find(from.end())) {
            return new PartitionClause(sql, List.of());
        }
        final List<String> names = new ArrayList<>();
        EACH.matcher(clause.group(1)).results().forEach(name -> names.add(SqlNames.unquoted(name.group())));
        return new PartitionClause(sql.substring(0, from.end()) + sql.substring(clause.end()), names);
    }
}
