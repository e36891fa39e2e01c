package io.github.nifistarrocks.processors.isolation;

import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/**
 * The load whose invalid records are isolated.
 *
 * @param source of the rows
 * @param sender of the loads
 * @param load of the valid rows
 * @param rejections receives the invalid records
 * @param maxTrialLoads for one FlowFile
 */
public record IsolationContext(RowSource source, TableLoadSender sender, TableLoad load, Rejections rejections, int maxTrialLoads) {

    /** Selected rows. Those that are found invalid before they are sent are rejected. */
    RowsBody body(final RowCursor cursor, final RowFilter rows) {
        return sender.body(cursor, load, rows, rejections);
    }
}
