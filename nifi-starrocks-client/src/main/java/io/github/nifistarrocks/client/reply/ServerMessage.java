package io.github.nifistarrocks.client.reply;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.reply.ReplyClassification.AskLabel;
import io.github.nifistarrocks.client.reply.ReplyClassification.Failed;
import io.github.nifistarrocks.client.reply.ReplyClassification.Rejected;
import io.github.nifistarrocks.client.reply.ReplyClassification.Throttled;

/**
 * The messages of StarRocks that this client interprets, and their meaning for a load. The only place that compares the messages of servers. The first
 * member that matches a message determines its meaning, so the order is significant. Citations: SL is the protocol reference stream-load.md, TSL is
 * transaction-stream-load.md, QP is query-plan-and-scan.md, MD is metadata.md, REC is a recording of a real server in fe-recordings, BEV is be-values.
 * FE and BE name classes of StarRocks' source, SR and FC issues of StarRocks and its Flink connector. A message without a member is retried.
 */
public enum ServerMessage {

    /** The first FEs of 4.0 store no label for a transaction over several tables, so that only one of them succeeds. REC 505, 714. */
    EMPTY_LABEL_USED(new Failed(Reason.REQUEST_REFUSED), "label [] has already been used"),
    /** Merge Commit does not know the outcome. The message contains the error that is the reason. SL 7. */
    MERGE_OUTCOME_UNKNOWN(new AskLabel(), "failed to get load final status", "has not been published"),
    /** SL 4.3. */
    OUTCOME_UNKNOWN(new AskLabel(), "transaction status unknown"),
    /** SL 4.2, TSL 3.3. */
    LABEL_USED(new AskLabel(), "has already been used", "label already exists"),
    /** TSL 6. */
    ALREADY_STARTED(new AskLabel(), "already started with label"),
    /** SL 4.4, TSL 3.3. */
    PUBLISH_TIMEOUT(new AskLabel(), "publish timeout"),
    /** The task of a transaction of several tables is cancelled. A commit before it is shown by the label. FE: StreamLoadMultiStmtTask. */
    TASK_CANCELLED(new Throttled(Reason.ABORTED), "can not commit cancelled"),
    /** TSL 3.3, 6; FE: DatabaseTransactionMgr; REC 716. */
    TRANSACTION_ENDING(new AskLabel(), "channel state should be", "already committing", "can not commit", "can not abort", "already been cancelled",
            "is aborting (reason"),
    /** A BE could not reach the FE, perhaps at the commit, because the leader changes. REC 792; BE: thrift_rpc_helper. */
    FRONTEND_UNREACHABLE(new AskLabel(), "fe rpc failure", "couldn't open transport", "thrift client has not been setup"),
    /**
     * The same: a BE sends a commit whose reply was lost again to the same FE, which may have committed it and lead no more. BE: ThriftRpcHelper.rpc; FE:
     * FrontendServiceImpl.loadTxnCommit.
     */
    FRONTEND_LEADS_NO_MORE(new AskLabel(), "current fe is not master"),
    /** TSL 2, 3.3; REC 160, 163. */
    TRANSACTION_UNKNOWN(new AskLabel(), "no transaction found", "can't find the transaction", "can't find node id", "transaction not found",
            "transaction with label", "stream load task"),
    // Errors of the request may name a table or column that contains a phrase of a later member.
    /** SL 6, TSL 8. */
    UNKNOWN_DATABASE(new Failed(Reason.NOT_FOUND), "unknown database"),
    /** REC 088, 130; FE: TransactionLoadAction. */
    MISSING_DATABASE(new Failed(Reason.NOT_FOUND), Pattern.compile("database ?\\[[^]]*] does not exist")),
    /** SL 6; REC 504; FE: FrontendServiceImpl. */
    UNKNOWN_TABLE(new Failed(Reason.NOT_FOUND), "unknown table", "failed to find table"),
    /** SL 3.5; REC 310, 323, 326, 331, 342; FE: Load, LoadScanNode, StreamLoadScanNode. */
    INVALID_COLUMNS(new Failed(Reason.REQUEST_REFUSED), "has no default value", "duplicate column", "not in partial update columns", "mapping column ",
            "has no source field", "generated column: ", "used for expression evaluation", "has unsupported default value", "merge condition column",
            "unknown column in where statement", "unknown partition '", "not specify both partitions", "column must use", "unknown source slot",
            "number of exprs is not same", "partitions exceeded the maximum limit", "partitions in one batch exceed limit"),
    /** REC 312 to 314, 321, 335; FE: ParsingException, SemanticException, Load. */
    INVALID_EXPRESSION(new Failed(Reason.REQUEST_REFUSED), "getting syntax error", "getting analyzing error", "analyze error: ",
            "no matching function with signature", "aggregation function in load expression", "load op type", "unknown precision(",
            "parse columns header failed"),
    /** SL 6; REC 320, 325; FE: StreamLoadMgr, FrontendServiceImpl, Load. */
    UNSUITABLE_TABLE(new Failed(Reason.REQUEST_REFUSED), "only olap/lake table support", "is not olaptable", "is a materialized view",
            "only primary key table support", "only support primary key table"),
    /** SL 3.2, 3.4; REC 027, 034, 099, 332, 337 to 339; BE: StreamLoadAction, TransactionStreamLoadAction, StreamLoadContext; FE: ErrorCode 5605. */
    INVALID_HEADER(new Failed(Reason.REQUEST_REFUSED), "unknown or incorrect time zone", "unsupported compression type", "unknown compress type",
            "unknown data format", "unsupported file type", "http header content-encoding", "invalid timeout", "invalid prepared_timeout",
            "must be bool type", "invalid parameter", "invalid json path", "valid bytes length for", "invalid csv load skip_header", "skip_header must be",
            "log_rejected_record_num", "load mem limit format", "mem_limit must be", "load_dop", "100-continue header", "cannot be specified when envelope",
            "only be specified when format is json", "unknown envelope type", "format is not same as format", "format is not default format",
            "warehouse name: ", "numberformatexception", "batch write interval must", "batch write parallel must"),
    /** REC 123, 146, 147, 155; BE: TransactionStreamLoadAction; FE: TransactionLoadAction. */
    INVALID_STEP(new Failed(Reason.REQUEST_REFUSED), "no database selected", "no table selected", "no label selected", "empty label", "invalid label",
            "not equal transaction", "unsupported operation: txn_", "unsupport transaction operation", "unknown transaction operation",
            "must provide channel_num", "channel id should be"),
    /** SL 3.2, 3.3; BE: StreamLoadAction, StreamLoadContext, CSVReader. */
    BODY_TOO_LARGE(new Failed(Reason.REQUEST_REFUSED), Pattern.compile("body size .* exceed limit|body exceed max size|size of this batch exceed"
            + "|beyond the json payload limit|csv line length exceed|support a document that big|beyond parser limit")),
    /** The body as a whole. SL 5.2; BEV; BE: JsonScanner, CSVScanner, StreamCompression. */
    INVALID_BODY(new Failed(Reason.REQUEST_REFUSED), "parse error. ", "failed to iterate ", "failed to parse json", "illegal json started with",
            "set strip_outer_array", "with strip_outer_array=true", "value should be object type", "unsupported csv type", "decompress failed",
            "failed to inflate",
            "because of data corruption"),
    /** SL 4.5, 6. */
    TOO_MANY_FILTERED_ROWS(new Rejected(), "too many filtered rows", "abnormal data more than max filter rat"),
    /** TSL 3.2. */
    DATA_QUALITY(new Rejected(), word("data_quality(_error)?")),
    /** SL 6. */
    KEY_TOO_LONG(new Rejected(), "primary key size exceed"),
    /** SL 6; SR 16829. */
    TOO_MANY_VERSIONS(new Throttled(Reason.TOO_MANY_VERSIONS), "too many versions", "too many tablet versions"),
    /** SL 6. */
    TOO_MANY_TRANSACTIONS(new Throttled(Reason.TOO_MANY_TRANSACTIONS), "current running txns on db", "txn num per be exceeds limit"),
    /** SL 6; BE: MemTracker, DeltaWriter. */
    LOAD_MEMORY(new Throttled(Reason.MEMORY), "mem usage has exceed the limit", "memory of process is overloaded", "primary key memory usage exceeds"),
    /** SL 6. */
    POOL_MEMORY(new Throttled(Reason.MEMORY), word("memory of .* exceed limit")),
    /** SL 6. */
    MEMORY_LIMIT(new Throttled(Reason.MEMORY), "mem_limit_exceeded", "memory limit", "mem limit"),
    /** SL 6; REC 533, 545, 760; SR 6257, 8877; BE: DeltaWriter. */
    REPLICAS_MISSING(new Throttled(Reason.BUSY), "less then quorum", "errorreplicas", "intolerable failure", "not found. check if any",
            "tablet lost replicas", "check if any backend is down", "fail to load files. tablet_id", "fail to get tablet", "is in error state",
            "already been compacted"),
    /** Frequent loads end so too. The FAQ of StarRocks about loading, 1; BE: LoadChannelMgr. */
    CHANNEL_CLOSED(new Throttled(Reason.BUSY), "close index channel failed", "no associated load channel", "load channel not open"),
    /** A request between BEs failed; the number is an error of brpc. SR 51814; BE: NodeChannel, PInternalService. */
    BACKEND_RPC(new Throttled(Reason.BUSY), Pattern.compile("\\[e\\d+]|submit transmit_chunk task failed")),
    /** SL 6, TSL 3.3; FC 395. */
    LOCK_TIMEOUT(new Throttled(Reason.BUSY), "lock timeout"),
    /** SL 6, TSL 2. The session of a transaction of several tables is lost with the leader, REC 795. */
    LEADER_CHANGE(new Throttled(Reason.BUSY), "not master", "not leader", "leader is started or switched", "connectcontext.gettxnid()"),
    /** SL 2.1. */
    NO_BACKEND_ALIVE(new Throttled(Reason.BUSY), "no backend alive"),
    /** SL 2.1; FE: FrontendServiceImpl, StreamLoadScanNode. */
    NO_NODE_ALIVE(new Throttled(Reason.BUSY), "no backend or compute node alive", "no alive compute node", "no available worker group",
            "no available backends"),
    /** SL 3.2; FE: FrontendServiceImpl. */
    SERVER_BUSY(new Throttled(Reason.BUSY), "shutting down", "cuncurrent limit", "concurrent limit", "try again later", "retry later"),
    /** SL 6. */
    LOADS_DISABLED(new Throttled(Reason.BUSY), "disable_load_job", "recovery mode", "safe mode"),
    /** SL 7. */
    RPC_FAILED(new Throttled(Reason.BUSY), "rpc failed"),
    /** TSL 3.3. */
    TRANSACTION_BUSY(new Throttled(Reason.BUSY), "transaction is in processing"),
    /** A part of another attempt under the same label, with other headers, has reached the transaction, which the BE then aborts. REC 409c, 409d. */
    OTHER_ATTEMPT(new Throttled(Reason.INTERRUPTED), "load request not equal last"),
    /** SL 7. */
    NO_LOAD_PIPE(new Throttled(Reason.BUSY), "no available stream load pipe", "write data to stream load pipe"),
    /** Merge Commit. BE: BatchWriteMgr; FE: StreamLoadScanNode, MergeCommitJob. */
    NO_MERGE_NODE(new Throttled(Reason.BUSY), Pattern.compile("batch write is stopped|batch write backend|backend \\[.*] is not available")),
    /** The body came in part. BE: StreamLoadAction. */
    BODY_CUT_OFF(new Throttled(Reason.INTERRUPTED), "receive body don't equal with body bytes"),
    /** The error log, in the message of Merge Commit and of the commit of several tables. SL 7. */
    TRACKING_URL(new Rejected(), word("tracking[ _]url")),
    /** SL 4.6. */
    NO_ROWS_LEFT(new Failed(Reason.EMPTY), "no partitions have data available for loading"),
    /** SL 4.6, TSL 3.3. */
    NO_ROWS(new Failed(Reason.EMPTY), "there is no data to load", "hasn't send any data yet"),
    /** TSL 3.1. */
    OBJECT_MISSING(new Failed(Reason.NOT_FOUND), "does not exist."),
    /** SL 2.3, 6. */
    ACCESS_DENIED(new Failed(Reason.DENIED), "access denied"),
    /** SL 2.3, 3.2. */
    NOT_AUTHENTICATED(new Failed(Reason.DENIED), "no valid basic authorization", "need auth information"),
    /** SL 6; FE: GlobalTransactionMgr. */
    ABORTED_LATE(new Throttled(Reason.ABORTED), "timeout by txn manager", "aborted by timeout"),
    /** BE: StreamLoadExecutor; SR 6257. */
    LOAD_TIMEOUT(new Throttled(Reason.ABORTED), "load timeout. increase", "stream load timeout", "query timeout. increase"),
    /** TSL 3.3, SL 6. */
    ABORTED(new Throttled(Reason.ABORTED), "aborted by", "transaction is aborted", "will be aborted", "load is aborted", "txn does not exist", "user aborted",
            "user cancel"),
    /** A BE lost its client, or its plan was ended by another server. BE: StreamLoadPipe. */
    SENDER_GONE(new Throttled(Reason.ABORTED), "sender is gone"),
    /** TSL 6. */
    CANCELLED(new Throttled(Reason.ABORTED), word("cancelled")),

