package io.github.nifistarrocks.emulator.values;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.sql.ScriptParser;
import io.github.nifistarrocks.emulator.sql.Statement;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.RowWriter;

/** Loads the bodies of cases with the emulator's code, without network and storage. */
final class ValueLoader implements AutoCloseable {

    private final Catalog catalog = new Catalog(1);
    private final RowStore store = new RowStore();
    private final Map<List<ValueCase.Column>, Table> tables = new HashMap<>();

    ValueLoader() {
        catalog.addDatabase("d");
    }

    ValueResult load(final ValueCase.Request request) {
        final Table table = tables.computeIfAbsent(request.columns(), this::table);
        final List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("format", request.format()));
        headers.add(Map.entry("strict_mode", Boolean.toString(request.strict())));
        request.options().forEach((name, value) -> headers.add(Map.entry(name, isFlag(name) ? "true" : value)));
        final CollectedRows rows = new CollectedRows(table);
        try (LoadRun run = LoadRun.into(rows, new LoadOptions(new HttpRequest("PUT", "/", "HTTP/1.1", headers)), store)) {
            String status = "ok";
            try {
                run.read(new ByteArrayInputStream(request.body()));
                run.end();
            } catch (LoadRefusedException e) {
                status = e.getMessage();
            }
            return new ValueResult(status, run.counters().filtered(), status.equals("ok") ? rows.printed() : List.of(),
                    run.counters().errors().stream().findFirst()
                            .map(line -> line.substring("Error: ".length())));
        } catch (LoadRefusedException e) {
            return new ValueResult(e.getMessage(), 0, List.of(), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private static boolean isFlag(final String header) {
        return header.equals("strip_outer_array") || header.equals("trim_space");
    }

    private Table table(final List<ValueCase.Column> columns) {
        final String ddl = columns.stream()
                .map(column -> "`%s` %s %s".formatted(column.name(), column.type().replaceAll("(\\w+):", "$1 "), column.nullable() ? "NULL" : "NOT NULL"))
                .collect(Collectors.joining(", ", "CREATE TABLE d.t%d (".formatted(tables.size()), ") DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1"));
        return catalog.addTable(((Statement.CreateTable) ScriptParser.parse(ddl).getFirst()).definition());
    }

    /** Keeps the rows of one load. */
    private static final class CollectedRows implements RowWriter {

        private final Table table;
        private final List<List<String>> rows = new ArrayList<>();

        CollectedRows(final Table table) {
            this.table = table;
        }

        List<List<String>> printed() {
            return rows;
        }

        @Override
        public Table table() {
            return table;
        }

        @Override
        public void add(final Object[] row, final Partition partition, final Tablet tablet, final int op) {
            final List<String> values = new ArrayList<>();
            for (int i = 0; i < row.length; i++) {
                values.add(PrintedValue.of(table.columns().get(i).type(), row[i]));
            }
            rows.add(values);
        }

        @Override
        public void prepare() {}

        @Override
        public void publish() {}

        @Override
        public void discard() {}
    }
}
