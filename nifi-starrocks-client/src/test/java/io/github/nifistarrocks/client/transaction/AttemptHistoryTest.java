package io.github.nifistarrocks.client.transaction;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Only attempts that follow each other without a gap count as ended. */
class AttemptHistoryTest {

    private final List<Integer> reported = new ArrayList<>();
    private final AttemptHistory history = new AttemptHistory(0, 2, reported::add);

    @Test
    void nextAttemptThatEndsIsReported() {
        history.ended(3);

        assertThat(history.hasEnded(3)).isTrue();
        assertThat(reported).containsExactly(3);
    }

    @Test
    void endIsIgnoredWhileOneBeforeItIsNotKnown() {
        history.ended(4);

        assertThat(history.hasEnded(4)).isFalse();
        assertThat(reported).isEmpty();
    }

    @Test
    void endThatIsKnownIsNotReportedAgain() {
        history.ended(1);

        assertThat(history.hasEnded(2)).isTrue();
        assertThat(reported).isEmpty();
    }

    @Test
    void attemptThatBeginsAgainHasNotEnded() {
        history.begins(2);

        assertThat(history.hasEnded(1)).isTrue();
        assertThat(history.hasEnded(2)).isFalse();
        assertThat(reported).containsExactly(1);
    }

    @Test
    void newAttemptChangesNothing() {
        history.begins(3);

        assertThat(reported).isEmpty();
    }
}