    // Messages without a meaning for a load.
    /** An FE reads at most http_max_header_size bytes of headers, 32 KB by default. REC 615. */
    HEADER_TOO_LARGE("http header is larger than"),
    /** The reply to a request for a schema or plan. MD, QP 2.4. */
    MISSING("does not exist"),
    /** An FE fails on joins and unions with exceptions of Java. QP 2.4; REC 048, 059. */
    INVALID_STATEMENT("invalid sql", "should plan", "cannot be cast", "cannot invoke", "only support"),
    /** QP 2.4. */
    INVALID_SQL("invalid sql"),
    /** A query over HTTP that names a missing database, table or column, or that the version does not support. REC 204; FE: SemanticException. */
    INVALID_QUERY("getting analyzing error", "getting syntax error"),
    /** QP 2.4, MD. */
    NOT_AN_OLAP_TABLE("only support olaptable", "not a olaptable"),
    /** MD. */
    NOT_READY("not ready"),
    /** A refusal to list the backends, which may have the HTTP status 200. MD. */
    DENIED("denied"),
    /** A transaction of several tables is committed. FE: StreamLoadMultiStmtTask. */
    ALREADY_VISIBLE("can not abort visible"),
    /**
     * A transaction of several tables was ended without a commit. Early FEs reply OK also if they ended nothing. "has already aborted" does not show it: a
     * new leader says so of every task of the one before it, committed or not. FE: StreamLoadMultiStmtTask, StreamLoadMgr.cancelUnDurableTaskAfterRestart.
     */
    ROLLED_BACK(Pattern.compile("abort$")),
    /** A BE cannot convert a column to Arrow, reported with changing codes. be-arrow/refused.jsonl. */
    NOT_SCANNABLE("unknown logical type", "unknown primitive type", "convert data to arrow"),
    /** A column of text in a batch is larger than Arrow allows. be-arrow/README.md. */
    BATCH_TOO_LARGE("capacity error"),
    /** The BE does not have the tablet, or no longer the version of the plan. BE: olap_scan_node (get_tablet), tablet, tablet_updates. */
    PLAN_EXPIRED("failed to get tablet", "version already been compacted", "get_applied_rowsets"),
    /** A scanner of the plan has failed, or its query timeout is over. BE: memory_scratch_sink_operator. */
    SCAN_CANCELLED("cancelled by memoryscratchsinkoperator"),
    /** The opening of a scanner is refused because an earlier one of its plan has failed there; reported once. BE: pipeline_driver_executor. */
    EARLIER_SCAN_FAILED(Pattern.compile(": be:\\d+$"));

