package io.github.nifistarrocks.client.load;

import java.util.Map;
import java.util.Optional;

/**
 * The BE's reply to a Stream Load.
 *
 * @param transactionId -1 when no transaction was begun
 * @param status the word that the server answered
 * @param serverMessage the server's message
 * @param totalRows rows read
 * @param loadedRows rows written
 * @param filteredRows rows left out for their quality
 * @param unselectedRows rows left out by the {@code where} header
 * @param loadBytes bytes of the body as the server counted them
 * @param timesMillis the server's own timings in milliseconds by their names, for instance {@code LoadTimeMs}
 * @param errorUrl where the server keeps the rows it filtered, as the server names it (its host may need the address map)
 */
public record LoadReport(long transactionId, String status, String serverMessage, long totalRows, long loadedRows, long filteredRows, long unselectedRows,
        long loadBytes, Map<String, Long> timesMillis, Optional<String> errorUrl) {

    public LoadReport {
        timesMillis = Map.copyOf(timesMillis);
    }
}
