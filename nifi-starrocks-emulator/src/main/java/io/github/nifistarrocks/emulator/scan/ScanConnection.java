package io.github.nifistarrocks.emulator.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.transport.TTransportException;
import com.starrocks.thrift.TScanBatchResult;
import com.starrocks.thrift.TScanCloseParams;
import com.starrocks.thrift.TScanCloseResult;
import com.starrocks.thrift.TScanNextBatchParams;
import com.starrocks.thrift.TScanOpenParams;
import com.starrocks.thrift.TScanOpenResult;
import com.starrocks.thrift.TStarrocksExternalService;
import com.starrocks.thrift.TStatus;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.scan.wire.RawStatus;
import io.github.nifistarrocks.emulator.scan.wire.ReplyProtocol;
import io.github.nifistarrocks.emulator.scan.wire.ReplyStream;

/** The calls of one connection, with the faults that the script has for them. */
final class ScanConnection implements TStarrocksExternalService.Iface {

    private static final int OK = 0;

    private final ScanService service;
    private final Faults faults;
    private final ReplyStream replies;
    private final ReplyProtocol protocol;

    ScanConnection(final ScanService service, final Faults faults, final ReplyStream replies, final ReplyProtocol protocol) {
        this.service = service;
        this.faults = faults;
        this.replies = replies;
        this.protocol = protocol;
    }

    @Override
    public TScanOpenResult open_scanner(final TScanOpenParams params) throws TException {
        return call(RequestKind.OPEN_SCANNER, active -> {
            active.find(Fault.MissingTablet.class).ifPresent(missing -> {
                throw ScanException.missingTablet(params.getTablet_ids().getFirst());
            });
            return opened(service.open(params));
        }, TScanOpenResult::new);
    }

    @Override
    public TScanBatchResult get_next(final TScanNextBatchParams params) throws TException {
        return call(RequestKind.GET_NEXT, active -> next(params, active), TScanBatchResult::new);
    }

    @Override
    public TScanCloseResult close_scanner(final TScanCloseParams params) throws TException {
        return call(RequestKind.CLOSE_SCANNER, active -> {
            service.close(params.getContext_id());
            return new TScanCloseResult(ok());
        }, TScanCloseResult::new);
    }

    private interface Work<T> {
        T run(ActiveFaults active);
    }

    private interface Refusal<T> {
        T of(TStatus status);
    }

    private <T> T call(final RequestKind kind, final Work<T> work, final Refusal<T> refusal) throws TException {
        final ActiveFaults active = faults.next(kind, service.name());
        active.find(Fault.Delay.class).ifPresent(delay -> active.sleep(delay.time()));
        active.find(Fault.Meanwhile.class).ifPresent(meanwhile -> meanwhile.event().run());
        if (active.has(Fault.ResetBeforeBody.class) || active.has(Fault.ResetBeforeCommit.class)) {
            throw reset();
        }
        final T result = result(active, work, refusal);
        active.find(Fault.DelayReply.class).ifPresent(delay -> active.sleep(delay.time()));
        if (active.has(Fault.ResetAfterCommit.class)) {
            throw reset();
        }
        active.find(Fault.TruncateReply.class).ifPresent(truncate -> replies.truncateAfter(truncate.bytes()));
        active.find(Fault.WrongLength.class).ifPresent(wrong -> protocol.replaceLength(wrong.value(), wrong.length()));
        active.find(Fault.EndlessValue.class).ifPresent(endless -> protocol.repeatValue(endless.value()));
        active.find(Fault.NestedStructs.class).ifPresent(nested -> protocol.nestStructs(nested.depth()));
        return result;
    }

    private static <T> T result(final ActiveFaults active, final Work<T> work, final Refusal<T> refusal) {
        final Optional<Fault.ScanMessages> messages = active.find(Fault.ScanMessages.class);
        if (messages.isPresent()) {
            return refusal.of(new RawStatus(messages.get().code(), Collections.nCopies(messages.get().count(), messages.get().message())));
        }
        return guarded(() -> {
            active.find(Fault.ScanStatus.class).ifPresent(status -> {
                throw new ScanException(status.code(), status.message());
            });
            return work.run(active);
        }, refusal);
    }

    private static <T> T guarded(final Supplier<T> work, final Refusal<T> refusal) {
        try {
            return work.get();
        } catch (ScanException e) {
            return refusal.of(status(e));
        }
    }

    private TTransportException reset() {
        try {
            replies.reset();
        } catch (IOException e) {
            return new TTransportException(e);
        }
        return new TTransportException("Connection reset by script");
    }

    private TScanBatchResult next(final TScanNextBatchParams params, final ActiveFaults active) {
        final String contextId = params.getContext_id();
        if (active.has(Fault.LostContext.class)) {
            service.close(contextId);
        }
        active.find(Fault.ScannerFails.class).ifPresent(failure -> {
            throw service.fail(contextId, failure.message());
        });
        if (active.has(Fault.OffsetAhead.class)) {
            service.skip(contextId);
        }
        if (active.has(Fault.EmptyBatch.class)) {
            return service.emptyBatch(contextId).map(ScanConnection::data).orElseGet(ScanConnection::end);
        }
        final Optional<PreparedBatch> batch = service.next(contextId, params.getOffset());
        if (active.has(Fault.NoRows.class)) {
            return new TScanBatchResult(ok()).setEos(false);
        }
        return batch.map(whole -> data(changed(whole, active))).orElseGet(ScanConnection::end);
    }

    private static PreparedBatch changed(final PreparedBatch batch, final ActiveFaults active) {
        final byte[] stream = batch.arrowStream();
        final Optional<byte[]> other = active.find(Fault.OtherRows.class).map(rows -> rows.change().apply(stream.clone()));
        final Optional<byte[]> truncated = active.find(Fault.TruncatedRows.class).map(rows -> Arrays.copyOf(stream, Math.min(rows.bytes(), stream.length)));
        return other.or(() -> truncated).map(changed -> new PreparedBatch(changed, batch.rows())).orElse(batch);
    }

    /** Data and end never come together. */
    private static TScanBatchResult data(final PreparedBatch batch) {
        return new TScanBatchResult(ok()).setEos(false).setRows(ByteBuffer.wrap(batch.arrowStream()));
    }

    private static TScanBatchResult end() {
        return new TScanBatchResult(ok()).setEos(true);
    }

    private static TScanOpenResult opened(final ScanService.Opened opened) {
        final TScanOpenResult result = new TScanOpenResult(opened.failure().map(ScanConnection::status).orElseGet(ScanConnection::ok));
        result.setContext_id(opened.contextId());
        if (opened.failure().isEmpty()) {
            result.setSelected_columns(opened.columns());
        }
        return result;
    }

    private static TStatus ok() {
        return new RawStatus(OK, List.of());
    }

    private static TStatus status(final ScanException failure) {
        return new RawStatus(failure.code(), failure.getMessage() == null ? List.of() : List.of(failure.getMessage()));
    }
}
