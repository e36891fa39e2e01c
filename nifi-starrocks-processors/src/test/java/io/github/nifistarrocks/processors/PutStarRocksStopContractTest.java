package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** ProcessorStop the processor while it is blocked on the network. */
@Timeout(240)
class PutStarRocksStopContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String ONE_ROW = "[{\"id\":1}]";

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @EnumSource(value = RequestKind.class, names = {"FE_STREAM_LOAD", "BE_STREAM_LOAD"})
    void flowFileStaysInTheQueueWhenStoppedWhileBlocked(final RequestKind where) throws Exception {
        final FaultRule rule = CLUSTER.emulator().faults().on(where).times(1).inject(new Fault.Delay(Duration.ofMinutes(5)));

        final PutRunner runner = stopOnce(() -> rule.hits() == 1);

        runner.nifi.assertTransferCount(LoadRelationships.SUCCESS, 0);
        runner.nifi.assertTransferCount(LoadRelationships.RETRY, 0);
        runner.nifi.assertTransferCount(LoadRelationships.FAILURE, 0);
        assertThat(runner.nifi.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.nifi.getProvenanceEvents()).isEmpty();
        assertThat(runner.nifi.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void loadCommittedBehindTheStopIsNotRepeated() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final PutRunner runner = stopOnce(() -> count() == 1);

        final MockFlowFile sent = runner.trigger(LoadRelationships.SUCCESS);

        sent.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(count()).isEqualTo(1);
    }

    /** Triggers the processor on another thread, unschedules it when the condition holds, and waits until the trigger returns. */
    private PutRunner stopOnce(final BooleanSupplier condition) throws Exception {
        final PutRunner runner = runner();
        runner.nifi.enqueue(PutRunner.flowFile(ONE_ROW));
        final PutStarRocks processor = (PutStarRocks) runner.nifi.getProcessor();
        final CompletableFuture<Void> trigger = CompletableFuture.runAsync(() -> runner.nifi.run(1, false, true));
        waitFor(condition);
        processor.cancelCalls();
        trigger.get(120, TimeUnit.SECONDS);
        return runner;
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, database, table);
    }

    private long count() {
        return CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
    }

    private static void waitFor(final BooleanSupplier condition) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
    }
}
