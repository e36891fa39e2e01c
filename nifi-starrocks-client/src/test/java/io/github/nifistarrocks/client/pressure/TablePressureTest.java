package io.github.nifistarrocks.client.pressure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.pressure.TablePressure.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class TablePressureTest {

    private static final TableId TABLE = new TableId("demo", "t");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private double random = 0.5;
    private final TablePressure pressure = new TablePressure(Duration.ofSeconds(60), nanos::get, () -> random);

    @Test
    void quietTableIsFree() {
        assertThat(pressure.remaining(TABLE)).isZero();
        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.NONE);
    }

    @Test
    void firstThrottledLoadBeginsThePressureOfItsTableOnly() {
        assertThat(pressure.throttled(TABLE, Reason.TOO_MANY_VERSIONS)).isEqualTo(Change.OF_TABLE);

        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pressure.remaining(new TableId("demo", "u"))).isZero();
    }

    @Test
    void loadsThrottledTogetherCountOnce() {
        pressure.throttled(TABLE, Reason.MEMORY);

        assertThat(pressure.throttled(TABLE, Reason.MEMORY)).isEqualTo(Change.NONE);
        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void backOffDoublesToAMinute() {
        for (final int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            pressure.throttled(TABLE, Reason.BUSY);
            assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds));
            assertThat(pressure.remaining(TABLE)).isZero();
        }
    }

    @Test
    void jitterIsAFifthAndNeverBeyondTheLongest() {
        random = 0;
        pressure.throttled(TABLE, Reason.BUSY);
        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofMillis(800));
        random = 1;
        pass(Duration.ofSeconds(1));
        pressure.throttled(TABLE, Reason.BUSY);
        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofMillis(2400));
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMinutes(1));
            pressure.throttled(TABLE, Reason.BUSY);
        }
        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void successAfterTheBackOffEndsThePressure() {
        pressure.throttled(TABLE, Reason.TOO_MANY_TRANSACTIONS);
        pass(Duration.ofSeconds(1));

        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.OF_TABLE);
        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.NONE);
        assertThat(pressure.throttled(TABLE, Reason.TOO_MANY_TRANSACTIONS)).isEqualTo(Change.OF_TABLE);
        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void successOfALoadSentBeforeTheBackOffEndsNothing() {
        pressure.throttled(TABLE, Reason.TOO_MANY_VERSIONS);
        pass(Duration.ofMillis(500));

        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.NONE);
        assertThat(pressure.remaining(TABLE)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void pressureThatNoLoadHasEndedGoesOnHoweverLongTheTableIsQuiet() {
        pressure.throttled(TABLE, Reason.BUSY);
        pass(Duration.ofSeconds(1));
        pressure.throttled(TABLE, Reason.BUSY);
        pass(Duration.ofMinutes(20));

        assertThat(pressure.throttled(new TableId("demo", "u"), Reason.BUSY)).isEqualTo(Change.OF_TABLE);
        assertThat(pressure.throttled(TABLE, Reason.BUSY)).isEqualTo(Change.NONE);
        assertThat(pressure.remaining(TABLE)).as("begins anew").isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.OF_TABLE);
    }

    @Test
    void tableThatIsQuietForADayIsForgotten() {
        pressure.throttled(TABLE, Reason.BUSY);
        pass(Duration.ofHours(25));

        assertThat(pressure.throttled(new TableId("demo", "u"), Reason.BUSY)).isEqualTo(Change.OF_TABLE);
        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERRUPTED", "ABORTED", "UNKNOWN_MESSAGE"})
    void interruptedLoadDoesNotAffectTheTable(final Reason reason) {
        assertThat(pressure.throttled(TABLE, reason)).isEqualTo(Change.NONE);
        assertThat(pressure.remaining(TABLE)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "DENIED"})
    void clusterThatTakesNothingIsOneBackOffForAllTables(final Reason reason) {
        final TableId other = new TableId("demo", "u");

        assertThat(pressure.throttled(TABLE, reason)).isEqualTo(Change.OF_CLUSTER);
        assertThat(pressure.throttled(other, reason)).isEqualTo(Change.NONE);

        assertThat(pressure.remaining(other)).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(pressure.relieved(other)).isEqualTo(Change.OF_CLUSTER);
        assertThat(pressure.relieved(TABLE)).isEqualTo(Change.NONE);
    }

    private void pass(final Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
