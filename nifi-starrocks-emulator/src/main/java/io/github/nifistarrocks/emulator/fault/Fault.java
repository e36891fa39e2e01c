package io.github.nifistarrocks.emulator.fault;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A failure of a request. */
public sealed interface Fault {

    /** The request is handled, but late; {@link Faults#release} and closing the emulator end the wait. */
    record Delay(Duration time) implements Fault {}

    /** The reply is late, while the request took effect at once. */
    record DelayReply(Duration time) implements Fault {}

    /** TCP reset as soon as the head of the request is read. */
    record ResetBeforeBody() implements Fault {}

    /** TCP reset after this number of bytes of the body. */
    record ResetInBody(long bytes) implements Fault {}

    /** The server takes the body for complete after this number of bytes, and reads the rest without using it. */
    record BodyEndsEarly(long bytes) implements Fault {

        /** The bytes of the body that are used. */
        public InputStream used(final InputStream body) throws IOException {
            final InputStream start = new ByteArrayInputStream(body.readNBytes(Math.toIntExact(bytes)));
            body.transferTo(OutputStream.nullOutputStream());
            return start;
        }
    }

    /** TCP reset when the whole body is read; the load is aborted. */
    record ResetBeforeCommit() implements Fault {}

    /** TCP reset when the request has taken effect: the reply is lost. */
    record ResetAfterCommit() implements Fault {}

    /** The reply, head included, ends after this number of bytes, and the connection with it. */
    record TruncateReply(int bytes) implements Fault {}

    /** Another reply, without any effect on the data. */
    record Reply(int status, String contentType, String body) implements Fault {}

    /** The commit starts after this time, whether or not the client is still connected. */
    record CommitDelay(Duration time) implements Fault {}

    /** The load is committed and becomes visible after this time; the status of the reply is Publish Timeout when the timeout of the load is shorter. */
    record PublishDelay(Duration time) implements Fault {}

    /** The status of the reply is Publish Timeout at once; the load becomes visible after the given time. */
    record PublishTimeout(Duration visibleAfter) implements Fault {}

    /** The label is reported as used although it is unused. */
    record LabelExists(LabelForm form) implements Fault {}

    /** The load fails after its body is read, with this message. */
    record LoadFails(String message) implements Fault {}

    /** The load is refused before its body, with this message. */
    record LoadRefused(String message) implements Fault {}

    /** A redirect goes there instead of to a BE; a URI without a path gets the request's. */
    record RedirectTo(URI target) implements Fault {}

    /** Something happens to the cluster before the request is handled, such as the election of another leader. */
    record Meanwhile(Runnable event) implements Fault {}

    /** Something happens to the cluster after the body is read and before the commit. */
    record CommitMeanwhile(Runnable event) implements Fault {}

    /** Of a scan: the context is unknown, as after a BE's restart or the end of its keep-alive. */
    record LostContext() implements Fault {}

    /** Of a scan: the BE does not hold the tablet. */
    record MissingTablet() implements Fault {}

    /** Of a scan: a reply with this status number. */
    record ScanStatus(int code, String message) implements Fault {}

    /** Of a scan: the execution fails, and with it every scanner of the same plan at the BE. */
    record ScannerFails(String message) implements Fault {}

    /** Of a scan: status OK, not at the end, and no rows, as from a BE that failed to write its Arrow batch. The batch is lost. */
    record NoRows() implements Fault {}

    /** Of a scan: a well-formed batch without rows; the next call goes on with the data. */
    record EmptyBatch() implements Fault {}

    /** Of a scan: the Arrow stream ends after this number of bytes, in a well-formed reply. */
    record TruncatedRows(int bytes) implements Fault {}

    /** Of a scan: other bytes in place of the rows of a batch, such as those of {@code HostileBatches}; the function gets the true ones. */
    record OtherRows(UnaryOperator<byte[]> change) implements Fault {}

    /** Of a scan: a reply with this status number, and many messages of one text. */
    record ScanMessages(int code, String message, int count) implements Fault {}

    /**
     * Of a scan: the reply gives another length, such as a negative or huge one, for one of its values; the value itself is as usual.
     *
     * @param value number of the text, binary value or list in the reply; 0 is the name of the method
     */
    record WrongLength(int value, int length) implements Fault {}

    /**
     * Of a scan: a value of the reply has the length 2^31 - 1, and its bytes go on until the client closes the connection.
     *
     * @param value as in {@link WrongLength}
     */
    record EndlessValue(int value) implements Fault {}

    /** Of a scan: the reply starts with a field that clients do not know, of structs nested this deep. */
    record NestedStructs(int depth) implements Fault {}

    /** Over HTTP: in place of the reply this start, and then a text that repeats until the client closes the connection. */
    record EndlessReply(String start, String repeated) implements Fault {}

    /** Of a scan: a batch was handed out that the client never saw, so the scanner's offset is ahead of the client's. */
    record OffsetAhead() implements Fault {}

    /** The forms in which a real cluster reports a label that was used before. */
    enum LabelForm {
        RUNNING, FINISHED, AS_FAIL
    }

    static Fault tooManyVersions() {
        return new LoadFails("Failed to load data into tablet 10009, because of too many versions, current/limit: 1001/1000. You can reduce the loading job "
                + "concurrency, or increase loading data batch size. If you are loading data with Routine Load, you can increase FE configs "
                + "routine_load_task_consume_second and max_routine_load_batch_size,");
    }

    static Fault tooManyVersionsOfOldRelease() {
        return new LoadFails("Too many versions. tablet_id: 10009, version_count: 1001, limit: 1000, replica_state: NORMAL");
    }

    static Fault tooManyRunningTransactions() {
        return new LoadRefused("current running txns on db 10001 is 1000, larger than limit 1000");
    }

    static Fault memoryLimit() {
        return new LoadFails("Memory of process exceed limit. Start or finish stream load. Used: 30601449640, Limit: 30601449635. "
                + "Mem usage has exceed the limit of BE");
    }

    static Fault commitOutcomeUnknown() {
        return new LoadFails("Commit transaction fail cause THRIFT_EAGAIN (timed out), Transaction status unknown, you can retry with same label.");
    }
}
