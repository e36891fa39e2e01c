package io.github.nifistarrocks.emulator.scan;

import java.util.ArrayList;
import java.util.List;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.transport.TSocket;
import com.starrocks.shade.org.apache.thrift.transport.TTransportException;
import com.starrocks.thrift.TScanBatchResult;
import com.starrocks.thrift.TScanCloseParams;
import com.starrocks.thrift.TScanCloseResult;
import com.starrocks.thrift.TScanNextBatchParams;
import com.starrocks.thrift.TScanOpenParams;
import com.starrocks.thrift.TScanOpenResult;
import com.starrocks.thrift.TStarrocksExternalService;
import com.starrocks.thrift.TStatusCode;

/** The official SDK's client of the scan service, over a plain socket. */
final class ScanClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final TSocket socket;
    private final TStarrocksExternalService.Client client;

    ScanClient(final String host, final int port) {
        try {
            socket = new TSocket(host, port, TIMEOUT_MILLIS);
            socket.open();
            client = new TStarrocksExternalService.Client(new TBinaryProtocol(socket, true, true));
        } catch (TTransportException e) {
            throw new IllegalStateException(e);
        }
    }

    static TScanOpenParams params(final String plan, final List<Long> tablets, final int batchSize) {
        final TScanOpenParams params = new TScanOpenParams("default_cluster", "demo", "t", tablets, plan);
        params.setBatch_size(batchSize);
        params.setQuery_timeout(60);
        params.setKeep_alive_min((short) 10);
        return params;
    }

    TScanOpenResult open(final String plan, final List<Long> tablets, final int batchSize) throws TException {
        return client.open_scanner(params(plan, tablets, batchSize));
    }

    TScanOpenResult open(final TScanOpenParams params) throws TException {
        return client.open_scanner(params);
    }

    TScanBatchResult next(final String context, final long offset) throws TException {
        final TScanNextBatchParams params = new TScanNextBatchParams();
        params.setContext_id(context);
        params.setOffset(offset);
        return client.get_next(params);
    }

    TScanCloseResult closeScanner(final String context) throws TException {
        final TScanCloseParams params = new TScanCloseParams();
        params.setContext_id(context);
        return client.close_scanner(params);
    }

    List<List<Object>> readAll(final String plan, final List<Long> tablets, final int batchSize) {
        try {
            final TScanOpenResult opened = open(plan, tablets, batchSize);
            if (opened.getStatus().getStatus_code() != TStatusCode.OK) {
                throw new IllegalStateException(opened.getStatus().toString());
            }
            final List<List<Object>> rows = new ArrayList<>();
            TScanBatchResult batch = next(opened.getContext_id(), 0);
            while (batch.getStatus().getStatus_code() == TStatusCode.OK && !batch.isEos()) {
                rows.addAll(ArrowRows.read(batch.getRows()).rows());
                batch = next(opened.getContext_id(), rows.size());
            }
            if (batch.getStatus().getStatus_code() != TStatusCode.OK) {
                throw new IllegalStateException(batch.getStatus().toString());
            }
            closeScanner(opened.getContext_id());
            return rows;
        } catch (TException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
