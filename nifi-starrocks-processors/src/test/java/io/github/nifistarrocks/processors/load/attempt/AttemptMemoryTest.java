package io.github.nifistarrocks.processors.load.attempt;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.processors.load.attempt.AttemptRecord.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What is remembered of attempts, within its bounds. */
class AttemptMemoryTest {

    private static final Instant QUEUED = Instant.now().minusSeconds(100);

    private final AttemptMemory memory = new AttemptMemory(3);

    @Test
    void labelIsOpenFromItsBeginUntilNifiHasStoredItsLoad() {
        memory.begin("a", Suspicion.OPEN);
        assertThat(of("a")).isEqualTo(Suspicion.OPEN);

        memory.forget(List.of("a"));
        assertThat(of("a")).isEqualTo(Suspicion.NONE);
    }

    @Test
    void labelThatIsNotCommittedIsNotAskedFor() {
        memory.of("a", "a", Suspicion.QUEUED);
        memory.begin("a", Suspicion.OPEN);
        memory.notCommitted("a");

        assertThat(memory.of("a", "a", Suspicion.QUEUED)).isEqualTo(Suspicion.NONE);
    }

    /** It was attempted here, then on another node, and comes back. */
    @Test
    void attributesOfAnOpenAttemptCountAlthoughTheLastOneHereIsNotCommitted() {
        memory.of("a", "a", Suspicion.NONE);
        memory.begin("a", Suspicion.OPEN);
        memory.notCommitted("a");

        memory.openByAttributes("a");

        assertThat(memory.of("a", "a", Suspicion.OPEN)).isEqualTo(Suspicion.OPEN);
    }

    @Test
    void suspicionOfAFlowFileStaysForTheLoadsThatWereNotReached() {
        memory.of("f-group-1", "f", Suspicion.QUEUED);
        memory.begin("f-group-1", Suspicion.OPEN);
        memory.notCommitted("f-group-1");

        assertThat(memory.of("f-group-1", "f", Suspicion.OPEN)).isEqualTo(Suspicion.NONE);
        assertThat(memory.of("f-group-2", "f", Suspicion.OPEN)).isEqualTo(Suspicion.QUEUED);
    }

