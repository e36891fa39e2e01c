package io.github.nifistarrocks.emulator.backend.load;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.load.LoadCounters;

/** Collects the reply to a load. */
final class LoadResult {

    private final long started = System.nanoTime();
    private final String label;
    private long transactionId = -1;
    private String status = "Success";
    private String message = "OK";
    private Optional<String> existingJobStatus = Optional.empty();
    private Optional<String> errorUrl = Optional.empty();
    private LoadCounters counters = new LoadCounters();
    private long loadBytes;
    private long beginMillis;
    private long planMillis;
    private long readMillis;
    private long commitMillis;
    private boolean bodyRead;

    LoadResult(final String label) {
        this.label = label;
    }

    void begun(final long id) {
        transactionId = id;
        beginMillis = millis();
    }

    void planned() {
        planMillis = millis() - beginMillis;
    }

    void read(final LoadCounters rows, final long bytes) {
        counters = rows;
        loadBytes = bytes;
        readMillis = millis() - planMillis - beginMillis;
        bodyRead = true;
    }

    void committed(final long nanos) {
        commitMillis = Duration.ofNanos(nanos).toMillis();
    }

    void errorUrl(final String url) {
        errorUrl = Optional.of(url);
    }

    void end(final String newStatus, final String newMessage) {
        status = newStatus;
        message = newMessage;
    }

    void labelExists(final String jobStatus, final String text) {
        end("Label Already Exists", text);
        existingJobStatus = Optional.of(jobStatus);
    }

    /** The fields of a stream load's reply. */
    String streamLoadReply() {
        final Map<String, Object> fields = BackendReplies.fields("TxnId", transactionId, "Label", label, "Status", status);
        existingJobStatus.ifPresent(value -> fields.put("ExistingJobStatus", value));
        fields.put("Message", message);
        putCounts(fields);
        fields.putAll(BackendReplies.fields("BeginTxnTimeMs", beginMillis, "StreamLoadPlanTimeMs", planMillis, "ReadDataTimeMs", readMillis));
        fields.putAll(BackendReplies.fields("WriteDataTimeMs", 0L, "CommitAndPublishTimeMs", commitMillis));
        errorUrl.ifPresent(url -> fields.put("ErrorURL", url));
        return BackendReplies.pretty(fields);
    }

    private void putCounts(final Map<String, Object> fields) {
        fields.putAll(BackendReplies.fields("NumberTotalRows", counters.total(), "NumberLoadedRows", counters.loaded()));
        fields.putAll(BackendReplies.fields("NumberFilteredRows", counters.filtered(), "NumberUnselectedRows", counters.unselected()));
        fields.putAll(BackendReplies.fields("LoadBytes", loadBytes, "LoadTimeMs", bodyRead ? millis() : 0L));
    }

    private long millis() {
        return Duration.ofNanos(System.nanoTime() - started).toMillis();
    }
}
