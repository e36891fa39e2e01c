package io.github.nifistarrocks.emulator.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Aggregation;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Filling;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;

/** Reads what follows {@code CREATE TABLE}. */
final class CreateTableParser {

    private final TokenCursor tokens;
    private final List<Column> columns = new ArrayList<>();
    private final List<String> partitionColumns = new ArrayList<>();
    private final List<TableDefinition.Range> ranges = new ArrayList<>();
    private final List<String> bucketColumns = new ArrayList<>();
    private KeysType keysType = KeysType.DUPLICATE;
    private List<String> keys = List.of();
    private String comment = "";
    private int buckets = 1;
    private int replicas = 1;

    private CreateTableParser(final TokenCursor tokens) {
        this.tokens = tokens;
    }

    static Statement.CreateTable parse(final TokenCursor tokens) {
        return new CreateTableParser(tokens).read();
    }

    private Statement.CreateTable read() {
        final boolean onlyIfMissing = tokens.accept("if", "not", "exists");
        final TableName name = tokens.tableName();
        columns();
        while (!tokens.isAtEnd()) {
            clause();
        }
        if (keys.isEmpty()) {
            keys = List.of(columns.getFirst().name());
        }
        final List<Column> keyed = columns.stream().map(this::withKey).toList();
        return new Statement.CreateTable(new TableDefinition(name, keysType, keyed,
                new TableDefinition.Layout(partitionColumns, ranges, bucketColumns, buckets, replicas), comment),
                onlyIfMissing);
    }

    private void columns() {
        tokens.expectSymbol("(");
        do {
            columns.add(column());
        } while (tokens.acceptSymbol(","));
        tokens.expectSymbol(")");
    }

    private Column column() {
        final String name = tokens.name();
        final ColumnType type = ColumnType.parse(tokens.typeText());
        Column column = Column.of(name, type);
        while (!tokens.peek().isSymbol(",") && !tokens.peek().isSymbol(")")) {
            column = withOption(column);
        }
        return column;
    }

    private Column withOption(final Column column) {
        if (tokens.accept("not", "null")) {
            return column.asNotNull();
        }
        if (tokens.accept("comment")) {
            return column.withComment(tokens.string());
        }
        if (tokens.accept("auto_increment")) {
            if (column.type().kind() != TypeKind.BIGINT) {
                throw new SqlSyntaxException("The AUTO_INCREMENT column must be BIGINT");
            }
            return column.asNotNull().filledBy(new Filling.AutoIncrement());
        }
        if (tokens.accept("as")) {
            return column.filledBy(new Filling.Generated(tokens.expressionText()));
        }
        if (tokens.accept("default")) {
            return defaultValue().map(column::withDefault).orElse(column);
        }
        return tokens.accept("null") || tokens.accept("key") ? column : column.withAggregation(aggregation());
    }

    private Optional<String> defaultValue() {
        if (tokens.accept("null")) {
            return Optional.empty();
        }
        if (tokens.acceptSymbol("(")) {
            tokens.take();
            tokens.expectSymbol("(");
            tokens.expectSymbol(")");
            tokens.expectSymbol(")");
            return Optional.of("CURRENT_TIMESTAMP");
        }
        final String sign = tokens.acceptSymbol("-") ? "-" : "";
        return Optional.of(sign + tokens.take().text());
    }

    private Aggregation aggregation() {
        final String word = tokens.name().toUpperCase(Locale.ROOT);
        return Aggregation.named(word).orElseThrow(() -> tokens.failure("a column option that the emulator knows instead of " + word));
    }

    private void clause() {
        if (tokens.accept("engine")) {
            tokens.expectSymbol("=");
            tokens.name();
        } else if (tokens.accept("duplicate", "key")) {
            key(KeysType.DUPLICATE);
        } else if (tokens.accept("primary", "key")) {
            key(KeysType.PRIMARY);
        } else if (tokens.accept("unique", "key")) {
            key(KeysType.UNIQUE);
        } else if (tokens.accept("aggregate", "key")) {
            key(KeysType.AGGREGATE);
        } else if (tokens.accept("comment")) {
            comment = tokens.string();
        } else if (tokens.accept("partition", "by", "range")) {
            partitions();
        } else if (tokens.accept("distributed", "by")) {
            distribution();
        } else if (tokens.accept("order", "by")) {
            tokens.names();
        } else if (tokens.accept("properties")) {
            properties();
        } else {
            throw tokens.failure("a table option that the emulator knows");
        }
    }

    private void key(final KeysType type) {
        keysType = type;
        keys = tokens.names();
    }

    private void distribution() {
        if (tokens.accept("hash")) {
            bucketColumns.addAll(tokens.names());
        } else {
            tokens.expect("random");
        }
        if (tokens.accept("buckets")) {
            buckets = tokens.number();
        }
    }

    private void partitions() {
        partitionColumns.addAll(tokens.names());
        tokens.expectSymbol("(");
        do {
            tokens.expect("partition");
            final String name = tokens.name();
            tokens.expect("values");
            ranges.add(tokens.accept("less", "than") ? lessThan(name) : fixed(name));
        } while (tokens.acceptSymbol(","));
        tokens.expectSymbol(")");
    }

    private TableDefinition.Range lessThan(final String name) {
        if (tokens.accept("maxvalue")) {
            return new TableDefinition.Range(name, List.of(), List.of());
        }
        return new TableDefinition.Range(name, List.of(), bound());
    }

    private TableDefinition.Range fixed(final String name) {
        tokens.expectSymbol("[");
        final List<String> lower = bound();
        tokens.expectSymbol(",");
        final List<String> upper = bound();
        tokens.expectSymbol(")");
        return new TableDefinition.Range(name, lower, upper);
    }

    private List<String> bound() {
        final List<String> values = new ArrayList<>();
        tokens.expectSymbol("(");
        boolean open = false;
        do {
            if (tokens.accept("maxvalue")) {
                open = true;
            } else {
                values.add((tokens.acceptSymbol("-") ? "-" : "") + tokens.take().text());
            }
        } while (tokens.acceptSymbol(","));
        tokens.expectSymbol(")");
        return open ? List.of() : values;
    }

    private void properties() {
        tokens.expectSymbol("(");
        do {
            final String name = tokens.string();
            tokens.expectSymbol("=");
            final String value = tokens.string();
            if (name.equals("replication_num")) {
                replicas = Integer.parseInt(value);
            }
        } while (tokens.acceptSymbol(","));
        tokens.expectSymbol(")");
    }

    private Column withKey(final Column column) {
        return keys.stream().anyMatch(key -> key.equalsIgnoreCase(column.name())) ? column.asKey() : column;
    }
}