    @Test
    void withTooManyOpenLabelsEveryQueuedFlowFileIsSuspect() {
        assertThat(memory.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.NONE);

        IntStream.range(0, 4).forEach(number -> memory.begin("label" + number, Suspicion.OPEN));

        assertThat(memory.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.QUEUED);
        assertThat(memory.suspicion(Instant.now().plusSeconds(10), Suspicion.NONE)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void doubtsAreReportedWhenTheyComeAndGo() {
        final AtomicInteger changes = new AtomicInteger();
        memory.onDoubts(changes::incrementAndGet);

        memory.begin("a", Suspicion.OPEN);
        memory.forget(List.of("a"));
        assertThat(changes).hasValue(0);
        memory.begin("b", Suspicion.DOUBTFUL);
        memory.begin("b", Suspicion.DOUBTFUL);
        assertThat(changes).hasValue(1);
        memory.forget(List.of("b"));
        assertThat(changes).hasValue(2);
    }

    @Test
    void cleanEndKeepsWhatIsOpenAndSuspectsNothingElse() {
        memory.begin("a", Suspicion.OPEN);
        memory.begin("b", Suspicion.DOUBTFUL);
        final AttemptMemory next = restored(memory.toRecord(End.CLEAN).toState(End.CLEAN));

        assertThat(next.of("a", "a", Suspicion.NONE)).isEqualTo(Suspicion.OPEN);
        assertThat(next.of("b", "b", Suspicion.NONE)).isEqualTo(Suspicion.DOUBTFUL);
        assertThat(next.suspicion(QUEUED, Suspicion.OPEN)).as("in the queue at the end, and not open then").isEqualTo(Suspicion.NONE);
        assertThat(next.suspicion(Instant.now().plusSeconds(10), Suspicion.OPEN)).as("from another node").isEqualTo(Suspicion.OPEN);
    }

    @Test
    void crashKeepsDoubtsAndSuspectsWhatWasQueued() {
        memory.begin("a", Suspicion.OPEN);
        memory.begin("b", Suspicion.DOUBTFUL);
        final AttemptMemory next = restored(memory.toRecord(End.UNKNOWN).toState(End.UNKNOWN));

        assertThat(next.isOpen("a")).isFalse();
        assertThat(next.isOpen("b")).isTrue();
        assertThat(next.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.QUEUED);
    }

    @Test
    void labelThatIsForgottenForOthersCountsAsPossiblyAttempted() {
        memory.of("a", "a", Suspicion.NONE);
        List.of("a", "b", "c", "d").forEach(label -> memory.begin(label, Suspicion.OPEN));

        assertThat(memory.of("a", "a", memory.suspicion(QUEUED, Suspicion.NONE))).isEqualTo(Suspicion.QUEUED);
    }

    @Test
    void suspicionOfACrashOutlivesACleanEnd() {
        final AttemptMemory crashed = restored(memory.toRecord(End.UNKNOWN).toState(End.UNKNOWN));
        final AttemptMemory next = restored(crashed.toRecord(End.CLEAN).toState(End.CLEAN));

        assertThat(next.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.QUEUED);
    }

    @Test
    void recordOfTooManyLabelsSuspectsWhatWasQueued() {
        final AttemptMemory large = new AttemptMemory();
        IntStream.range(0, 501).forEach(number -> large.begin("label" + number, Suspicion.OPEN));
        final Map<String, String> state = large.toRecord(End.CLEAN).toState(End.CLEAN);

        assertThat(state.values().stream().collect(Collectors.joining())).hasSizeLessThan(200);
        assertThat(restored(state).suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.QUEUED);
    }

    /** NiFi's local state writes a value by DataOutputStream.writeUTF. */
    @Test
    void everyValueOfTheStateIsShortEnoughForNifi() {
        final AttemptMemory large = new AttemptMemory();
        final int longest = IntStream.rangeClosed(1, 600).map(number -> {
            large.begin("%0128d".formatted(number), Suspicion.DOUBTFUL);
            return large.toRecord(End.UNKNOWN).toState(End.UNKNOWN).values().stream().mapToInt(String::length).max().orElseThrow();
        }).max().orElseThrow();

        assertThat(longest).isBetween(50_000, 65_535);
    }

    @ParameterizedTest
    @ValueSource(strings = {"end", "open.labels", "ended.attempts", "unknown.before", "doubtful.before", "time"})
    void stateOfSomethingElseIsRefused(final String key) {
        final Map<String, String> state = new HashMap<>(memory.toRecord(End.CLEAN).toState(End.CLEAN));
        state.put(key, "a=b");

        assertThatIllegalArgumentException().isThrownBy(() -> restored(state));
    }

    /** StarRocks may show the outcome of the others. */
    @Test
    void withTooManyOpenLabelsADoubtIsKept() {
        memory.begin("doubtful", Suspicion.DOUBTFUL);

        IntStream.range(0, 10).forEach(number -> memory.begin("label" + number, Suspicion.OPEN));

        assertThat(of("doubtful")).isEqualTo(Suspicion.DOUBTFUL);
        assertThat(of("label9")).isEqualTo(Suspicion.OPEN);
        assertThat(of("label0")).isEqualTo(Suspicion.NONE);
        assertThat(memory.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.QUEUED);
    }

    @Test
    void withTooManyDoubtsEveryQueuedFlowFileIsDoubtful() {
        IntStream.range(0, 4).forEach(number -> memory.begin("label" + number, Suspicion.DOUBTFUL));

        assertThat(memory.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.DOUBTFUL);
        assertThat(memory.suspicion(Instant.now().plusSeconds(10), Suspicion.NONE)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void recordOfTooManyLabelsKeepsDoubts() {
        final AttemptMemory large = new AttemptMemory();
        large.begin("doubtful", Suspicion.DOUBTFUL);
        IntStream.range(0, 500).forEach(number -> large.begin("label" + number, Suspicion.OPEN));

        final AttemptMemory next = restored(large.toRecord(End.CLEAN).toState(End.CLEAN));

        assertThat(next.of("doubtful", "doubtful", Suspicion.NONE)).isEqualTo(Suspicion.DOUBTFUL);
        assertThat(next.isOpen("label0")).isFalse();
        assertThat(next.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.QUEUED);
    }

    @ParameterizedTest
    @EnumSource
    void recordOfTooManyDoubtsDoubtsWhatWasQueued(final End end) {
        final AttemptMemory large = new AttemptMemory();
        IntStream.range(0, 401).forEach(number -> large.begin("label" + number, Suspicion.DOUBTFUL));

        final AttemptMemory next = restored(large.toRecord(end).toState(end));

        assertThat(next.suspicion(QUEUED, Suspicion.NONE)).isEqualTo(Suspicion.DOUBTFUL);
        assertThat(next.suspicion(Instant.now().plusSeconds(10), Suspicion.NONE)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void attemptsThatHaveEndedAreKnownUntilTheFlowFileIsLoaded() {
        memory.ended("a", 1);
        memory.ended("a", 2);
        assertThat(memory.ended("a")).isEqualTo(2);

        memory.ended("a", 0);
        assertThat(memory.ended("a")).isZero();

        memory.ended("a", 1);
        memory.forget(List.of("a"));
        assertThat(memory.ended("a")).isZero();
    }

    /** That node may have used a label again. */
    @Test
    void attemptsThatHaveEndedAreNotKnownAfterAnOpenOneOfAnotherNode() {
        memory.ended("a", 1);

        memory.openByAttributes("a");

        assertThat(memory.ended("a")).isZero();
    }

    @Test
    void attemptsThatHaveEndedAreKnownAfterACleanEndOnly() {
        memory.ended("a", 3);

        assertThat(restored(memory.toRecord(End.CLEAN).toState(End.CLEAN)).ended("a")).isEqualTo(3);
        assertThat(restored(memory.toRecord(End.UNKNOWN).toState(End.UNKNOWN)).ended("a")).isZero();
    }

    @Test
    void recordKeepsTheNewestAttemptsThatHaveEnded() {
        final AttemptMemory large = new AttemptMemory();
        IntStream.range(0, 500).forEach(number -> large.ended("%0128d".formatted(number), 2000));

        final Map<String, String> state = large.toRecord(End.CLEAN).toState(End.CLEAN);

        assertThat(state.values()).allSatisfy(value -> assertThat(value).hasSizeLessThan(65_536));
        assertThat(restored(state).ended("%0128d".formatted(499))).isEqualTo(2000);
        assertThat(restored(state).ended("%0128d".formatted(0))).isZero();
    }

    private static AttemptMemory restored(final Map<String, String> state) {
        final AttemptMemory next = new AttemptMemory();
        next.restore(AttemptRecord.read(state), AttemptRecord.end(state));
        return next;
    }

    private Suspicion of(final String label) {
        return memory.of(label, label, Suspicion.NONE);
    }
}
