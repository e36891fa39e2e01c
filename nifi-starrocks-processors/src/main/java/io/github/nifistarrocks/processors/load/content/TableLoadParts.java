package io.github.nifistarrocks.processors.load.content;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.processors.tableload.LoadBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;

/** The rows of several tables in sequence, as the parts of one transaction. */
final class TableLoadParts implements LoadParts {

    private final LoadReading reading;
    private final Iterator<TableLoad> loads;
    private Optional<Current> current = Optional.empty();
    private long sent;

    TableLoadParts(final LoadReading reading, final List<TableLoad> loads) {
        this.reading = reading;
        this.loads = loads.iterator();
    }

    @Override
    public Optional<LoadPart> next() throws Exception {
        while (current.isEmpty() || !current.get().body.hasMore()) {
            sent = sent();
            if (!loads.hasNext()) {
                current = Optional.empty();
                return Optional.empty();
            }
            final TableLoad load = loads.next();
            current = Optional.of(new Current(load, reading.body(load)));
        }
        final TableLoad load = current.get().load;
        return Optional.of(new LoadPart(load.table().id(), load.headers(), current.get().body));
    }

    /** Rows written so far. */
    long sent() {
        return sent + current.map(load -> load.body.sent()).orElse(0L);
    }

    private record Current(TableLoad load, LoadBody body) {}
}
