package io.github.nifistarrocks.processors.planning;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdentifierListTest {

    @Test
    void namesAreSeparatedByCommasAndStripped() {
        assertThat(IdentifierList.parse("Columns", " id , order time,\nprice")).containsExactly("id", "order time", "price");
    }

    @Test
    void nothingMeansNoNames() {
        assertThat(IdentifierList.parse("Columns", "  ")).isEmpty();
    }

    @Test
    void backticksKeepACommaAndADoubledBacktick() {
        assertThat(IdentifierList.parse("Columns", "`a,b`, `c``d`,`e`")).containsExactly("a,b", "c`d", "e");
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Columns", "a,,b")).withMessageStartingWith("Columns [a,,b]");
    }

    @Test
    void aNameGivenTwiceIsRefusedWhateverItsCase() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Columns", "id,ID")).withMessageContaining("[ID] twice");
    }

    @Test
    void anOpenBacktickIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Columns", "`a,b")).withMessageContaining("without an end");
    }
}
