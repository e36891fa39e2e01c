package io.github.nifistarrocks.client.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A trial load returns the result that a load would have, and leaves nothing behind. */
class TrialLoadContractTest {

    private static final TableId TABLE = new TableId("demo", "t");

    private final CallScope scope = new CallScope();
    private final String label = "trial-" + UUID.randomUUID();
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.builder().start();
        emulator.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).responseTimeout(Duration.ofSeconds(10)).build());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        emulator.faults().clear();
        assertThat(emulator.query("select count(*) from demo.t").getFirst().getFirst()).hasToString("0");
        assertThat(emulator.labelState("demo", label)).isIn(TransactionState.ABORTED, TransactionState.UNKNOWN);
        client.close();
        emulator.close();
    }

    @Test
    void goodRowsPass() throws Exception {
        assertThat(tryOut("{\"k\":1}\n{\"k\":2}\n")).isInstanceOfSatisfying(TrialLoadResult.Passed.class,
                passed -> assertThat(passed.report().loadedRows()).isEqualTo(2));
    }

    @Test
    void wrongRowsAreCountedAndNamed() throws Exception {
        assertThat(tryOut("{\"k\":1}\n{\"k\":null}\n{\"k\":null}\n")).isInstanceOfSatisfying(TrialLoadResult.Filtered.class, filtered -> {
            assertThat(filtered.report().filteredRows()).isEqualTo(2);
            assertThat(filtered.report().totalRows()).isEqualTo(3);
            assertThat(filtered.rows()).hasSize(2).allSatisfy(row -> assertThat(row.reason()).contains("NULL"));
        });
    }

    @Test
    void wrongRowsAreCountedWhenTheirLogCannotBeRead() throws Exception {
        emulator.faults().on(RequestKind.ERROR_LOG).inject(new Fault.ResetBeforeBody());

        assertThat(tryOut("{\"k\":1}\n{\"k\":null}\n")).isInstanceOfSatisfying(TrialLoadResult.Filtered.class, filtered -> {
            assertThat(filtered.report().filteredRows()).isEqualTo(1);
            assertThat(filtered.rows()).isEmpty();
        });
    }

    @Test
    void noneIsTakenOfWrongRowsOnly() throws Exception {
        assertThat(tryOut("{\"k\":null}\n")).isInstanceOfSatisfying(TrialLoadResult.NoneTaken.class,
                none -> assertThat(none.rows()).singleElement().satisfies(row -> assertThat(row.reason()).contains("NULL")));
    }

    @Test
    void partsAreCountedTogether() throws Exception {
        final TrialLoadResult trial = client.tryOut(request(), parts(out -> out.write("{\"k\":1}\n{\"k\":null}\n".getBytes(StandardCharsets.UTF_8)),
                out -> out.write("{\"k\":null}\n".getBytes(StandardCharsets.UTF_8))), scope);

        assertThat(trial).isInstanceOfSatisfying(TrialLoadResult.Filtered.class, filtered -> {
            assertThat(filtered.report().filteredRows()).isEqualTo(2);
            assertThat(filtered.rows()).hasSize(2);
        });
    }

    @Test
    void pressureIsRefusedAsThrottled() throws Exception {
        emulator.faults().on(RequestKind.TRANSACTION_PREPARE).times(1).inject(Fault.memoryLimit());

        assertThat(tryOut("{\"k\":1}\n")).isInstanceOfSatisfying(TrialLoadResult.Refused.class, refused -> assertThat(refused.outcome())
                .isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.reason()).isEqualTo(Reason.MEMORY)));
    }

    @Test
    void lostCountsAreRefusedAndRolledBack() throws Exception {
        emulator.faults().on(RequestKind.TRANSACTION_PREPARE).times(1).inject(new Fault.ResetAfterCommit());

        assertThat(tryOut("{\"k\":1}\n")).isInstanceOfSatisfying(TrialLoadResult.Refused.class,
                refused -> assertThat(refused.outcome()).isInstanceOf(LoadOutcome.Throttled.class));
    }

    @Test
    void preparedTrialLoadOfAPreviousAttemptIsRolledBackAndNotCommitted() throws Exception {
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("/rollback").inject(new Fault.ResetBeforeBody());
        emulator.faults().on(RequestKind.CANCEL).inject(new Fault.ResetBeforeBody());
        try (StarRocksClient impatient = StarRocksClient
                .open(StarRocksClientConfig.builder(emulator.frontendUrls()).outcomeTimeout(Duration.ofMillis(300)).build())) {
            impatient.tryOut(request(), parts(out -> out.write("{\"k\":9}\n".getBytes(StandardCharsets.UTF_8))), scope);
        }
        emulator.faults().clear();
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.PREPARED);

        assertThat(tryOut("{\"k\":1}\n")).isInstanceOf(TrialLoadResult.Passed.class);
    }

    @Test
    void rowsThatCannotBeReadAreReported() {
        assertThatExceptionOfType(LoadBodyException.class).isThrownBy(() -> client.tryOut(request(), parts(out -> {
            out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8));
            throw new IOException("broken record");
        }), scope)).havingCause().withMessage("broken record");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "load", "prepare", "rollback"})
    void cancelledTrialLoadIsRolledBack(final String step) throws Exception {
        final FaultRule rule = emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/" + step).times(1)
                .inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (rule.hits() == 0) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> tryOut("{\"k\":1}\n"));
        stopper.join();
    }

    @Test
    void trialThatIsCancelledAsItBeginsIsRolledBackAllTheSame() throws Exception {
        emulator.faults().on(RequestKind.TRANSACTION_BEGIN).times(1).inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (emulator.labelState("demo", label) != TransactionState.PREPARE) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> tryOut("{\"k\":1}\n"));
        stopper.join();
    }

    @ParameterizedTest
    @EnumSource(value = RequestKind.class, names = {"TRANSACTION_BEGIN", "TRANSACTION_LOAD", "TRANSACTION_PREPARE", "TRANSACTION_ROLLBACK"})
    void answerLostAtAnyStepLeavesNothing(final RequestKind step) throws Exception {
        emulator.faults().on(step).times(1).inject(new Fault.ResetAfterCommit());

        assertThat(tryOut("{\"k\":1}\n")).isNotNull();
    }

    private TrialLoadResult tryOut(final String rows) throws Exception {
        return client.tryOut(request(), parts(out -> out.write(rows.getBytes(StandardCharsets.UTF_8))), scope);
    }

    private static LoadParts parts(final RequestBody... bodies) {
        final Iterator<RequestBody> left = List.of(bodies).iterator();
        return () -> left.hasNext() ? Optional.of(new LoadPart(TABLE, Map.of(), left.next())) : Optional.empty();
    }

    private LoadRequest request() {
        return LoadRequest.builder(TABLE, label).timeout(Duration.ofSeconds(60)).header("format", "json").header("max_filter_ratio", "1").build();
    }
}
