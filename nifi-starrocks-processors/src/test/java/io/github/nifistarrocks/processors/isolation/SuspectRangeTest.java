package io.github.nifistarrocks.processors.isolation;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SuspectRangeTest {

    @ParameterizedTest
    @CsvSource({"1,2,0,1", "1,2,1,1", "5,104,7,30", "5,104,61,30", "1,100000,1000,30", "1,100000,5000,1", "3,9,100,1"})
    void piecesCoverTheRangeWithoutOverlap(final long first, final long last, final long bad, final int badInEach) {
        final List<SuspectRange> pieces = SuspectRange.unknown(first, last).cut(bad, badInEach);

        assertThat(pieces).hasSizeBetween(2, 64);
        assertThat(pieces.getFirst().first()).isEqualTo(first);
        assertThat(pieces.getLast().last()).isEqualTo(last);
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).first()).isEqualTo(pieces.get(i - 1).last() + 1);
        }
    }

    @Test
    void wholeFlowFileOfUnknownLengthIsNotCut() {
        assertThat(SuspectRange.unknown(1, Long.MAX_VALUE).cut(100, 30)).hasSize(1);
    }

    @Test
    void siblingsAreClearWhenAllBadRowsAreFound() {
        final List<SuspectRange> pieces = SuspectRange.unknown(1, 100).cut(3, 1);
        pieces.get(0).siblings().counted(1);
        assertThat(pieces.get(1).siblings().areClear()).isFalse();

        pieces.get(1).siblings().counted(2);

        assertThat(pieces.get(2).siblings().areClear()).isTrue();
    }

    @Test
    void lastSiblingHasWhatTheOthersLack() {
        final List<SuspectRange> pieces = SuspectRange.unknown(1, 100).cut(2, 1);
        assertThat(pieces.get(1).siblings().leftForLast()).isZero();

        pieces.get(0).siblings().counted(0);

        assertThat(pieces.get(1).siblings().leftForLast()).isEqualTo(2);
    }

    @Test
    void nothingFollowsFromCountsThatAreNotKnown() {
        final List<SuspectRange> pieces = SuspectRange.unknown(1, 100).cut(0, 1);

        pieces.get(0).siblings().counted(0);

        assertThat(pieces.get(1).siblings().areClear()).isFalse();
        assertThat(pieces.get(1).siblings().leftForLast()).isZero();
    }
}
