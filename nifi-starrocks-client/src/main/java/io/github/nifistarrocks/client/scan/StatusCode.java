package io.github.nifistarrocks.client.scan;

import java.util.Optional;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.StarRocksException.Kind;

/** TStatusCode of StarRocks' StatusCode.thrift, with what each code means for a scan. */
enum StatusCode {
    OK(0),
    CANCELLED(1, Meaning.CANCELLED),
    ANALYSIS_ERROR(2, Meaning.UNSUITABLE_PLAN),
    NOT_IMPLEMENTED_ERROR(3, Meaning.UNSUITABLE_PLAN),
    RUNTIME_ERROR(4),
    MEM_LIMIT_EXCEEDED(5, Meaning.OVERLOADED),
    INTERNAL_ERROR(6),
    THRIFT_RPC_ERROR(7),
    TIMEOUT(8, Meaning.TIMED_OUT),
    KUDU_NOT_ENABLED(9),
    KUDU_NOT_SUPPORTED_ON_OS(10),
    MEM_ALLOC_FAILED(11, Meaning.OVERLOADED),
    BUFFER_ALLOCATION_FAILED(12, Meaning.OVERLOADED),
    MINIMUM_RESERVATION_UNAVAILABLE(13, Meaning.OVERLOADED),
    PUBLISH_TIMEOUT(14),
    LABEL_ALREADY_EXISTS(15),
    TOO_MANY_TASKS(16, Meaning.OVERLOADED),
    ES_INTERNAL_ERROR(17),
    ES_INDEX_NOT_FOUND(18),
    ES_SHARD_NOT_FOUND(19),
    ES_INVALID_CONTEXTID(20),
    ES_INVALID_OFFSET(21),
    ES_REQUEST_ERROR(22),
    END_OF_FILE(30),
    NOT_FOUND(31, Meaning.NOT_FOUND),
    CORRUPTION(32),
    INVALID_ARGUMENT(33, Meaning.UNSUITABLE_PLAN),
    IO_ERROR(34),
    ALREADY_EXIST(35),
    NETWORK_ERROR(36),
    ILLEGAL_STATE(37),
    NOT_AUTHORIZED(38, Meaning.DENIED),
    ABORTED(39),
    REMOTE_ERROR(40),
    SERVICE_UNAVAILABLE(41),
    UNINITIALIZED(42),
    CONFIGURATION_ERROR(43, Meaning.UNSUITABLE_PLAN),
    INCOMPLETE(44),
    OLAP_ERR_VERSION_ALREADY_MERGED(45, Meaning.PLAN_EXPIRED),
    DATA_QUALITY_ERROR(46, Meaning.UNSUITABLE_PLAN),
    DUPLICATE_RPC_INVOCATION(47),
    GLOBAL_DICT_ERROR(48),
    UNKNOWN(50),
    TXN_NOT_EXISTS(51),
    TXN_IN_PROCESSING(52),
    RESOURCE_BUSY(53, Meaning.OVERLOADED),
    SR_EAGAIN(54, Meaning.OVERLOADED),
    REMOTE_FILE_NOT_FOUND(55),
    YIELD(56),
    JIT_COMPILE_ERROR(57),
    CAPACITY_LIMIT_EXCEED(58, Meaning.OVERLOADED),
    SHUTDOWN(59),
    BIG_QUERY_CPU_SECOND_LIMIT_EXCEEDED(60, Meaning.TOO_LARGE),
    BIG_QUERY_SCAN_ROWS_LIMIT_EXCEEDED(61, Meaning.TOO_LARGE);

    private final int number;
    private final Meaning meaning;

    StatusCode(final int number) {
        this(number, Meaning.OTHER);
    }

    StatusCode(final int number, final Meaning meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** Empty for a code of a newer server. */
    static Optional<StatusCode> of(final int number) {
        return Stream.of(values()).filter(code -> code.number == number).findFirst();
    }

    Meaning meaning() {
        return meaning;
    }

    /** What a status means for a scan, and what to do about it. */
    enum Meaning {
        OVERLOADED(Kind.OVERLOADED, "The BE is short of memory or busy: read fewer tablets at a time, or use smaller batches."),
        UNSUITABLE_PLAN(Kind.INVALID, "The BE refuses the plan: it was changed, is of another StarRocks version, or selects what cannot be scanned. "
                + "Create a new plan."),
        TOO_LARGE(Kind.INVALID, "The scan exceeds a limit of its resource group: narrow the filter, read fewer tablets at a time, or raise the limit."),
        /** A BE that cannot convert a column to Arrow reports this under several codes. */
        UNREADABLE_TYPE(Kind.INVALID, "A column has a type or value that scans do not support, such as BITMAP or PERCENTILE. Exclude it from the columns."),
        /** More than 2 GB, which no other plan changes. */
        BATCH_TOO_LARGE(Kind.BATCH_TOO_LARGE, "A column of a batch exceeds the 2 GB of Arrow. Use smaller batches."),
        DENIED(Kind.DENIED, "The user needs a privilege on the BE."),
        TIMED_OUT(Kind.UNAVAILABLE, "The scan exceeded its query timeout: raise it, or read fewer tablets at a time."),
        NOT_FOUND(Kind.UNAVAILABLE, "The BE does not have the tablet at the planned version, or it dropped the scan after a restart or its keep-alive. "
                + "Start again on another replica. Create a new plan if no replica has it."),
        /** Only a replica that is not compacted, or to which the tablet moved, may still succeed. */
        PLAN_EXPIRED(Kind.EXPIRED, "The BE does not have the tablet at the version of the plan: it was compacted, moved, altered or dropped. "
                + "Start again on another replica. Create a new plan if no replica has it."),
        /** The BE reports the cause only to the next scanner of the plan. */
        CANCELLED(Kind.UNAVAILABLE, "A scanner of the plan failed on this BE, whose log (be.WARNING) contains the reason. Start again on another replica."),
        OTHER(Kind.UNAVAILABLE, "Start again on another replica.");

        private final Kind kind;
        private final String advice;

        Meaning(final Kind kind, final String advice) {
            this.kind = kind;
            this.advice = advice;
        }

        Kind kind() {
            return kind;
        }

        String advice() {
            return advice;
        }
    }
}
