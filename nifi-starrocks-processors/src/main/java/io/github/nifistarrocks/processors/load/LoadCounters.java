package io.github.nifistarrocks.processors.load;

/** Names of the counters of PutStarRocks. */
public final class LoadCounters {

    public static final String LOADS = "Loads";
    public static final String ROWS_LOADED = "Rows Loaded";
    public static final String ROWS_FILTERED = "Rows Filtered";
    public static final String ROWS_UNSELECTED = "Rows Unselected";
    public static final String RECORDS_REJECTED = "Records Rejected";
    public static final String RECORDS_IGNORED = "Records Ignored";

    private LoadCounters() {}
}
