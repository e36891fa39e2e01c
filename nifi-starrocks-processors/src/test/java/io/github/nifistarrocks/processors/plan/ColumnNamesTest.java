package io.github.nifistarrocks.processors.plan;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ColumnNamesTest {

    @Test
    void namesAreSeparatedByCommasAndStripped() {
        assertThat(ColumnNames.parse(" id , order time,\nprice")).containsExactly("id", "order time", "price");
    }

    @Test
    void nothingMeansNoNames() {
        assertThat(ColumnNames.parse("  ")).isEmpty();
    }

    @Test
    void backticksKeepACommaAndADoubledBacktick() {
        assertThat(ColumnNames.parse("`a,b`, `c``d`,`e`")).containsExactly("a,b", "c`d", "e");
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ColumnNames.parse("a,,b")).withMessageContaining("[a,,b]");
    }

    @Test
    void aNameGivenTwiceIsRefusedWhateverItsCase() {
        assertThatIllegalArgumentException().isThrownBy(() -> ColumnNames.parse("id,ID")).withMessageContaining("[ID] twice");
    }

    @Test
    void anOpenBacktickIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ColumnNames.parse("`a,b")).withMessageContaining("without an end");
    }
}
