package io.github.nifistarrocks.processors.isolation;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecordRangeTest {

    @ParameterizedTest
    @CsvSource({"1,2,0,COUNT", "1,2,1,COUNT", "5,104,7,ERROR_LOG", "5,104,61,ERROR_LOG", "1,100000,1000,ERROR_LOG", "1,100000,5000,COUNT", "3,9,100,COUNT"})
    void piecesCoverTheRangeWithoutOverlap(final long first, final long last, final long invalid, final RecordRange.Evidence evidence) {
        final List<RecordRange> pieces = RecordRange.unknown(first, last).split(invalid, evidence);

        assertThat(pieces).hasSizeBetween(2, 64);
        assertThat(pieces.getFirst().first()).isEqualTo(first);
        assertThat(pieces.getLast().last()).isEqualTo(last);
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).first()).isEqualTo(pieces.get(i - 1).last() + 1);
        }
    }

    @Test
    void wholeFlowFileOfUnknownLengthIsNotSplit() {
        assertThat(RecordRange.unknown(1, Long.MAX_VALUE).split(100, RecordRange.Evidence.ERROR_LOG)).hasSize(1);
    }

    @Test
    void siblingsAreValidWhenAllInvalidRowsAreFound() {
        final List<RecordRange> pieces = RecordRange.unknown(1, 100).split(3, RecordRange.Evidence.COUNT);
        pieces.get(0).siblings().counted(1);
        assertThat(pieces.get(1).siblings().areValid()).isFalse();

        pieces.get(1).siblings().counted(2);

        assertThat(pieces.get(2).siblings().areValid()).isTrue();
    }

    @Test
    void lastSiblingHasTheInvalidRowsThatTheOthersDoNotHave() {
        final List<RecordRange> pieces = RecordRange.unknown(1, 100).split(2, RecordRange.Evidence.COUNT);
        assertThat(pieces.get(1).siblings().leftForLast()).isZero();

        pieces.get(0).siblings().counted(0);

        assertThat(pieces.get(1).siblings().leftForLast()).isEqualTo(2);
    }

    @Test
    void nothingFollowsFromCountsThatAreNotKnown() {
        final List<RecordRange> pieces = RecordRange.unknown(1, 100).split(0, RecordRange.Evidence.COUNT);

        pieces.get(0).siblings().counted(0);

        assertThat(pieces.get(1).siblings().areValid()).isFalse();
        assertThat(pieces.get(1).siblings().leftForLast()).isZero();
    }
}
