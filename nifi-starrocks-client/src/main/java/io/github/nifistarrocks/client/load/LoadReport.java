package io.github.nifistarrocks.client.load;

import java.util.Map;
import java.util.Optional;

/**
 * The reply of a server to a load.
 *
 * @param transactionId -1 when no transaction was begun
 * @param status value of the field {@code Status}
 * @param serverMessage message of the server
 * @param statistics what the server measured; zeros where it reports nothing
 * @param errorUrl URL of the log of the filtered rows, as the server names it (the address map applies to its host)
 */
public record LoadReport(long transactionId, String status, String serverMessage, LoadStatistics statistics, Optional<String> errorUrl) {

    /** A reply without a transaction, statistics and error log. */
    public static LoadReport of(final String status, final String serverMessage) {
        return new LoadReport(-1, status, serverMessage, LoadStatistics.NONE, Optional.empty());
    }

    /** The sum of this report and the next one of the same FlowFile. Everything that cannot be added is that of the next one. */
    public LoadReport plus(final LoadReport next) {
        return new LoadReport(next.transactionId, next.status, next.serverMessage, statistics.plus(next.statistics), next.errorUrl.or(() -> errorUrl));
    }

    /** The rows that the server counted; nothing if it reports no counts. */
    public Optional<RowCounts> counts() {
        return statistics.equals(LoadStatistics.NONE) ? Optional.empty() : Optional.of(statistics.rows());
    }

    public long totalRows() {
        return statistics.rows().total();
    }

    public long loadedRows() {
        return statistics.rows().loaded();
    }

    public long filteredRows() {
        return statistics.rows().filtered();
    }

    public long unselectedRows() {
        return statistics.rows().unselected();
    }

    public long loadBytes() {
        return statistics.loadBytes();
    }

    public Map<String, Long> timesMillis() {
        return statistics.timesMillis();
    }
}
