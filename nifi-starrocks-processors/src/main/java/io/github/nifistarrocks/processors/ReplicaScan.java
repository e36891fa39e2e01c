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
import io.github.nifistarrocks.processors.scan.RowBatches;
import io.github.nifistarrocks.processors.scan.ScanAbortedException;
import io.github.nifistarrocks.processors.scan.ScanOutput;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
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
     * @param flowFile with the rows
     * @param output has written them
     * @param replica that was read; empty when there was nothing to read
     * @param bytes received from it
     */
    record Result(FlowFile flowFile, ScanOutput output, Optional<HostPort> replica, long bytes) {

        Result with(final FlowFile changed) {
            return new Result(changed, output, replica, bytes);
        }
    }

    /**
     * Where the rows are written.
     *
     * @param flowFile its content is replaced
     * @param log for failures of replicas
     * @param format creates the output of each attempt
     */
    record Target(FlowFile flowFile, ComponentLog log, ScanOutput.Factory format) {}

    ReplicaScan(final StarRocksClient client, final PlanDocument plan, final ScanLimits limits, final CallScope scope) {
        this.client = client;
        this.plan = plan;
        this.limits = limits;
        this.scope = scope;
    }

    Result write(final ProcessSession session, final Target target) throws ScanFailure, CallCancelledException {
        try {
            return plan.tablets().isEmpty() ? writeNothing(session, target) : writeRows(session, target);
        } catch (ScanAbortedException e) {
            if (e.isCancelled()) {
                throw new CallCancelledException();
            }
            throw ScanFailure.output(plan, e);
        }
    }

    private Result writeNothing(final ProcessSession session, final Target target) {
        final ScanOutput output = target.format().create(plan.columns(), RowBatches.NONE);
        return new Result(session.write(target.flowFile(), output), output, Optional.empty(), 0);
    }

    private Result writeRows(final ProcessSession session, final Target target) throws ScanFailure, CallCancelledException {
        final Map<HostPort, StarRocksException> failures = new LinkedHashMap<>();
        final Deque<HostPort> replicas = new ArrayDeque<>(client.scanOrder(plan.commonReplicas()));
        ScanLimits current = limits;
        while (!replicas.isEmpty()) {
            final HostPort replica = replicas.remove();
            final ScanRequest request = new ScanRequest(plan.table(), plan.opaquePlan(), plan.tabletIds(), current);
            try (TabletScan scan = client.scan(request, replica, scope)) {
                final ScanOutput output = target.format().create(plan.columns(), RowBatches.of(scan));
                return new Result(session.write(target.flowFile(), output), output, Optional.of(replica), scan.bytes());
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
            target.log().warn("Scan for {} from replica [{}] failed", target.flowFile(), replica, failures.get(replica));
        }
        throw ScanFailure.replicas(plan, failures, Duration.between(plan.plannedAt(), Instant.now()));
    }
}