    private static final Pattern ERROR_LOG = Pattern.compile("tracking[ _]url: (https?://[^\\s,;}]+)");

    private final Optional<ReplyClassification> meaning;
    private final List<Pattern> parts;

    ServerMessage(final ReplyClassification meaning, final String... parts) {
        this.meaning = Optional.of(meaning);
        this.parts = literals(parts);
    }

    ServerMessage(final ReplyClassification meaning, final Pattern part) {
        this.meaning = Optional.of(meaning);
        this.parts = List.of(part);
    }

    ServerMessage(final Pattern part) {
        this.meaning = Optional.empty();
        this.parts = List.of(part);
    }

    ServerMessage(final String... parts) {
        this.meaning = Optional.empty();
        this.parts = literals(parts);
    }

    /** @param message of a server, in any case */
    public boolean isIn(final String message) {
        final String lowerCase = message.toLowerCase(Locale.ROOT);
        return parts.stream().anyMatch(part -> part.matcher(lowerCase).find());
    }

    /** The meaning of a message about a load; nothing when the message is unknown. */
    public static Optional<ReplyClassification> meaning(final String message) {
        return Stream.of(values()).filter(known -> known.meaning.isPresent() && known.isIn(message)).findFirst().flatMap(known -> known.meaning);
    }

    /** The URL of the error log in a message. */
    public static Optional<String> errorLog(final String message) {
        final Matcher url = ERROR_LOG.matcher(message);
        return url.find() ? Optional.of(url.group(1)) : Optional.empty();
    }

    private static List<Pattern> literals(final String... parts) {
        return Stream.of(parts).map(part -> Pattern.compile(part, Pattern.LITERAL)).toList();
    }

    /** A phrase by itself, not inside a name or label and not in quotes. */
    private static Pattern word(final String regex) {
        return Pattern.compile("(?<![-\\w.\"'`\\[])(?:" + regex + ")(?![-\\w\"'`\\]])");
    }
}
