package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/** A table and the lines of its rows, as NiFi's CSV writer prints them. Rows of a DUPLICATE KEY table may be equal. Safe for use by several threads. */
final class ScannedTable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final StarRocksEmulator cluster;
    private final TableName name;
    private final Form form;
    private final List<String> lines = new ArrayList<>();
    private boolean altered;

    /** @param model such as {@code DUPLICATE} */
    record Form(String model, int buckets, int replicas) {}

    ScannedTable(final StarRocksEmulator cluster, final TableName name, final Form form) {
        this.cluster = cluster;
        this.name = name;
        this.form = form;
        cluster.execute("""
                CREATE TABLE %s.%s (id BIGINT NOT NULL, name VARCHAR(40), price DECIMAL(18, 4), placed DATETIME) %s KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS %d PROPERTIES ("replication_num" = "%d");""".formatted(name.database(), name.table(), form.model,
                form.buckets, form.replicas));
    }

    TableName name() {
        return name;
    }

    Form form() {
        return form;
    }

    /** What a plan that is made now has to return, in any order. */
    synchronized List<String> rows() {
        return lines.stream().sorted().toList();
    }

    synchronized void load(final int count, final Random random) {
        final List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final long id = form.model.equals("DUPLICATE") ? random.nextInt(100) : lines.size();
            final boolean named = random.nextInt(5) > 0;
            final String text = "name " + random.nextInt(3);
            final BigDecimal price = BigDecimal.valueOf(random.nextInt(3) - 1, 4);
            final String placed = TIME.format(LocalDateTime.of(2024, 2, 29, 23, 59, 59, 999_999_000).plusNanos(random.nextInt(3) * 1000L));
            lines.add("%d,%s,%s,%s".formatted(id, named ? text : "", price.toPlainString(), placed));
            values.add("(%d, %s, %s, TIMESTAMP '%s')".formatted(id, named ? "'" + text + "'" : "NULL", price.toPlainString(), placed));
        }
        if (!values.isEmpty()) {
            cluster.execute("INSERT INTO %s.%s VALUES %s;".formatted(name.database(), name.table(), String.join(", ", values)));
        }
    }

    /** Removes the versions of all plans before, after another one has become visible. */
    synchronized void compact(final Random random) {
        load(1, random);
        cluster.compact(name);
    }

    /** Another type with the same values: new tablets. */
    synchronized void alter() {
        altered = !altered;
        final ColumnType price = ColumnType.parse(altered ? "DECIMAL(20, 4)" : "DECIMAL(18, 4)");
        final TableDefinition before = cluster.catalog().table(name).orElseThrow().definition();
        final List<Column> columns = before.columns().stream().map(column -> column.name().equals("price") ? Column.of("price", price) : column).toList();
        cluster.alterTable(new TableDefinition(name, before.keysType(), columns, before.layout(), before.comment()));
    }
}
