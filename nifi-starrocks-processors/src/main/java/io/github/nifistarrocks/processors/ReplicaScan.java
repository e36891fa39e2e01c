package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.ScanLimits;
import io.github.nifistarrocks.client.scan.ScanRequest;
import io.github.nifistarrocks.client.scan.TabletScan;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.scan.OutputOptions;
import io.github.nifistarrocks.processors.scan.RecordOutput;
import io.github.nifistarrocks.processors.scan.RowBatches;
import io.github.nifistarrocks.processors.scan.ScanAbortedException;
import io.github.nifistarrocks.processors.scan.WriterContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/**
 * Reads the tablets of a plan from the first replica that can serve all of them, and replaces the content of the FlowFile by the rows. Each attempt reads from
 * the start: the rows of a failed replica are dropped. A replica whose batches are too large is read again with smaller ones. A replica that cannot send the
 * values is the last one, because the others have the same values.
 */
final class ReplicaScan {

    private final StarRocksClient client;
    private final PlanDocument plan;
    private final ScanLimits limits;
    private final CallScope scope;

    /**
     * The result of a scan.
     *
     * @param flowFile with the records
     * @param output has written them
     * @param replica that was read; empty when there was nothing to read
     * @param bytes received from it
     */
    record Result(FlowFile flowFile, RecordOutput output, Optional<HostPort> replica, long bytes) {

        Result with(final FlowFile changed) {
            return new Result(changed, output, replica, bytes);
        }
    }

    ReplicaScan(final StarRocksClient client, final PlanDocument plan, final ScanLimits limits, final CallScope scope) {
        this.client = client;
        this.plan = plan;
        this.limits = limits;
        this.scope = scope;
    }

    /**
     * @param writer of the records; its FlowFile gets them
     * @param options of the values
     */
    Result write(final ProcessSession session, final WriterContext writer, final OutputOptions options) throws ScanFailure, CallCancelledException {
        try {
            return plan.tablets().isEmpty() ? writeNothing(session, writer, options) : writeRows(session, writer, options);
        } catch (ScanAbortedException e) {
            if (e.isCancelled()) {
                throw new CallCancelledException();
            }
            throw ScanFailure.output(plan, e);
        }
    }

    private Result writeNothing(final ProcessSession session, final WriterContext writer, final OutputOptions options) {
        final RecordOutput output = new RecordOutput(plan.columns(), RowBatches.NONE, writer, options);
        return new Result(session.write(writer.flowFile(), output), output, Optional.empty(), 0);
    }

    private Result writeRows(final ProcessSession session, final WriterContext writer, final OutputOptions options)
            throws ScanFailure, CallCancelledException {
        final Map<HostPort, StarRocksException> failures = new LinkedHashMap<>();
        final Deque<HostPort> replicas = new ArrayDeque<>(plan.commonReplicas());
        ScanLimits current = limits;
        while (!replicas.isEmpty()) {
            final HostPort replica = replicas.remove();
            final ScanRequest request = new ScanRequest(plan.table(), plan.opaquePlan(), plan.tabletIds(), current);
            try (TabletScan scan = client.scan(request, replica, scope)) {
                final RecordOutput output = new RecordOutput(plan.columns(), RowBatches.of(scan), writer, options);
                return new Result(session.write(writer.flowFile(), output), output, Optional.of(replica), scan.bytes());
            } catch (StarRocksException e) {
                failures.put(replica, e);
            } catch (ScanAbortedException e) {
                final StarRocksException failure = e.byBackend().orElseThrow(() -> e);
                failures.put(replica, failure);
                final Optional<ScanLimits> smaller = failure.kind() == Kind.BATCH_TOO_LARGE ? current.smaller() : Optional.empty();
                if (smaller.isPresent()) {
                    replicas.addFirst(replica);
                    current = smaller.get();
                } else if (failure.kind() == Kind.BATCH_TOO_LARGE || failure.kind() == Kind.INVALID) {
                    replicas.clear();
                }
            }
            writer.log().warn("Scan for {} from replica [{}] failed", writer.flowFile(), replica, failures.get(replica));
        }
        throw ScanFailure.replicas(plan, failures, Duration.between(plan.plannedAt(), Instant.now()));
    }
}
