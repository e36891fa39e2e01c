package io.github.nifistarrocks.client.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/**
 * Writes the parameters and reads the results of the three calls of {@code TStarrocksExternalService} (StarrocksExternalService.thrift). Fields that
 * are unknown, or have an unexpected type, are skipped.
 */
final class ScannerCalls {

    static final String OPEN = "open_scanner";
    static final String NEXT = "get_next";
    static final String CLOSE = "close_scanner";

    private static final TStruct STRUCT = new TStruct("");
    private static final int MAX_SKIP_DEPTH = 32;
    private static final int MAX_MESSAGES = 100;
    private static final int MAX_MESSAGE_CHARS = 64 * 1024;
    /** StarRocks allows 10,000 columns in a table. */
    private static final int MAX_COLUMNS = 10_000;
    private static final int MAX_NAME_CHARS = 16 * 1024 * 1024;
    private static final int ROWS_PART_BYTES = 256 * 1024;

    private ScannerCalls() {}

    /**
     * TScanOpenResult.
     *
     * @param contextId may be present with an error too
     * @param columns in select order; empty with an error
     */
    record Opened(ScannerStatus status, Optional<String> contextId, List<ScanColumn> columns) {}

    /** TScanBatchResult without its rows, which are in the given buffer; the buffer is empty when the reply has no rows. */
    record Batch(ScannerStatus status, boolean endOfScan) {}

    static void writeOpen(final TProtocol protocol, final ScanRequest request) throws TException {
        beginParams(protocol);
        writeString(protocol, 1, "default_cluster");
        writeString(protocol, 2, request.table().database());
        writeString(protocol, 3, request.table().table());
        protocol.writeFieldBegin(new TField("", TType.LIST, (short) 4));
        protocol.writeListBegin(new TList(TType.I64, request.tabletIds().size()));
        for (final long tabletId : request.tabletIds()) {
            protocol.writeI64(tabletId);
        }
        writeString(protocol, 5, request.opaquePlan());
        protocol.writeFieldBegin(new TField("", TType.I32, (short) 6));
        protocol.writeI32(request.limits().batchRows());
        protocol.writeFieldBegin(new TField("", TType.I16, (short) 11));
        protocol.writeI16((short) roundUp(request.limits().keepAlive(), Duration.ofMinutes(1), Short.MAX_VALUE));
        protocol.writeFieldBegin(new TField("", TType.I32, (short) 12));
        protocol.writeI32((int) roundUp(request.limits().queryTimeout(), Duration.ofSeconds(1), Integer.MAX_VALUE));
        endParams(protocol);
    }

    static void writeNext(final TProtocol protocol, final String contextId, final long offset) throws TException {
        beginParams(protocol);
        writeString(protocol, 1, contextId);
        writeLong(protocol, 2, offset);
        endParams(protocol);
    }

    static void writeClose(final TProtocol protocol, final String contextId) throws TException {
        beginParams(protocol);
        writeString(protocol, 1, contextId);
        endParams(protocol);
    }

