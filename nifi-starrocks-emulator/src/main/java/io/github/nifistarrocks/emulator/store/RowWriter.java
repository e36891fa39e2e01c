package io.github.nifistarrocks.emulator.store;

import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;

/** Takes the rows of one transaction for one table and makes them visible at once, or never. Not for use by several threads at once. */
public interface RowWriter {

    /** {@code __op} of a row to be inserted or replaced. */
    int UPSERT = 0;
    /** {@code __op} of a row whose key is to be removed. */
    int DELETE = 1;

    /** The table that the rows are for. */
    Table table();

    /**
     * @param row one value per column of the table
     * @param partition where the row belongs
     * @param tablet a tablet of that partition
     * @param op {@link #UPSERT} or {@link #DELETE}
     */
    void add(Object[] row, Partition partition, Tablet tablet, int op);

    /** Does all work of {@link #publish} but the last step; until that step or {@link #discard}, by the same thread, other writers of the table wait. */
    void prepare();

    /** Makes all rows visible, in the order in which they were added, and the versions of table and partitions advance. */
    void publish();

    /** Drops all rows. Does nothing after {@link #publish}. */
    void discard();
}
