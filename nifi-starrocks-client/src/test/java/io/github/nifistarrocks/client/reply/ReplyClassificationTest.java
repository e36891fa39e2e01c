package io.github.nifistarrocks.client.reply;

import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReplyClassificationTest {

    @ParameterizedTest
    @CsvSource({"Success, SUCCESS", "OK, SUCCESS", "Publish Timeout, PUBLISH_TIMEOUT"})
    void onlyKnownStatusesAreSuccess(final String status, final Evidence evidence) {
        assertThat(ReplyClassification.ofReply(report(status, "OK"), "")).isEqualTo(new ReplyClassification.Committed(evidence));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCESS", "success", "Succeeded", "", "Commit Timeout", "INTERNAL_ERROR", "Finished"})
    void unknownStatusIsSettledByTheLabel(final String status) {
        assertThat(ReplyClassification.ofReply(report(status, "OK"), "")).isEqualTo(new ReplyClassification.AskLabel());
    }

    @Test
    void finishedLabelIsCommitted() {
        assertThat(ReplyClassification.ofReply(report("Label Already Exists", "Label [x] has already been used."), "FINISHED"))
                .isEqualTo(new ReplyClassification.Committed(Evidence.LABEL_FINISHED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "", "SOMETHING"})
    void labelThatIsNotFinishedIsRequested(final String existing) {
        assertThat(ReplyClassification.ofReply(report("Label Already Exists", ""), existing)).isEqualTo(new ReplyClassification.AskLabel());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel stream task for exception: Label [x] has already been used.",
            "Commit transaction fail cause rpc failed, Transaction status unknown, you can retry with same label.",
            "Failed to get load final status, current status: PREPARED, error: rpc failed",
            "Failed to get load final status, current status: UNKNOWN, error: get database read lock timeout",
            "Failed to get load final status, current status: PREPARE, error: current fe is not leader",
            "Failed to get load final status, current status: COMMITTED, error: cancelled",
            "FE RPC failure, address=TNetworkAddress(hostname=fe1, port=9020), reason=THRIFT_EAGAIN (timed out)",
            "current fe is not master",
            "Thrift client has not been setup to send rpc. Maybe BE has not been started completely. Please retry later",
            "Couldn't open transport for fe1:9020 (connect() failed: Connection refused)",
            "Transaction 5 is aborting (reason: timeout), label is x",
            "Load has not been published before timeout"})
    void failureWithAnOpenOutcomeIsSettledByTheLabel(final String message) {
        assertThat(ReplyClassification.ofReply(report("Fail", message), "")).isEqualTo(new ReplyClassification.AskLabel());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Failed to load data into tablet 1, because of too many versions, current/limit: 1000/1000.|TOO_MANY_VERSIONS",
            "Too many versions. tablet_id: 1, version_count: 1001, limit: 1000|TOO_MANY_VERSIONS",
            "current running txns on db 10003 is 100, larger than limit 100|TOO_MANY_TRANSACTIONS",
            "streamload txn num per be exceeds limit, be: 1, txn_num: 1, limit: 1|TOO_MANY_TRANSACTIONS",
            "Memory of process exceed limit. Used: 1, Limit: 1|MEMORY",
            "Failed to commit txn 1. Tablet [1] success replica num 0 is less then quorum replica num 1 while error backends 1|BUSY",
            "get database read lock timeout, database=x, timeout=1ms|BUSY",
            "Service is shutting down, please retry later!|BUSY",
            "class com.starrocks.common.DdlException: No backend alive.|BUSY",
            "Memory of load exceed limit. write chunk Used: 100, Limit: 90. Mem usage has exceed the limit of load|MEMORY",
            "Memory of query_pool exceed limit.  Used: 100, Limit: 90.|MEMORY",
            "index:10067 has intolerable failure: inject error writeFailureRate:1.0 [10001] numReplica:1 ,|BUSY",
            "Commit failed. txn: 12 table: t tablet: 1 quorum: 2<3 errorReplicas: 1 commitBackends: 2|BUSY",
            "Backend node not found. Check if any backend node is down.backend: [127.0.0.10 alive: false inBlacklist: true]|BUSY",
            "Compute node not found. Check if any compute node is down.|BUSY",
            "Load timeout. Increase the timeout and retry|ABORTED",
            "Cancelled: sender is gone, label=1|ABORTED",
            "load channel cancelled by another|ABORTED",
            "transaction is aborted by timeout 600 seconds.|ABORTED"})
    void pressureIsThrottled(final String message, final Reason reason) {
        assertThat(ReplyClassification.ofReply(report("Fail", message), "")).isEqualTo(new ReplyClassification.Throttled(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "unknown table \"demo.nosuch\"|NOT_FOUND",
            "unknown database, database=nosuchdb|NOT_FOUND",
            "Access denied for user 'load_user' (using password: YES)|DENIED",
            "no valid Basic authorization|DENIED",
            "No partitions have data available for loading. If you are sure|EMPTY",
            "Only primary key table support partial update|REQUEST_REFUSED",
            "Column has no default value. column: cancelled_at|REQUEST_REFUSED",
            "Column has no default value. column: tracking_url|REQUEST_REFUSED",
            "Duplicate column: cancelled|REQUEST_REFUSED",
            "key column cancelled not in partial update columns|REQUEST_REFUSED",
            "body size 10 exceed limit: 5, id=1, job_id=-1, txn_id: -1, label=nifi-cancelled-1, db=shop.|REQUEST_REFUSED",
            "unknown table \"shop.data_quality\"|NOT_FOUND",
            "unknown table \"shop.cancelled\"|NOT_FOUND",
            "Label [] has already been used.|REQUEST_REFUSED"})
    void failureThatAUserMustFixIsFailed(final String message, final Reason reason) {
        assertThat(ReplyClassification.ofReply(report("Fail", message), "")).isEqualTo(new ReplyClassification.Failed(reason));
    }

    @Test
    void failureWithAnUnknownMessageIsRetried() {
        assertThat(ReplyClassification.ofReply(report("Fail", "an unknown message"), "")).isEqualTo(new ReplyClassification.Throttled(Reason.UNKNOWN_MESSAGE));
    }

    @Test
    void invalidArgumentNeedsAUserWhateverItsMessage() {
        assertThat(ReplyClassification.ofStep(report("INVALID_ARGUMENT", "an unknown message")))
                .isEqualTo(new ReplyClassification.Failed(Reason.REQUEST_REFUSED));
    }

    @Test
    void failureOfAFrontendIsNoSuccess() {
        assertThat(ReplyClassification.ofReply(report("FAILED", "No backend alive."), "")).isEqualTo(new ReplyClassification.Throttled(Reason.BUSY));
    }

    @Test
    void filteredRowsAreRejected() {
        assertThat(ReplyClassification.ofReply(report("Fail", "too many filtered rows"), "")).isEqualTo(new ReplyClassification.Rejected());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Load is aborted, reason: too many filtered rows, tracking url: http://b/api/_load_error_log?file=x",
            "cancel stream task for exception: abnormal data more than max filter rate, tracking_url: http://b/x",
            "primary key size exceed the limit"})
    void otherMessagesAboutInvalidDataAreRejected(final String message) {
        assertThat(ReplyClassification.ofFailure(message)).isEqualTo(new ReplyClassification.Rejected());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "TXN_IN_PROCESSING|Transaction is in processing|BUSY",
            "INTERNAL_ERROR|load request not equal last.|INTERRUPTED",
            "MEM_LIMIT_EXCEEDED|x|MEMORY",
            "FAILED|class com.starrocks.common.StarRocksException: get database write lock timeout, database=x, timeoutMillis=1|BUSY",
            "INTERNAL_ERROR|The cluster is under safe mode state, all load jobs are rejected.|BUSY",
            "INTERNAL_ERROR|The cluster is under recovery mode, all load jobs are rejected|BUSY",
            "INTERNAL_ERROR|Stream Load exceed http cuncurrent limit 47, please try again later|BUSY",
            "INTERNAL_ERROR|No available stream load pipe|BUSY",
            "ANALYSIS_ERROR|user cancel|ABORTED",
            "ANALYSIS_ERROR|transaction is aborted by idle timeout 5 seconds.|ABORTED",
            "INTERNAL_ERROR|The load is timeout, and will be aborted|ABORTED"})
    void stepUnderPressureIsThrottled(final String status, final String message, final Reason reason) {
        assertThat(ReplyClassification.ofStep(report(status, message))).isEqualTo(new ReplyClassification.Throttled(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "FAILED|class X: publish timeout: 20000",
            "INTERNAL_ERROR|current fe is not master",
            "FAILED|class X: Can not commit ABORTED transaction 1, label is x",
            "FAILED|class X: Can't find the transaction with db [d] and label[x]. The possible reasons: 1. FE leader is started or switched; 2. more",
            "FAILED|stream load task x does not exist",
            "FAILED|stream load task x has already been cancelled: too many filtered rows",
            "FAILED|Transaction 1 is already committing, label is x",
            "TXN_NOT_EXISTS|transaction with label x not exists",
            "PUBLISH_TIMEOUT|",
            "Success!|"})
    void stepWithAnOpenOutcomeIsSettledByTheLabel(final String status, final String message) {
        assertThat(ReplyClassification.ofStep(report(status, message == null ? "" : message))).isEqualTo(new ReplyClassification.AskLabel());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "INTERNAL_ERROR|transaction id=1 hasn't send any data yet|EMPTY",
            "FAILED|Database[nosuch] does not exist.|NOT_FOUND",
            "ANALYSIS_ERROR|Access denied; you need (at least one of) the INSERT privilege(s)|DENIED"})
    void stepThatAUserMustFixIsFailed(final String status, final String message, final Reason reason) {
        assertThat(ReplyClassification.ofStep(report(status, message))).isEqualTo(new ReplyClassification.Failed(reason));
    }

    private static LoadReport report(final String status, final String message) {
        return LoadReport.of(status, message);
    }
}