    static Opened readOpened(final TProtocol protocol) throws TException {
        Optional<ScannerStatus> status = Optional.empty();
        Optional<String> contextId = Optional.empty();
        List<ScanColumn> columns = List.of();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.STRUCT) {
                status = Optional.of(readStatus(protocol));
            } else if (field.id == 2 && field.type == TType.STRING) {
                contextId = Optional.of(protocol.readString());
            } else if (field.id == 3 && field.type == TType.LIST) {
                columns = readColumns(protocol);
            } else {
                skip(protocol, field.type);
            }
        }
        return new Opened(status.orElseThrow(ScannerCalls::withoutStatus), contextId.filter(id -> !id.isEmpty()), columns);
    }

    static Batch readBatch(final TProtocol protocol, final StreamBuffer rows) throws TException {
        Optional<ScannerStatus> status = Optional.empty();
        boolean endOfScan = false;
        rows.begin(0);
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.STRUCT) {
                status = Optional.of(readStatus(protocol));
            } else if (field.id == 2 && field.type == TType.BOOL) {
                endOfScan = protocol.readBool();
            } else if (field.id == 3 && field.type == TType.STRING) {
                final int size = protocol.readI32();
                if (size < 0 || size > Integer.MAX_VALUE - 16) {
                    throw new TProtocolException(TProtocolException.SIZE_LIMIT, "a batch of %d bytes".formatted(Integer.toUnsignedLong(size)));
                }
                readRows(protocol, rows, size);
            } else {
                skip(protocol, field.type);
            }
        }
        return new Batch(status.orElseThrow(ScannerCalls::withoutStatus), endOfScan);
    }

    private static void readRows(final TProtocol protocol, final StreamBuffer rows, final int size) throws TException {
        final byte[] part = new byte[Math.min(ROWS_PART_BYTES, size)];
        rows.begin(size);
        while (rows.length() < size) {
            final int count = Math.min(part.length, size - rows.length());
            protocol.getTransport().readAll(part, 0, count);
            rows.add(part, count);
        }
    }

    static ScannerStatus readClosed(final TProtocol protocol) throws TException {
        Optional<ScannerStatus> status = Optional.empty();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.STRUCT) {
                status = Optional.of(readStatus(protocol));
            } else {
                skip(protocol, field.type);
            }
        }
        return status.orElseThrow(ScannerCalls::withoutStatus);
    }

    /** An error of the server itself. libthrift would skip its unknown fields to any depth. */
    static TApplicationException readRefusal(final TProtocol protocol) throws TException {
        String message = "";
        int type = TApplicationException.UNKNOWN;
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.STRING) {
                message = protocol.readString();
            } else if (field.id == 2 && field.type == TType.I32) {
                type = protocol.readI32();
            } else {
                skip(protocol, field.type);
            }
        }
        return new TApplicationException(type, message);
    }

    static void skip(final TProtocol protocol, final byte type) throws TException {
        TProtocolUtil.skip(protocol, type, MAX_SKIP_DEPTH);
    }

    private static TProtocolException withoutStatus() {
        return new TProtocolException(TProtocolException.INVALID_DATA, "a reply without a status");
    }

    private static ScannerStatus readStatus(final TProtocol protocol) throws TException {
        OptionalInt code = OptionalInt.empty();
        List<String> messages = List.of();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.I32) {
                code = OptionalInt.of(protocol.readI32());
            } else if (field.id == 2 && field.type == TType.LIST) {
                messages = readMessages(protocol);
            } else {
                skip(protocol, field.type);
            }
        }
        return new ScannerStatus(code.orElseThrow(() -> new TProtocolException(TProtocolException.INVALID_DATA, "a status without a code")), messages);
    }

    /** The first messages: a server may send a million, of megabytes each. */
    private static List<String> readMessages(final TProtocol protocol) throws TException {
        final TList list = protocol.readListBegin();
        final List<String> messages = new ArrayList<>();
        int left = MAX_MESSAGE_CHARS;
        for (int index = 0; index < list.size; index++) {
            if (list.elemType == TType.STRING && messages.size() < MAX_MESSAGES && left > 0) {
                final String message = ErrorText.truncate(protocol.readString(), left);
                messages.add(message);
                left -= message.length();
            } else {
                skip(protocol, list.elemType);
            }
        }
        return messages;
    }

    private static List<ScanColumn> readColumns(final TProtocol protocol) throws TException {
        final TList list = protocol.readListBegin();
        if (list.elemType != TType.STRUCT && list.size > 0) {
            throw new TProtocolException(TProtocolException.INVALID_DATA, "selected columns that are not structs");
        }
        if (list.size > MAX_COLUMNS) {
            throw new TProtocolException(TProtocolException.SIZE_LIMIT, "%d selected columns".formatted(list.size));
        }
        final List<ScanColumn> columns = new ArrayList<>();
        int left = MAX_NAME_CHARS;
        for (int index = 0; index < list.size; index++) {
            final ScanColumn column = readColumn(protocol);
            left -= column.name().length();
            if (left < 0) {
                throw new TProtocolException(TProtocolException.SIZE_LIMIT, "selected columns whose names have more than %d characters"
                        .formatted(MAX_NAME_CHARS));
            }
            columns.add(column);
        }
        return columns;
    }

    private static ScanColumn readColumn(final TProtocol protocol) throws TException {
        String name = "";
        PrimitiveType type = PrimitiveType.INVALID_TYPE;
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 1 && field.type == TType.STRING) {
                name = protocol.readString();
            } else if (field.id == 2 && field.type == TType.I32) {
                type = PrimitiveType.of(protocol.readI32());
            } else {
                skip(protocol, field.type);
            }
        }
        return new ScanColumn(name, type);
    }

    private static void beginParams(final TProtocol protocol) throws TException {
        protocol.writeStructBegin(STRUCT);
        protocol.writeFieldBegin(new TField("", TType.STRUCT, (short) 1));
        protocol.writeStructBegin(STRUCT);
    }

    private static void endParams(final TProtocol protocol) throws TException {
        protocol.writeFieldStop();
        protocol.writeFieldStop();
    }

    private static void writeString(final TProtocol protocol, final int id, final String value) throws TException {
        protocol.writeFieldBegin(new TField("", TType.STRING, (short) id));
        protocol.writeString(value);
    }

    private static void writeLong(final TProtocol protocol, final int id, final long value) throws TException {
        protocol.writeFieldBegin(new TField("", TType.I64, (short) id));
        protocol.writeI64(value);
    }

    private static long roundUp(final Duration duration, final Duration unit, final long max) {
        final long units = duration.dividedBy(unit);
        return Math.clamp(duration.compareTo(unit.multipliedBy(units)) > 0 ? units + 1 : units, 1, max);
    }
}
