package io.github.nifistarrocks.client.scan;

import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.reply.ServerMessage;

/**
 * TStatus of a BE. The code stays a number, so one that a newer server has invented is told like any other.
 *
 * @param code TStatusCode
 * @param messages what the BE says, often nothing
 */
record ScannerStatus(int code, List<String> messages) {

    private static final int LONGEST_TEXT = 2000;

    /** TStatusCode as in StarRocks' StatusCode.thrift. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0, "OK"), Map.entry(1, "CANCELLED"), Map.entry(2, "ANALYSIS_ERROR"), Map.entry(3, "NOT_IMPLEMENTED_ERROR"),
            Map.entry(4, "RUNTIME_ERROR"), Map.entry(5, "MEM_LIMIT_EXCEEDED"), Map.entry(6, "INTERNAL_ERROR"), Map.entry(7, "THRIFT_RPC_ERROR"),
            Map.entry(8, "TIMEOUT"), Map.entry(9, "KUDU_NOT_ENABLED"), Map.entry(10, "KUDU_NOT_SUPPORTED_ON_OS"), Map.entry(11, "MEM_ALLOC_FAILED"),
            Map.entry(12, "BUFFER_ALLOCATION_FAILED"), Map.entry(13, "MINIMUM_RESERVATION_UNAVAILABLE"), Map.entry(14, "PUBLISH_TIMEOUT"),
            Map.entry(15, "LABEL_ALREADY_EXISTS"), Map.entry(16, "TOO_MANY_TASKS"), Map.entry(17, "ES_INTERNAL_ERROR"),
            Map.entry(18, "ES_INDEX_NOT_FOUND"), Map.entry(19, "ES_SHARD_NOT_FOUND"), Map.entry(20, "ES_INVALID_CONTEXTID"),
            Map.entry(21, "ES_INVALID_OFFSET"), Map.entry(22, "ES_REQUEST_ERROR"), Map.entry(30, "END_OF_FILE"), Map.entry(31, "NOT_FOUND"),
            Map.entry(32, "CORRUPTION"), Map.entry(33, "INVALID_ARGUMENT"), Map.entry(34, "IO_ERROR"), Map.entry(35, "ALREADY_EXIST"),
            Map.entry(36, "NETWORK_ERROR"), Map.entry(37, "ILLEGAL_STATE"), Map.entry(38, "NOT_AUTHORIZED"), Map.entry(39, "ABORTED"),
            Map.entry(40, "REMOTE_ERROR"), Map.entry(41, "SERVICE_UNAVAILABLE"), Map.entry(42, "UNINITIALIZED"), Map.entry(43, "CONFIGURATION_ERROR"),
            Map.entry(44, "INCOMPLETE"), Map.entry(45, "OLAP_ERR_VERSION_ALREADY_MERGED"), Map.entry(46, "DATA_QUALITY_ERROR"),
            Map.entry(47, "DUPLICATE_RPC_INVOCATION"), Map.entry(48, "GLOBAL_DICT_ERROR"), Map.entry(50, "UNKNOWN"), Map.entry(51, "TXN_NOT_EXISTS"),
            Map.entry(52, "TXN_IN_PROCESSING"), Map.entry(53, "RESOURCE_BUSY"), Map.entry(54, "SR_EAGAIN"), Map.entry(55, "REMOTE_FILE_NOT_FOUND"),
            Map.entry(56, "YIELD"), Map.entry(57, "JIT_COMPILE_ERROR"), Map.entry(58, "CAPACITY_LIMIT_EXCEED"), Map.entry(59, "SHUTDOWN"),
            Map.entry(60, "BIG_QUERY_CPU_SECOND_LIMIT_EXCEEDED"), Map.entry(61, "BIG_QUERY_SCAN_ROWS_LIMIT_EXCEEDED"));

    ScannerStatus {
        messages = List.copyOf(messages);
    }

    boolean isOk() {
        return code == 0;
    }

    ScanFault toFault() {
        final Kind kind = kind();
        return new ScanFault(kind, "the BE answered %s%s. %s".formatted(name(), text(), advice(kind)));
    }

    private String name() {
        return NAMES.containsKey(code) ? "%s (%d)".formatted(NAMES.get(code), code) : "status code %d, which this client does not know".formatted(code);
    }

    private String text() {
        final String joined = String.join("; ", messages).strip();
        if (joined.isEmpty()) {
            return " without a message";
        }
        return ": " + (joined.length() <= LONGEST_TEXT ? joined : joined.substring(0, LONGEST_TEXT) + "…");
    }

    private Kind kind() {
        if (isUnreadableType()) {
            return Kind.INVALID;
        }
        return switch (code) {
            case 5, 11, 12, 13, 16, 53, 54, 58 -> Kind.OVERLOADED;
            case 2, 3, 33, 43, 46, 60, 61 -> Kind.INVALID;
            case 38 -> Kind.DENIED;
            default -> Kind.UNAVAILABLE;
        };
    }

    /** A BE that cannot put a column into Arrow says so under changing codes. */
    private boolean isUnreadableType() {
        return ServerMessage.NOT_SCANNABLE.isIn(String.join(" ", messages));
    }

    private String advice(final Kind kind) {
        if (isUnreadableType()) {
            return "A column has a type or value that scans cannot carry (BITMAP, PERCENTILE and the like): leave it out of the columns.";
        }
        return switch (kind) {
            case OVERLOADED -> "The BE is short of memory or busy: read fewer tablets at a time or smaller batches, or raise the memory limit of the scan.";
            case INVALID -> code == 60 || code == 61
                    ? "The resource group forbids so large a scan: narrow the filter, take fewer tablets at a time or raise its limit."
                    : "The plan does not suit this BE: it was altered on its way, is of another StarRocks version, or selects what cannot be scanned. "
                            + "Plan again.";
            case DENIED -> "The BE wants a privilege that the user lacks.";
            case UNAVAILABLE, NOT_FOUND, PROTOCOL -> switch (code) {
                case 8 -> "The scan took longer than its query timeout: raise it or take fewer tablets at a time.";
                case 31 -> "The BE does not have the tablet at the planned version, or has forgotten the scan (restart, keep-alive over): "
                        + "start again on another replica, and plan again if none has it.";
                default -> "Start again on another replica.";
            };
        };
    }
}
