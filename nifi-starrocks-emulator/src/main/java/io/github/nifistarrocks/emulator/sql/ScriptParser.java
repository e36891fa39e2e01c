package io.github.nifistarrocks.emulator.sql;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.TableName;

/** Reads a script of statements that end with semicolons. */
public final class ScriptParser {

    private ScriptParser() {}

    /** @throws SqlSyntaxException when a statement is not supported */
    public static List<Statement> parse(final String script) {
        final List<Statement> statements = new ArrayList<>();
        for (final String sql : split(script)) {
            statements.add(statement(new TokenCursor(sql)));
        }
        return statements;
    }

    private static List<String> split(final String script) {
        final List<String> statements = new ArrayList<>();
        int start = 0;
        boolean empty = true;
        for (final Token token : Tokenizer.tokens(script)) {
            if (token.isSymbol(";") || token.kind() == Token.Kind.END) {
                if (!empty) {
                    statements.add(script.substring(start, token.start()));
                }
                start = token.end();
                empty = true;
            } else {
                empty = false;
            }
        }
        return statements;
    }

    private static Statement statement(final TokenCursor tokens) {
        if (tokens.accept("create", "database")) {
            tokens.accept("if", "not", "exists");
            return new Statement.CreateDatabase(tokens.name());
        }
        if (tokens.accept("create", "table")) {
            return CreateTableParser.parse(tokens);
        }
        if (tokens.accept("create", "view")) {
            return createView(tokens);
        }
        if (tokens.accept("create", "user")) {
            return createUser(tokens);
        }
        if (tokens.accept("grant")) {
            return grant(tokens);
        }
        if (tokens.accept("insert", "into")) {
            return insert(tokens);
        }
        return removal(tokens);
    }

    private static Statement removal(final TokenCursor tokens) {
        if (tokens.accept("drop", "database")) {
            tokens.accept("if", "exists");
            return new Statement.DropDatabase(tokens.name());
        }
        if (tokens.accept("drop", "table")) {
            final boolean onlyIfThere = tokens.accept("if", "exists");
            return new Statement.DropTable(tokens.tableName(), onlyIfThere);
        }
        if (tokens.accept("drop", "view")) {
            tokens.accept("if", "exists");
            return new Statement.DropView(tokens.tableName());
        }
        if (tokens.accept("truncate", "table")) {
            return new Statement.Truncate(tokens.tableName());
        }
        throw tokens.failure("a statement that the emulator knows");
    }

    private static Statement createView(final TokenCursor tokens) {
        tokens.accept("if", "not", "exists");
        final TableName name = tokens.tableName();
        tokens.expect("as");
        return new Statement.CreateView(name, tokens.rest());
    }

    private static Statement createUser(final TokenCursor tokens) {
        tokens.accept("if", "not", "exists");
        final String name = userName(tokens);
        final String password = tokens.accept("identified", "by") ? tokens.string() : "";
        return new Statement.CreateUser(name, password);
    }

    private static Statement grant(final TokenCursor tokens) {
        final Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        do {
            if (tokens.accept("all")) {
                tokens.accept("privileges");
                privileges.addAll(EnumSet.allOf(Privilege.class));
            } else {
                privileges.add(Privilege.valueOf(tokens.name().toUpperCase(Locale.ROOT)));
            }
        } while (tokens.acceptSymbol(","));
        tokens.expect("on");
        final TableName on = grantedOn(tokens);
        tokens.expect("to");
        tokens.accept("user");
        return new Statement.Grant(privileges, on, userName(tokens));
    }

    private static TableName grantedOn(final TokenCursor tokens) {
        if (tokens.accept("all", "tables", "in", "database")) {
            return new TableName(tokens.name(), User.ALL);
        }
        if (tokens.accept("all", "tables", "in", "all", "databases")) {
            return new TableName(User.ALL, User.ALL);
        }
        tokens.accept("table");
        return tokens.tableName();
    }

    private static String userName(final TokenCursor tokens) {
        final Token token = tokens.take();
        final String name = token.text();
        if (tokens.accept("@")) {
            tokens.take();
        }
        final int at = name.indexOf('@');
        return at > 0 ? name.substring(0, at) : name;
    }

    private static Statement insert(final TokenCursor tokens) {
        tokens.accept("table");
        final TableName table = tokens.tableName();
        final List<String> columns = tokens.peek().isSymbol("(") ? tokens.names() : List.of();
        return new Statement.Insert(table, columns, tokens.rest());
    }
}
