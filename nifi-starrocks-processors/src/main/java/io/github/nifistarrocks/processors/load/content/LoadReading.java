package io.github.nifistarrocks.processors.load.content;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.tableload.LoadBody;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.SpilledRows;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/**
 * One reading of a FlowFile for all of its loads. The rows of the first load are sent while they are read. The rows of the others are written meanwhile, as they
 * will be sent, into a temporary file if they are many.
 */
final class LoadReading implements AutoCloseable {

    private final ChangeScan scan;
    private final SpillFile file = SpillFile.create();
    private final Map<Integer, SpilledRows> rowsOfGroup = new HashMap<>();
    private final Map<TableLoad, SpilledRows> laterLoads = new HashMap<>();
    private final TableLoad first;
    private final RowsBody firstBody;

    /**
     * @param rows a reading of the FlowFile from its beginning
     * @param loads for each group its load, at least one, in the order in which they are sent
     */
    LoadReading(final RowCursor rows, final TableLoadSender sender, final ChangeScan scan, final Map<RowGroup, TableLoad> loads) {
        this.scan = scan;
        this.first = loads.values().iterator().next();
        this.firstBody = sender.body(rows, first, this::keep);
        loads.forEach((group, load) -> {
            if (!load.equals(first)) {
                final SpilledRows later = sender.spilled(rows, load, file);
                rowsOfGroup.put(group.number(), later);
                laterLoads.put(load, later);
            }
        });
    }

    private void keep(final RowCursor other) throws IOException, InvalidRecordException {
        final Optional<SpilledRows> load = Optional.ofNullable(rowsOfGroup.get(scan.groupOf(other.ordinal())));
        if (load.isPresent()) {
            load.get().add(other);
        }
    }

    /** The rows of a load. Once those of another one than the first are requested, the first one has no more. */
    LoadBody body(final TableLoad load) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (load.equals(first)) {
            return firstBody;
        }
        firstBody.skipRest();
        final SpilledRows later = laterLoads.get(load);
        later.complete();
        return later;
    }

    /** Deletes what was kept. */
    @Override
    public void close() {
        file.close();
    }
}
