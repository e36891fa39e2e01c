package io.github.nifistarrocks.emulator.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.load.csv.CsvFormat;
import io.github.nifistarrocks.emulator.load.csv.CsvReader;
import io.github.nifistarrocks.emulator.load.json.JsonFormat;
import io.github.nifistarrocks.emulator.load.json.JsonReader;
import io.github.nifistarrocks.emulator.load.source.LoadFormat;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.store.CountingWriter;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.RowWriter;
import io.github.nifistarrocks.emulator.value.csv.CsvValues;

/** Reads the bodies of one load, each as it arrives, into the rows of a transaction. */
public final class LoadRun implements AutoCloseable {

    private final LoadPlan plan;
    private final RowWriter writer;
    private final Optional<CountingWriter> counting;
    private final RowAssembler rows;
    private final Optional<CsvReader> csv;
    private final LoadCounters counters = new LoadCounters();
    private boolean started;

    private LoadRun(final LoadPlan plan, final RowWriter writer) throws LoadRefusedException {
        this.plan = plan;
        this.writer = writer;
        this.counting = writer instanceof final CountingWriter counter ? Optional.of(counter) : Optional.empty();
        this.rows = new RowAssembler(plan, counters, writer);
        this.csv = plan.options().format() == LoadFormat.CSV
                ? Optional.of(new CsvReader(CsvFormat.of(plan.options()), plan.mapping().fields().size(),
                        plan.isStrict() ? CsvValues.STRICT : CsvValues.LENIENT, rows))
                : Optional.empty();
    }

    /** @throws LoadRefusedException when the planner refuses the options */
    public static LoadRun storing(final Table table, final LoadOptions options, final RowStore store) throws LoadRefusedException {
        final LoadPlan plan = new LoadPlan(table, options, store);
        return new LoadRun(plan, store.writer(table, plan.writeMode()));
    }

    /**
     * Writes the rows to a writer.
     *
     * @throws LoadRefusedException when the planner refuses the options
     */
    public static LoadRun into(final RowWriter writer, final LoadOptions options, final RowStore store) throws LoadRefusedException {
        return new LoadRun(new LoadPlan(writer.table(), options, store), writer);
    }

    /**
     * Counts bytes and newlines only.
     *
     * @throws LoadRefusedException when the planner refuses the options
     */
    public static LoadRun counting(final Table table, final LoadOptions options, final RowStore store) throws LoadRefusedException {
        return new LoadRun(new LoadPlan(table, options, store), store.countingWriter(table));
    }

    /** The maximum share of rows that may be filtered. */
    public double maxFilterRatio() {
        return plan.options().maxFilterRatio();
    }

    public RowWriter writer() {
        return writer;
    }

    public LoadCounters counters() {
        return counters;
    }

    /** Whether a body was read, even an empty one. */
    public boolean hasStarted() {
        return started;
    }

    /**
     * @throws IOException when the client or a decompressor fails
     * @throws LoadRefusedException when the body as a whole is not readable
     */
    public void read(final InputStream body) throws IOException, LoadRefusedException {
        started = true;
        if (counting.isPresent()) {
            final long rows = countNewlines(body);
            counters.addLoaded(rows);
            counting.get().add(rows);
            return;
        }
        try (InputStream unpacked = plan.compression().unpack(body)) {
            if (csv.isPresent()) {
                csv.get().read(unpacked);
            } else {
                new JsonReader(JsonFormat.of(plan.options()), plan.jsonFields(), rows).read(unpacked);
            }
        }
    }

    /** To be called when no body follows. */
    public void end() {
        csv.ifPresent(CsvReader::end);
    }

    @Override
    public void close() {
        plan.close();
    }

    private static long countNewlines(final InputStream body) throws IOException {
        final byte[] buffer = new byte[1 << 18];
        long lines = 0;
        byte last = '\n';
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            lines += LineCounter.count(buffer, read);
            last = read > 0 ? buffer[read - 1] : last;
        }
        return last == '\n' ? lines : lines + 1;
    }
}
